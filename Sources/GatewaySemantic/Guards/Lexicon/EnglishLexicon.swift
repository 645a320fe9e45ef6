/// English word lists.
enum EnglishLexicon {
    static let source = LexiconSource(
        languages: [.english],
        forms: EnglishForms.forms,
        marked: [
            (Self.articles, [.stop, .article]), (Self.auxiliaries, [.stop, .auxiliary]), (Self.pronouns, [.stop]),
            (Self.persons, [.stop, .person]), (Self.prepositions, [.stop]), (Self.fillers, [.stop, .filler]),
            ("from to into than over by onto towards toward", [.stop, .relation]),
            ("in out on off up down over under above below", [.direction]), ("from", [.stop, .relation, .origin]),
            ("by", [.agent]), ("and or versus vs & nor plus", [.stop, .conjunction]),
            (
                "not no never without none nobody nothing neither cannot nowhere hardly cant dont doesnt didnt wont",
                [.negation]
            ),
            ("isnt arent wasnt werent wouldnt couldnt shouldnt hasnt havent hadnt aint", [.negation]),
            ("not no never without cant dont doesnt didnt wont isnt arent wasnt werent wouldnt couldnt", [.stop]),
            ("shouldnt hasnt havent hadnt aint cannot", [.stop]),
            ("nor", [.negation, .concord]),
            ("in at on for with during using within near via as through without inside across", [.place]),
            ("if when because since while after before although unless whether", [.clause, .stop]),
            ("of for in to", [.genitive]),
            ("january february march april may june july august september october", [.calendar]),
            ("november december jan feb mar apr jun jul aug sep sept oct nov dec", [.calendar]),
            ("monday tuesday wednesday thursday friday saturday sunday", [.calendar]),
            (
                "now today online quickly fast easily currently soon only again together daily always often free",
                [.movable]
            ),
            (Self.free, [.free]),
            ("mr mrs ms dr prof sir lord president minister king queen saint madam miss pm ceo", [.title]),
            (EnglishOpposites.quantifierStops, [.stop, .quantifier]),
        ],
        questions: Self.questions,
        numerals: [
            (Self.cardinals, .cardinal), (Self.ordinals, .ordinal),
            ("hundred=100 thousand=1000 million=1000000 billion=1000000000 trillion=1000000000000", .scale),
            ("lakh=100000 lakhs=100000 lac=100000 crore=10000000 crores=10000000 millions=1000000", .scale),
            (Self.months, .none),
        ],
        axes: EnglishOpposites.axes,
        synonyms: EnglishSynonyms.groups,
        names: EnglishNames.names
    )

    private static let articles = "a an the this that these those some any such"

    private static let auxiliaries = """
        is are was were be been being am do does did done doing has have had having can could will would shall should
        may might must ought im its isn aren ll ve re d s t let lets get gets got
        """

    private static let pronouns = """
        it itself they them their theirs themselves there here one ones oneself someone somebody anyone anybody everyone
        everybody something anything thing things stuff people who whom whose which what etc eg ie
        """

    private static let persons = """
        i me my mine myself you your yours yourself yourselves we us our ours ourselves he him his himself she her hers
        herself u ur
        """

    private static let prepositions = """
        of in on at for with about as through during within between among against via per near around upon across
        behind beside besides beyond despite except inside outside regarding concerning off out up down below above
        under underneath after before since until till while because if then so but also too either both though
        although unless whether like just how when where why and or that it's o
        """

    private static let fillers = """
        please really actually basically just very quite so simply kindly maybe perhaps indeed ever exactly even still
        much own else anyway well hello hi hey thanks thank sorry ok okay yes yeah want need would like tell know
        think suggest explain help mean possible way ways able going go use using used
        """

    private static let free = """
        good best better great top important necessary possible different easy hard safe example examples review opinion
        """

    private static let questions = """
        what what whats
        which which
        who who whom
        whose whose
        when when what_time what_year what_date what_day which_year which_day what_month
        where where
        why why how_come what_for
        how how
        howMany how_many
        howMuch how_much
        howLong how_long
        howOften how_often
        howFar how_far
        howOld how_old
        """

    private static let cardinals = """
        zero=0 one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 thirteen=13
        fourteen=14 fifteen=15 sixteen=16 seventeen=17 eighteen=18 nineteen=19 twenty=20 thirty=30 forty=40 fourty=40
        fifty=50 sixty=60 seventy=70 eighty=80 ninety=90 dozen=12
        """

    private static let ordinals = """
        first=1 second=2 third=3 fourth=4 fifth=5 sixth=6 seventh=7 eighth=8 ninth=9 tenth=10 eleventh=11 twelfth=12
        thirteenth=13 fourteenth=14 fifteenth=15 sixteenth=16 seventeenth=17 eighteenth=18 nineteenth=19 twentieth=20
        thirtieth=30 fortieth=40 fiftieth=50 hundredth=100
        """

    private static let months = """
        january=1 february=2 march=3 april=4 may=5 june=6 july=7 august=8 september=9 october=10 november=11 december=12
        jan=1 feb=2 mar=3 apr=4 jun=6 jul=7 aug=8 sep=9 sept=9 oct=10 nov=11 dec=12
        """
}
