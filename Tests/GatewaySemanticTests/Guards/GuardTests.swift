import GatewaySemantic
import Testing

@Suite struct `Guard refusals` {
    let guards = Guards()

    @Test(
        arguments: [
            ("top 10 songs", "top 12 songs", GuardKind.numbers),
            ("run 5 km daily", "run 5 miles daily", .units),
            ("pay 5 dollars now", "pay 5 euros now", .money),
            ("open on Monday", "open on Friday", .dates),
            ("call at 5 pm", "call at 6 pm", .dates),
            ("install v2.1.0 here", "install v2.1.1 here", .versions),
            ("open https://a.org/x please", "open https://a.org/y please", .literals),
            ("is it safe", "is it not safe", .negation),
            ("open the account", "close the account", .opposites),
            ("do all cats purr", "do some cats purr", .quantifiers),
            ("cats eat mice", "mice eat cats", .roles),
            ("a trip to Paris", "a trip to Rome", .names),
            ("when was it built", "why was it built", .question),
            ("is he tall", "is she tall", .persons),
            ("a recipe with spelt", "a recipe with millet", .replacement),
            ("short", "a b c d e f g h i j k l m n o p q r s t u v w x y z ab cd ef gh", .length),
        ]
    )
    func `each guard names itself`(new: String, stored: String, kind: GuardKind) {
        let refusals = self.refusals(new, stored, "en")
        #expect(refusals.contains { $0.kind == kind }, "\(refusals)")
    }

    @Test func `a refusal shows the two parts that differ, each on its side`() {
        let refusal = self.refusals("How do I enable dark mode?", "How do I disable dark mode?", "en").first
        #expect(refusal == GuardRefusal(.opposites, new: "enable", stored: "disable"))
        #expect(refusal?.description == #"opposites: "enable" / "disable""#)
    }

    @Test func `other languages than the covered ones pass only word for word`() {
        let one = self.guards.read("Qual é a capital da França?", language: "pt")
        let other = self.guards.read("qual é a capital da frança", language: "pt")
        let third = self.guards.read("Qual é a capital do Brasil?", language: "pt")
        #expect(!one.isReadable)
        #expect(self.guards.refusal(of: one, against: other) == nil)
        #expect(self.guards.refusal(of: one, against: third)?.kind == .unreadable)
    }

    @Test(arguments: ["Какая столица Франции?", "日本の首都はどこですか", "ما هي عاصمة فرنسا", "프랑스의 수도는 어디입니까"])
    func `scripts without word lists are unreadable whatever the detector says`(text: String) {
        for language in ["en", nil] { #expect(!self.guards.read(text, language: language).isReadable) }
    }

    @Test func `prompts of two languages never meet`() {
        let one = self.guards.read("Hotel in Paris", language: "en")
        let other = self.guards.read("Hotel Paris", language: "de")
        #expect(self.guards.refusal(of: one, against: other)?.kind == .language)
    }

    @Test func `without a detector the words give the language away`() {
        #expect(self.guards.read("Wie ist das Wetter heute?").language == .german)
        #expect(self.guards.read("Quel temps fait-il aujourd'hui ?").language == .french)
        #expect(self.guards.read("¿Qué tiempo hace en la ciudad?").language == .spanish)
        #expect(self.guards.read("What is the weather today?").language == .english)
        #expect(self.guards.read("今天天气怎么样").language == .chinese)
        #expect(self.guards.read("python list sort").language == .english)
        #expect(self.guards.read("Qual è la differenza tra questo e quello degli altri?").language == nil)
        #expect(self.guards.read("Wat is het verschil tussen een hond en een kat?").language == nil)
    }

    @Test func `a guard that is off refuses nothing`() {
        let kinds = Set(GuardKind.allCases).subtracting([.names, .replacement])
        let guards = Guards(kinds: kinds)
        let one = guards.read("Does Rossi take reservations?", language: "en")
        let other = guards.read("Does Bellini take reservations?", language: "en")
        #expect(self.guards.refusal(of: one, against: other) != nil)
        #expect(guards.refusal(of: one, against: other) == nil)
    }

    @Test func `an operator's opposites, synonyms and names count`() {
        let lexicon = GuardLexicon.builtIn.adding(
            LexiconExtension(
                language: .english,
                opposites: [[["blorp"], ["zilch"]]],
                synonyms: [["frobnicate", "tweak"]],
                names: [["acme suite", "acs"]]
            )
        )
        let guards = Guards(lexicon: lexicon)
        func refusals(_ one: String, _ other: String, _ guards: Guards) -> [GuardKind] {
            guards.refusals(of: guards.read(one, language: "en"), against: guards.read(other, language: "en")).map(
                \.kind
            )
        }
        #expect(refusals("how to blorp it well", "ways to zilch it", guards).contains(.opposites))
        #expect(!refusals("how to blorp it well", "ways to zilch it", self.guards).contains(.opposites))
        #expect(refusals("how to frobnicate the dial", "how to tweak the dial", guards).isEmpty)
        #expect(refusals("how to frobnicate the dial", "how to tweak the dial", self.guards) == [.replacement])
        #expect(refusals("price of acme suite", "price of acs", guards).isEmpty)
        #expect(refusals("price of acme suite", "price", guards).contains(.names))
        #expect(lexicon.areOpposites("blorp", "zilch", in: .english))
        #expect(lexicon.areSynonyms("tweak", "frobnicate", in: .english))
        #expect(!lexicon.areOpposites("blorp", "zilch", in: .german))
    }

    @Test func `readings of the built-in lists and of an extension of them compare`() {
        let guards = Guards(lexicon: .builtIn.adding(LexiconExtension(opposites: [[["blorp"], ["zilch"]]])))
        let old = self.guards.read("how to open the door", language: "en")
        let new = guards.read("how to close the door", language: "en")
        #expect(guards.refusal(of: new, against: old)?.kind == .opposites)
        #expect(guards.refusal(of: old, against: new)?.kind == .opposites)
    }

    @Test func `the alignment says which words stand for which`() {
        let new = self.guards.read("Where can I buy a cheap laptop?", language: "en")
        let stored = self.guards.read("Where can I purchase an affordable notebook today?", language: "en")
        let alignment = PairAlignment(new: new, stored: stored)
        #expect(alignment.matched.map { new.words[$0.new].text } == ["buy", "cheap", "laptop"])
        #expect(alignment.matched.map { stored.words[$0.stored].text } == ["purchase", "affordable", "notebook"])
        #expect(alignment.newOnly.isEmpty)
        #expect(alignment.storedOnly.map { stored.words[$0].text } == ["today"])
    }

    @Test func `from and to may not change places among other words`() {
        let refusals = self.refusals("cheap direct flights from Paris to Rome", "train from Rome to Paris", "en")
        #expect(refusals.contains { $0.kind == .roles }, "\(refusals)")
    }

    @Test(
        arguments: [
            (QuestionClass.how, QuestionClass.yesNo, false, true), (.why, .when, false, false),
            (.how, .what, true, true), (.none, .why, false, true), (.howMany, .which, true, true),
            (.when, .howLong, false, true),
        ]
    )
    func `question words that stand for each other do so less where nothing else differs`(
        one: QuestionClass,
        other: QuestionClass,
        sameWords: Bool,
        otherWords: Bool
    ) {
        #expect(one.isCompatible(with: other, sameWords: true) == sameWords)
        #expect(other.isCompatible(with: one, sameWords: true) == sameWords)
        #expect(one.isCompatible(with: other, sameWords: false) == otherWords)
    }

    private func refusals(_ new: String, _ stored: String, _ language: String) -> [GuardRefusal] {
        self.guards.refusals(
            of: self.guards.read(new, language: language),
            against: self.guards.read(stored, language: language)
        )
    }
}
