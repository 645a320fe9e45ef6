/// English words that mean the same in questions.
enum EnglishSynonyms {
    static let groups = Self.common + "\n" + Self.further

    private static let common = """
        good best great top ideal better nice excellent perfect favorite favourite greatest
        movie film
        buy purchase order get
        begin start commence
        end finish complete
        get obtain acquire receive gain have
        make create build develop construct produce
        make earn
        earn get gain
        find discover locate search look spot
        find get
        fix repair solve resolve
        fix troubleshoot
        remove delete eliminate erase
        remove uninstall
        rid remove eliminate
        begin beginner
        big large huge
        small little tiny
        fast quick quickly rapid rapidly
        smart intelligent clever
        happen occur
        happen become
        difference differ different differentiate distinguish
        differ compare
        compare comparison
        phone mobile cellphone smartphone cell
        laptop notebook
        photo picture image pic photograph
        kid child
        person people human someone somebody individual
        people human humanity mankind
        job work career employment
        job position
        study learn
        learn master
        study pursue
        learn know
        learn understand
        teach educate
        college university
        school institute
        course class
        training coaching
        student pupil
        teacher instructor tutor
        boss manager
        doctor physician
        lawyer attorney
        money cash
        pay salary wage
        cost price expense
        cost charge fee
        cheap inexpensive affordable budget
        expensive costly
        rich wealthy
        increase improve raise boost enhance grow
        improve better
        improve develop
        reduce decrease lower lose cut
        lose shed drop
        decrease decline
        stop quit cease
        stop prevent avoid
        stop overcome
        overcome cope deal handle
        treat cure heal
        treatment cure remedy therapy
        sick ill
        disease illness
        advantage benefit pro
        disadvantage drawback con downside
        purpose goal aim objective
        reason cause
        cause lead
        important necessary essential crucial vital significant
        important significance importance
        need require
        need necessary
        opinion view thought feel think
        idea thought suggestion tip advice
        tip trick advice
        review feedback
        experience like
        trip travel vacation holiday journey
        visit see
        place location spot
        area region
        country nation
        city town
        road street
        house home
        shop store
        website site webpage
        internet online web
        email mail
        data information info
        application app software program
        application apply
        tool software
        use usage utilize
        usage application
        method way technique approach procedure process
        step process procedure
        rule law regulation
        legal allow permit
        illegal outlaw ban
        choose select pick
        change alter modify convert
        convert transform turn
        replace substitute
        fun enjoyable
        hard difficult tough
        easy simple
        beautiful pretty
        sad unhappy depressed
        happy glad
        angry mad
        afraid scared fear
        strange weird odd unusual
        crazy insane
        stupid dumb
        true real genuine
        real actual
        sure certain
        safe secure
        dangerous unsafe risky harmful
        prepare preparation ready
        exam test examination
        score mark grade
        rank ranking
        interview interviewing
        hire recruit employ
        company business firm corporation organization
        business startup
        industry sector field
        product item
        customer client
        market marketing
        sell sale
        invest investment
        profit gain
        bank banking
        loan credit
        own possess
        own have
        live reside stay
        dwell live
        die death
        kill murder
        fight battle
        war conflict
        attack assault
        country state
        government administration
        president presidential
        vote elect
        election electoral
        support back
        win victory
        speak talk
        talk conversation chat
        call phone
        say tell
        tell explain describe
        explain elaborate
        mean meaning definition define
        example instance sample
        type kind sort
        part portion piece
        list enumerate
        amount quantity
        number quantity
        size dimension
        length duration
        speed velocity
        look appear seem
        show display
        watch see view
        hear listen
        read reading
        book novel
        author writer
        write compose
        song music track
        game gaming
        play playing
        sport sports
        gym workout
        exercise workout
        diet food
        eat consume
        food meal dish
        cook prepare
        recipe cook
        drink beverage
        sleep asleep
        tired exhausted
        dream dreaming
        girl lady
        girl woman female
        woman lady female
        man guy male
        boy guy
        boyfriend bf
        girlfriend gf
        wife spouse
        husband spouse
        marry marriage wedding
        love romance
        sex intercourse sexual
        relationship relation
        friend buddy
        date dating
        break breakup
        baby infant
        dog puppy
        cat kitten
        car vehicle automobile
        bike bicycle
        motorcycle bike motorbike
        plane airplane aircraft
        drive driving
        fly flight
        ticket booking
        book reserve reservation
        cancel cancellation
        account profile
        password passcode
        recover retrieve restore
        reset restore
        hack hacking
        block ban
        download install
        upload post
        share post
        follower follow
        view traffic
        code coding program
        developer programmer coder
        bug error glitch issue
        problem issue trouble
        error mistake
        wrong incorrect
        right correct
        answer reply response respond
        question query
        ask question
        request ask
        skill ability
        talent skill
        expert professional specialist
        famous popular wellknown
        common typical usual
        rare uncommon
        often frequently
        always constantly
        currently presently
        future upcoming
        recent latest new
        old aged
        ancient old
        world earth globe
        universe space cosmos
        planet world
        star celebrity
        god lord
        religion religious faith
        believe belief
        life living
        success successful
        fail failure
        effect affect impact influence consequence
        effective efficient
        effective effectively
        efficient efficiently
        possible feasible
        enough sufficient
        whole entire
        main primary major key
        basic fundamental
        basics fundamentals
        feature characteristic
        quality characteristic trait
        advance progress
        suggest recommend
        recommend suggestion recommendation
        offer provide give supply
        give provide
        allow let permit enable
        help assist aid support
        keep maintain
        keep stay remain
        continue proceed
        go move
        move relocate shift migrate
        leave quit
        return refund
        """
}
