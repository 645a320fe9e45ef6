/// More English words that mean the same in questions.
extension EnglishSynonyms {
    static let further = """
        send transfer
        transfer move
        deliver delivery shipping ship
        order purchase
        check verify
        confirm verify
        measure calculate compute determine
        calculate compute find
        estimate predict
        predict forecast
        analyze analyse analysis
        research study
        control manage
        manage management
        lead leadership
        guide tutorial
        resource material
        source resource
        book books textbook
        pic image
        logo icon
        color colour
        favor favour
        center centre
        program programme
        organize organise
        tv television
        ad advertisement advert
        gas petrol fuel
        flat apartment
        movie cinema
        soccer football
        vacation holiday
        ai artificial_intelligence
        ml machine_learning
        nlp natural_language_processing
        db database
        os operating_system
        os operating_systems
        cv resume curriculum_vitae
        approx approximately roughly about
        fiance engaged
        abroad overseas
        foreign overseas
        native local
        citizen citizenship
        immigrant immigration
        visa permit
        birth born
        birthday birthdate
        address location
        nearby near nearest close
        temperature temp
        weather climate
        rain rainfall
        sun solar
        energy power
        electricity electric electrical power
        machine device
        device gadget
        equipment gear
        clothes clothing outfit
        shoe sneaker
        hair haircut
        skin complexion
        acne pimple
        pain ache hurt
        medicine drug medication
        drug substance
        alcohol liquor
        smoke cigarette smoking
        weed marijuana cannabis
        police cop
        jail prison
        crime criminal
        steal theft
        lie lying
        truth true
        secret hidden
        interesting fascinating
        amazing incredible awesome
        boring dull
        unique different
        motivate motivation
        inspire inspiration
        confident confidence
        procrastinate procrastination
        concentrate focus
        remember memorize recall memory
        forget move_on
        hate dislike
        like love enjoy
        want wish desire
        plan planning
        decide decision
        join enroll
        quit resign
        wear use
        wash clean
        dirty messy
        quickest fastest
        best good great interesting amazing cool awesome nice wonderful brilliant incredible fantastic excellent useful
        best effective efficient
        best suitable appropriate proper
        best favorite
        interesting surprising fascinating
        amazing wonderful incredible surprising
        delicious tasty yummy
        cracked broken
        determine find calculate
        wild strange weird crazy
        rude disrespectful
        meaning purpose sense point
        loose lose
        view stand stance position
        grow growth
        ensure guarantee
        redesign revamp
        nice kind good
        remove treat
        odds chance probability likelihood
        confuse mistake
        blog website
        exchange swap
        rotate spin
        dress wear
        line sentence
        technology tech
        kind nice
        understandable acceptable
        need require
        photo selfie
        circle spin
        dust powder
        guy boy
        crash accident
        horoscope astrology
        mage wizard
        effective powerful
        implication effect
        genuine good
        repair service
        cook bake make
        broadband internet
        place destination
        man boy
        boy man
        meaningless pointless
        safe advisable
        compare contrast
        mental psychological
        pathological habitual
        sign symptom
        ex former
        tackle address
        satisfy fulfill
        teen youth
        teenager teen adolescent
        function application
        household everyday
        tough hard
        insight information
        experience review
        line quote
        laptop computer
        eligibility qualify eligible
        business corporate
        remain continue
        experienced skilled
        genius prodigy
        sex gender
        work exercise
        state nation
        arrive launch
        flaw disadvantage
        maximum best
        greatness significance
        faculty professor
        become turn
        cute sweet
        curb reduce
        prepare study
        prohibit forbid ban
        frequently often
        technical tech
        corrupt damaged
        lifetime life
        inevitable imminent
        switch move change
        similar compare
        unusual weird strange
        limit limitation
        quickly fast
        risk danger
        bring lead
        manner way
        assistance help
        instruction guide direction
        concept idea
        theory concept
        document file
        folder directory
        image photo picture
        bill invoice
        balance amount
        schedule calendar
        appointment meeting
        reminder alarm
        traffic congestion
        luggage baggage
        car auto
        timezone time_zone
        pto vacation
        translate translation
        spell spelling
        joke humor
        directions route
        restaurant diner
        reservation booking
        limit maximum
        freeze hold
        report file
        transaction purchase
        lost missing
        happy happiness
        snippet piece
        plan prepare
        lonely alone
        hire rent
        set create start make
        piece part
        improve improvement
        whine complain
        big significant great
        speed velocity
        rollover transfer
        purpose reason
        stolen lost
        pin password
        """
}
