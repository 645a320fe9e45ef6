import GatewayRouting
import Testing

/// What a caller may rely on: answers for whole scripts, for close languages, for code, and for nothing at all.
@Suite struct LanguageDetectorTests {
    private let detector: LanguageDetector

    init() throws { self.detector = try SharedDetector.value.get() }

    private func language(_ text: String) -> String { self.detector.detect(text).language.code }

    @Test(arguments: [
        ("el", "Καλημέρα σας"), ("he", "שלום לכולם"), ("hy", "Բարեւ ձեզ"), ("ka", "გამარჯობა"), ("ko", "안녕하세요"),
        ("bn", "শুভ সকাল"), ("pa", "ਸਤ ਸ੍ਰੀ ਅਕਾਲ"), ("gu", "સુપ્રભાત"), ("ta", "காலை வணக்கம்"), ("te", "శుభోదయం"),
        ("th", "สวัสดีตอนเช้า"), ("ja", "おはようございます"), ("zh", "早上好"),
    ])
    func `a script of one language decides alone and for sure`(code: String, text: String) {
        let guess = self.detector.detect(text)
        #expect(guess == LanguageGuess(language: Language(code: code) ?? .unknown, confidence: 1))
    }

    @Test(arguments: [
        "", " ", "\n\n\t", "12345 67.8 %", "!?!… — *** ###", "🙂🚀🎉", "`let x = 1`", "```\nfunc main() {}\n```",
        "a_b = c[d];",
        "https://example.com/a/b?c=d", "/usr/local/bin/swift", "{\"a\": [1, 2, 3]}", "ሰላም ለዓለም", "foo.bar(baz)",
        "\u{0}\u{1}",
        "getUserNameFromStore", #"x "the name" ("of") ["it"]"#, "if (x) { return y; }",
        "    at com.example.App.main(App.java:12)",
        "AKIA123456 deadbeef99 x86_64", "<div class=\"a\">",
    ])
    func `a text without prose is unknown`(text: String) {
        #expect(self.detector.detect(text) == .unknown)
    }

    @Test(arguments: [
        ("nb", "Jeg vet ikke hva jeg skal gjøre, men noen burde hjelpe meg nå."),
        ("nn", "Eg veit ikkje kva eg skal gjere, men nokon burde hjelpe meg no."),
        ("da", "Jeg ved ikke hvad jeg skal gøre, men nogen burde hjælpe mig nu."),
        ("sv", "Jag vet inte vad jag ska göra, men någon borde hjälpa mig nu."),
        ("cs", "Nevím, co mám dělat, ale někdo by mi teď měl pomoci."),
        ("sk", "Neviem, čo mám robiť, ale niekto by mi teraz mal pomôcť."),
        ("es", "No sé qué hacer, pero alguien debería ayudarme ahora mismo."),
        ("pt", "Não sei o que fazer, mas alguém deveria me ajudar agora mesmo."),
        ("ca", "No sé què fer, però algú m'hauria d'ajudar ara mateix."),
        ("af", "Ek weet nie wat om te doen nie, maar iemand moet my nou help."),
        ("nl", "Ik weet niet wat ik moet doen, maar iemand moet mij nu helpen."),
        ("id", "Saya tidak tahu harus bagaimana karena belum bisa pergi ke kantor."),
        ("ru", "Я не знаю, что мне делать, но кто-то должен мне сейчас помочь."),
        ("uk", "Я не знаю, що мені робити, але хтось повинен мені зараз допомогти."),
        ("be", "Я не ведаю, што мне рабіць, але нехта павінен мне зараз дапамагчы."),
        ("bg", "Не знам какво да правя, но някой трябва да ми помогне сега."),
        ("mk", "Не знам што да правам, но некој треба сега да ми помогне."),
        ("sr", "Не знам шта да радим, али неко би требало сада да ми помогне."),
        ("kk", "Мен не істерімді білмеймін, бірақ біреу маған қазір көмектесуі керек."),
        ("mn", "Би юу хийхээ мэдэхгүй байна, гэхдээ хэн нэгэн надад туслах хэрэгтэй."),
        ("ar", "لا أعرف ماذا أفعل ولكن يجب أن يساعدني أحد الآن"),
        ("fa", "نمی دانم چه کار کنم اما کسی باید به من کمک کند"),
        ("ur", "مجھے نہیں معلوم کہ کیا کروں لیکن کسی کو میری مدد کرنی چاہیے"),
        ("hi", "मुझे नहीं पता कि क्या करना है, लेकिन किसी को मेरी मदद करनी चाहिए।"),
        ("mr", "मला काय करावे हे माहीत नाही, पण कोणीतरी मला मदत केली पाहिजे."),
        ("zu", "Angazi ukuthi ngenzeni, kodwa othile kufanele angisize manje."),
        ("xh", "Andazi ukuba mandenze ntoni, kodwa umntu kufuneka andincede ngoku."),
        ("st", "Ha ke tsebe hore na ke etse eng, empa motho o mong o lokela ho nthusa."),
        ("ja", "東京都の人口を教えてください。"), ("ja", "東京都知事選挙結果の確認"), ("zh", "请告诉我东京的人口是多少。"),
    ])
    func `a plain sentence is told from its closest relatives`(code: String, text: String) {
        #expect(self.language(text) == code)
    }

    @Test func `the language around code and English terms wins`() {
        let missed = MixedPrompts.all.filter { self.language($0.text) != $0.language }
        #expect(MixedPrompts.all.count >= 100)
        #expect(missed.count * 100 <= 5 * MixedPrompts.all.count, "\(missed)")
    }

    @Test func `a trace around a question does not make it English`() {
        let text = """
            Traceback (most recent call last):
              File "main.py", line 3, in <module>
                raise ValueError("the value of this argument is not valid")
            ValueError: the value of this argument is not valid
            Was bedeutet das und wie behebe ich es?
            """
        #expect(self.language(text) == "de")
    }

    @Test func `an open fence hides what follows it, up to the sampled end`() {
        let code = String(repeating: "this is the text of a comment\n", count: 200)
        #expect(self.language("Was macht dieses Programm?\n```\n" + code) == "de")
        let question = String(repeating: "Was macht das hier? ", count: 30)
        let tail = self.detector.detect("```\n" + code + "```\n" + question)
        #expect(tail.language == .de)
    }

    @Test func `only the two ends of a long text are read`() {
        let middle = String(repeating: "Это предложение стоит в середине. ", count: 400)
        let digits = String(repeating: "1 ", count: 700)
        #expect(self.detector.detect(digits + middle + digits) == .unknown)
    }

    @Test func `words in capitals count for little`() {
        #expect(self.language("Bitte erklären: THE ERROR MESSAGE WAS NOT FOUND") == "de")
        #expect(self.language("DAS IST EIN SEHR WICHTIGER SATZ") == "de")
    }

    @Test func `the second best is of the same script and another language`() {
        let guess = self.detector.detect("Jeg vet ikke hva jeg skal gjøre i morgen.")
        #expect(guess.second != guess.language && guess.second != .unknown)
        #expect(guess.confidence > 0.5 && guess.confidence <= 1)
        #expect(self.detector.detect("konto").confidence < guess.confidence)
    }

    @Test func `every language has a code that names it, and unknown is not among the classes`() {
        #expect(Language.count == 75)
        for language in Language.allCases { #expect(Language(code: language.code) == language) }
        #expect(Language(code: "xx") == nil)
    }
}
