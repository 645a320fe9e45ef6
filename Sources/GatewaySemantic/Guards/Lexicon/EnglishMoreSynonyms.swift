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
        determine find calculate
        rude disrespectful
        meaning purpose sense point
        loose lose
        view stand stance position
        grow growth
        ensure guarantee
        nice kind good
        odds chance probability likelihood
        confuse mistake
        blog website
        exchange swap
        rotate spin
        technology tech
        kind nice
        need require
        photo selfie
        repair service
        place destination
        meaningless pointless
        safe advisable
        compare contrast
        mental psychological
        sign symptom
        ex former
        satisfy fulfill
        teenager teen adolescent
        function application
        tough hard
        insight information
        eligibility qualify eligible
        experienced skilled
        flaw disadvantage
        prohibit forbid ban
        frequently often
        technical tech
        lifetime life
        switch move change
        similar compare
        unusual weird strange
        limit limitation
        quickly fast
        nowadays today currently
        biggest largest greatest
        extremely incredibly super
        risk danger
        manner way
        assistance help
        instruction guide direction
        concept idea
        theory concept
        document file
        folder directory
        image photo picture
        bill invoice
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
        lost missing
        happy happiness
        plan prepare
        lonely alone
        hire rent
        set create start make
        piece part
        improve improvement
        big significant great
        speed velocity
        purpose reason
        """
}
