import GatewayRouting
import GatewayTraining
import Testing

/// A model learned from a few words tells those languages apart, is the same each time, and stays within its size.
@Suite struct LanguageTrainerTests {
    private static let text: [(Language, String)] = [
        (.de, "der die das und nicht ich wir haben werden schön größer Straße Wetter heute morgen gestern"),
        (.en, "the and not this that have will would house weather today tomorrow yesterday thing which"),
        (.ru, "и не что это как быть дом погода сегодня завтра вчера который можно нужно"),
        (.uk, "і не що це як бути дім погода сьогодні завтра вчора який можна потрібно її"),
    ]

    private static var words: LanguageTrainerWords {
        var words = LanguageTrainerWords()
        for (language, text) in Self.text {
            for weight in 1...4 {
                words.add(LanguageTrainerRow(language: language, weight: Float(weight), text: text))
                // Runs need several words to be believed.
                words.add(LanguageTrainerRow(language: language, weight: 1, text: text.split(separator: " ").joined()))
            }
        }
        return words
    }

    private static var options: LanguageTrainerOptions {
        var options = LanguageTrainerOptions()
        options.modelBytes = 20_000
        options.candidates = 5000
        options.firstSteps = 4000
        options.lastSteps = 4000
        return options
    }

    @Test func `what was learned is told apart`() throws {
        let bytes = LanguageTrainer.train(words: Self.words, options: Self.options)
        let model = try bytes.withUnsafeBytes { try LanguageModel($0) }
        let detector = LanguageDetector(model: model)
        for (language, text) in Self.text { #expect(detector.detect(text).language == language) }
        #expect(bytes.count <= 20_000)
    }

    @Test func `the same words and seed give the same bytes, another seed others`() {
        let first = LanguageTrainer.train(words: Self.words, options: Self.options)
        #expect(LanguageTrainer.train(words: Self.words, options: Self.options) == first)
        var options = Self.options
        options.seed = 2
        #expect(LanguageTrainer.train(words: Self.words, options: options) != first)
    }

    @Test func `a smaller size gives a smaller model that still answers`() throws {
        var options = Self.options
        options.modelBytes = 2500
        let bytes = LanguageTrainer.train(words: Self.words, options: options)
        #expect(bytes.count <= 2500)
        let model = try bytes.withUnsafeBytes { try LanguageModel($0) }
        #expect(LanguageDetector(model: model).detect("nicht schön").language == .de)
    }

    @Test func `no words give a model that knows nothing`() throws {
        let bytes = LanguageTrainer.train(words: LanguageTrainerWords(), options: Self.options)
        #expect(throws: Never.self) { try bytes.withUnsafeBytes { try LanguageModel($0) } }
    }

    @Test func `lines that are no rows are left out and counted`() {
        var words = LanguageTrainerWords()
        let table = "de\t2\tguten Tag\nxx\t1\tword\nde\tnone\tword\nde\t1\n\nfr\t1\tbon\tjour\n"
        #expect(Array(table.utf8).withUnsafeBufferPointer { words.addTable($0) } == 3)
        #expect(words.count == 4)
    }

    @Test func `rows of the sample are read, and those that are held out are not`() {
        let texts = (0..<200).map { "wort \($0) \"sch\u{F6}n\"" }
        let held = texts.count { LanguageTrainer.isHeldOut($0) }
        let lines = texts.map { text in
            #"{"lang":"de","kind":"sentences","text":""# + text.replacing("\"", with: "\\\"") + "\"}\n"
        }
        var words = LanguageTrainerWords()
        #expect(Array(lines.joined().utf8).withUnsafeBufferPointer { words.addSample($0) } == held)
        #expect(held > 5 && held < 50)
        #expect(words.count == 2 * (200 - held))
    }
}
