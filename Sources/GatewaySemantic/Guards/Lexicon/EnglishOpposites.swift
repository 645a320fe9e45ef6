/// English sets of opposites and of choices that exclude each other.
enum EnglishOpposites {
    static let axes: [(String, GuardKind)] = [
        (Self.actions, .opposites), (Self.qualities, .opposites), (Self.things, .opposites), (Self.choices, .opposites),
        (Self.quantifiers, .quantifiers), (Self.times, .dates), (Self.persons, .persons),
    ]

    static let quantifierStops = "all every each some any none only most both either few many more less least except"

    private static let quantifiers = """
        all every each whole entire | some several few certain | none
        most | least
        most | few | all every
        more | less fewer
        many much lots | few little
        always constantly | never | sometimes occasionally | rarely seldom hardly
        both | neither | either
        everyone everybody | noone nobody | someone somebody
        everything | nothing
        everywhere | nowhere
        everything | something
        at_least | at_most
        minimum min minimal minimally | maximum max maximal maximally | average mean
        partially partly half | fully completely entirely totally
        once | twice | thrice
        single | multiple double | triple
        only | also
        exactly precisely | approximately roughly about
        majority | minority
        unlimited infinite | limited finite
        """

    private static let times = """
        today | tomorrow | yesterday
        morning | afternoon | evening | night midnight | noon
        day daytime | night nighttime
        daily | weekly | monthly | yearly annual annually | hourly | quarterly
        weekday weekdays | weekend weekends
        spring | summer | autumn | winter
        decade | century | millennium
        past previous prior | future upcoming | present current
        last previous | next following
        before prior ahead | after afterwards following | during
        until till | since
        early | late
        ago | hence
        was were did had | will shall
        now currently nowadays | later | formerly previously
        still | formerly
        old ancient | modern contemporary | medieval
        pre | post
        prewar | postwar
        dawn sunrise | dusk sunset
        birth born birthday | death died die dead
        """

    private static let persons = """
        he him his himself | she her hers herself
        my mine our ours | your yours
        myself | yourself
        """

    private static let actions = """
        enable activate allow permit | disable deactivate forbid prohibit
        turn_on switch_on | turn_off switch_off
        on | off
        in into inside indoors | out outside outdoors
        up upward upwards | down downward downwards
        over above | under below beneath underneath
        from | to
        for pro | against
        buy purchase | sell vend
        buyer purchaser | seller vendor
        bullish long | bearish short
        open unlock | close shut lock
        start begin commence launch initiate resume | stop end finish quit cease terminate pause halt
        increase raise grow rise boost improve gain enhance enlarge expand maximize maximise accelerate \
        | decrease reduce lower shrink drop decline diminish lessen minimize minimise cut slow fall
        gain | lose shed
        win winner victory victorious | lose loser defeat
        success succeed successful pass | failure fail unsuccessful
        add insert append attach include | remove delete subtract detach exclude drop omit erase
        addition | subtraction | multiplication | division
        add | subtract | multiply | divide
        create build construct produce generate | destroy delete demolish ruin break
        install | uninstall remove
        subscribe | unsubscribe
        follow | unfollow
        upload | download
        push | pull
        send | receive
        sender | receiver recipient
        give | receive
        lend loan | borrow
        lender creditor | borrower debtor
        debit | credit
        deposit | withdraw withdrawal
        invest | divest
        hire employ recruit | fire dismiss sack
        employer | employee
        join enter enroll | leave exit quit resign
        entry entrance | exit
        arrive arrival | depart departure leave
        come | go
        landing land | takeoff
        ascend climb ascending ascent | descend descending descent
        encrypt encode | decrypt decode
        compress zip | decompress extract unzip
        lock | unlock
        hide conceal | show reveal display unhide
        mute | unmute
        connect | disconnect
        attach | detach
        login sign_in log_in | logout sign_out log_out
        sign_in | sign_up
        fold | unfold
        freeze | thaw melt unfreeze
        heat warm | cool chill
        boil | freeze
        mount | unmount
        load | unload
        pack | unpack
        plug | unplug
        dress | undress
        wrap | unwrap
        tie fasten | untie unfasten
        do | undo
        undo | redo
        accept approve agree | reject decline deny refuse disagree disapprove
        agree | disagree
        love like adore | hate dislike despise
        friend ally | enemy foe
        attack offense offensive | defend defense defensive defence
        protect | harm
        help assist | hinder
        heal cure | hurt injure harm wound
        cause | effect
        cause | prevent avoid
        prevent | promote encourage
        encourage | discourage
        remember recall | forget
        learn | teach
        student pupil | teacher instructor professor
        ask | answer reply respond
        read | write
        reader | writer
        speak talk | listen hear
        encoder | decoder
        find discover | lose hide
        save keep preserve | delete discard waste
        save | spend
        earn | spend lose
        income revenue earnings | expense expenses expenditure
        profit profitable gains | loss losses unprofitable
        asset assets | liability liabilities
        supply | demand
        inflow | outflow
        inhale | exhale
        wake awake | sleep asleep
        stand | sit | lie
        laugh | cry
        smile | frown
        marry marriage wedding | divorce
        live alive living | die dead
        birth | death
        kill murder | save rescue
        merge join combine unite | split separate divide
        expand | collapse contract
        stretch | shrink
        inflate | deflate
        inflation | deflation
        tighten | loosen
        strengthen | weaken
        bind | unbind
        block ban | unblock unban
        upgrade | downgrade
        upvote | downvote
        update | rollback
        publish | unpublish retract
        appear | disappear vanish
        arrest imprison | release free
        employ | unemployed
        charge | discharge
        fill | empty
        launch | shutdown
        grant | revoke
        authorize | deauthorize
        include inclusive | exclude exclusive
        rent | buy own
        tenant renter | landlord
        host | guest
        serialize | deserialize
        allocate | deallocate free
        commit | revert
        forward | backward backwards reverse
        clockwise | counterclockwise anticlockwise
        prove | disprove
        confirm | deny refute
        attract | repel
        trust | distrust mistrust
        respect | disrespect
        obey | disobey
        praise | criticize blame
        reward | punish punishment
        hope | despair fear
        import | export
        pros pro advantages advantage benefits benefit upsides \
        | cons con disadvantages disadvantage drawbacks drawback downsides
        """

    private static let qualities = """
        good best great better excellent top ideal finest | bad worst worse terrible awful poor
        positive | negative
        right correct true accurate | wrong incorrect false inaccurate
        right | left
        true real genuine authentic | fake false counterfeit
        high highest tall | low lowest short
        big large huge largest biggest giant | small little tiny smallest
        long longest | short shortest brief
        wide broad | narrow
        thick | thin
        deep | shallow
        heavy | light lightweight
        fat overweight obese | thin slim skinny underweight
        hot warm | cold cool
        hottest | coldest
        wet | dry
        hard difficult tough challenging | easy simple effortless
        hard solid rigid | soft
        fast quick rapid quickly | slow slowly
        new newest latest | old oldest
        young youngest | old elderly oldest
        rich wealthy | poor
        cheap inexpensive affordable | expensive costly pricey
        strong | weak
        safe secure safely | dangerous unsafe risky insecure hazardous
        legal lawful | illegal unlawful
        moral ethical | immoral unethical
        healthy | unhealthy sick ill
        clean | dirty polluted
        full | empty
        open | closed
        public | private
        internal inner interior | external outer exterior
        indoor | outdoor
        domestic local national | foreign international
        local | remote global
        online | offline
        visible | invisible
        loud noisy | quiet silent
        bright light | dark dim
        black | white
        beautiful pretty attractive | ugly unattractive
        happy glad | sad unhappy
        smart intelligent clever | stupid dumb
        brave | cowardly
        kind nice | mean cruel rude
        polite | rude impolite
        honest | dishonest
        innocent | guilty
        free | paid
        free | busy
        active | inactive passive
        static | dynamic
        fixed | variable
        temporary | permanent
        mutable | immutable
        synchronous sync | asynchronous async
        serial sequential | parallel concurrent
        direct | indirect
        linear | nonlinear
        discrete | continuous
        digital | analog
        manual | automatic automated
        natural organic | artificial synthetic
        organic | inorganic
        simple | complex complicated
        common | rare uncommon
        normal usual | abnormal unusual
        general generic | specific
        possible | impossible
        probable likely | improbable unlikely
        necessary required mandatory compulsory | unnecessary optional voluntary
        important | unimportant trivial
        major | minor
        senior | junior
        superior | inferior
        upper | lower
        front | back rear
        top | bottom
        first | last
        initial | final
        horizontal | vertical
        parallel | perpendicular
        near close | far distant
        odd | even
        prime | composite
        rational | irrational
        convex | concave
        acidic acid | basic alkaline base
        solid | liquid | gas
        wild | tame domestic
        alive | dead
        male | female
        married | single unmarried
        pregnant | nonpregnant
        singular | plural
        formal | informal
        literal | figurative
        objective | subjective
        qualitative | quantitative
        theoretical | practical
        inductive | deductive
        introvert introverted | extrovert extroverted
        optimistic optimist | pessimistic pessimist
        liberal progressive democratic democrat | conservative republican
        capitalist capitalism | communist communism | socialist socialism
        renewable | nonrenewable
        reversible | irreversible
        vegetarian vegan | nonvegetarian carnivore
        raw | cooked
        fresh | stale rotten
        sweet | sour | salty | bitter | spicy
        sharp | blunt dull
        smooth | rough
        straight | curved crooked
        urban | rural
        civil civilian | military
        guilty | innocent
        tight | loose
        same similar identical | different distinct
        similarities similarity | differences difference
        minimum | maximum
        local | global
        upstream | downstream
        wired | wireless
        ascending asc | descending desc
        prefix | suffix
        horizontal landscape | vertical portrait
        exclusive | inclusive
        centralized | decentralized
        compiled | interpreted
        lossless | lossy
        strict | lenient
        """
}
