import GatewaySemantic
import Testing

@Suite struct `Prompt reading` {
    @Test(
        arguments: [
            ("1,000 songs", "en", "1000"), ("1.000 Lieder", "de", "1000"), ("1 000 chansons", "fr", "1000"),
            ("1.5 litres", "en", "1.5"), ("1,5 Liter", "de", "1.5"), ("1,234,567.50", "en", "1234567.50"),
            ("1.234.567,5", "de", "1234567.5"), ("20k views", "en", "20000"), ("5 million people", "en", "5000000"),
            ("1.5 million people", "en", "1500000"), ("twenty-five cats", "en", "25"),
            ("one hundred and five", "en", "105"),
            ("two thousand three hundred", "en", "2300"), ("the 3rd man", "en", "3"), ("the third man", "en", "3"),
            ("Louis XIV lived", "en", "14"), ("5:30 pm", "en", "17:30"), ("5 p.m.", "en", "17:00"),
            ("12 am", "en", "0:00"),
            ("17 Uhr", "de", "17:00"), ("17h30", "fr", "17:30"), ("2024-01-05", "en", "2024-1-5"),
            ("January 5th, 2024", "en", "2024-1-5"), ("5. Januar 2024", "de", "2024-1-5"),
            ("05.01.2024", "de", "2024-1-5"),
            ("5 de enero de 2024", "es", "2024-1-5"), ("le 5 janvier 2024", "fr", "2024-1-5"),
            ("10.6.8", "en", "10.6.8"),
            ("v2.0.1", "en", "2.0.1"), ("python 3.10", "en", "3.10"), ("$5.50 each", "en", "5.5"),
            ("-5 degrees", "en", "-5"),
            ("fünfundzwanzig Hunde", "de", "25"), ("zweihundertfünfunddreißig", "de", "235"),
            ("dreitausendvierhundertzwölf", "de", "3412"), ("quatre-vingt-dix-neuf", "fr", "99"),
            ("soixante et onze", "fr", "71"), ("quatre-vingts", "fr", "80"), ("treinta y cinco", "es", "35"),
            ("doscientos veinte", "es", "220"), ("二十五", "zh", "25"), ("一万二千", "zh", "12000"), ("二〇二四", "zh", "2024"),
            ("１２３", "zh", "123"), ("50%", "en", "50"), ("007 agent", "en", "7"), ("2.0 engine", "en", "2"),
        ]
    )
    func `numbers have one form however they are written`(text: String, language: String, value: String) {
        let reading = PromptReading(text, language: language)
        #expect(reading.numbers.map(\.value) == [value])
    }

    @Test(
        arguments: [
            ("5 km", "kilometre"), ("5km", "kilometre"), ("five kilometers", "kilometre"), ("$5", "dollar"),
            ("USD 5", "dollar"), ("5 US dollars", "dollar"), ("5 €", "euro"), ("Rs. 500", "rupee"), ("50%", "percent"),
            ("50 percent", "percent"), ("30 seconds", "second"), ("5 apples", ""),
        ]
    )
    func `numbers have the unit next to them`(text: String, unit: String) {
        #expect(PromptReading(text, language: "en").numbers.map(\.unit) == [unit])
    }

    @Test(
        arguments: [
            ("Is it true?", 0), ("Isn't it true?", 1), ("Isn’t it true?", 1), ("I cannot see without it", 2),
            ("Should I go or not?", 0), ("Why or why not?", 0), ("No, it is fine", 0), ("dont go", 1), ("no. 5 bus", 0),
        ]
    )
    func `negations are counted`(text: String, count: Int) {
        #expect(PromptReading(text, language: "en").negations == count)
    }

    @Test func `a double negation of one clause counts once`() {
        #expect(PromptReading("Je ne fume pas", language: "fr").negations == 1)
        #expect(PromptReading("Je n'ai rien vu", language: "fr").negations == 1)
        #expect(PromptReading("No quiero nada", language: "es").negations == 1)
        #expect(PromptReading("我不知道有什么不同", language: "zh").negations == 1)
    }

    @Test(
        arguments: [
            ("What is it?", QuestionClass.what), ("Tell me why it rains", .why), ("How many are there?", .howMany),
            ("Is it raining?", .yesNo), ("Explain rain", .none), ("In which city is it?", .which),
            ("Is it cold when it snows?", .yesNo), ("What time is it?", .when), ("How do I do it?", .how),
            ("For how long does it last?", .howLong), ("If I go, who stays?", .who),
        ]
    )
    func `the question class is what is asked for`(text: String, question: QuestionClass) {
        #expect(PromptReading(text, language: "en").question == question)
    }

    @Test(
        arguments: [
            ("Who is Maria Keller?", ["maria", "keller"]), ("capital of france", ["france"]),
            ("Please Help Me With This", []),
            ("What is the US budget?", ["us"]), ("tell us more", []), ("WHAT IS GOING ON HERE", []),
            ("learn python in berlin", ["python", "berlin"]), ("new york hotels", ["new york"]),
        ]
    )
    func `names are found by capitals and by lists`(text: String, names: [String]) {
        #expect(PromptReading(text, language: "en").words.filter(\.isName).map(\.text) == names)
    }

    @Test func `German capitals make no names`() {
        #expect(PromptReading("Wo ist der Hund meiner Nachbarin?", language: "de").words.allSatisfy { !$0.isName })
    }

    @Test func `literals are taken as they stand`() {
        let text =
            #"Run `ls -l` on ~/src/main.c, mail bob@example.com, open https://example.com/a?b=1. Say "hello world"."#
        let literals = PromptReading(text, language: "en").literals
        #expect(
            literals.map(\.value) == [
                "ls -l", "~/src/main.c", "bob@example.com", "https://example.com/a?b=1", "hello world",
            ]
        )
        #expect(literals.map(\.kind) == [.code, .address, .address, .address, .quoted])
    }

    @Test func `identifiers keep their form`() {
        let words = PromptReading("call getUserName or user_id on s7 in C++ and C#", language: "en").words
        #expect(words.filter { $0.kind == .identifier }.map(\.text) == ["getusername", "user_id", "s7", "c++", "c#"])
    }

    @Test func `words carry their places in the text`() {
        let text = "Größe von München?"
        let words = PromptReading(text, language: "de").words
        let bytes = Array(text.utf8)
        #expect(words.map { String(decoding: bytes[$0.start..<$0.end], as: UTF8.self) } == ["Größe", "von", "München"])
        #expect(words.map(\.text) == ["größe", "von", "münchen"])
    }

    @Test func `Chinese is cut at the longest listed words`() {
        #expect(PromptReading("北京的人口是多少", language: "zh").words.map(\.text) == ["北京", "的", "人", "口", "是", "多少"])
    }

    @Test func `endings do not make another word`() {
        for (one, other) in [("stories", "story"), ("buying", "bought"), ("companies", "company"), ("planned", "plan")]
        {
            let stems = PromptReading("\(one) \(other)", language: "en").words.map(\.stem)
            #expect(stems.first == stems.last, "\(stems)")
        }
    }

    @Test(arguments: ["", " ", "\n", "?!", "…"])
    func `text without words has none, and cannot be compared`(text: String) {
        let reading = PromptReading(text, language: "en")
        #expect(reading.words.isEmpty)
        #expect(Guards().refusal(of: reading, against: PromptReading("hi", language: "en"))?.kind == .unreadable)
    }
}
