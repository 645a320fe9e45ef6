import GatewayCore
import GatewayWire

/// A file of frequent questions: JSON objects, one on each line.
///
///     {"class": "opening-hours", "answer": "We are open from 9 to 17."}
///     {"class": "opening-hours", "prompt": "When do you open?"}
///     {"class": null, "prompt": "Tell me a joke"}
///
/// A line with an answer says what all prompts of the class are answered with, one with a prompt is a wording of the
/// class, and a class of `null` is for prompts that none of the answers is right for. The order is free, and members of
/// other names are passed over.
struct FrequentQuestionsFile {
    /// Bytes of a class's name at most.
    static let longestClass = 64
    /// Bytes of a prompt at most.
    static let longestPrompt = 2 << 10
    /// Bytes of an answer at most.
    static let longestAnswer = 64 << 10
    /// Prompts at most: thresholds are found by looking each up among all others.
    static let mostPrompts = 20_000
    /// Answers at most.
    static let mostAnswers = 1_000

    /// What is wrong with a line.
    struct Problem: Error, Equatable {
        /// Number of the line; nil for the file as a whole.
        var line: Int?
        /// What is wrong.
        var message: String
        /// How to mend it.
        var advice: String
    }

    private var questions: FrequentQuestions
    /// Answers by class.
    private var answers: [String: (place: Int, line: Int)] = [:]
    /// Prompts with their class, and their line.
    private var prompts: [(text: String, name: String?, line: Int)] = []
    private var seen: [String: (name: String?, line: Int)] = [:]

    private init(path: String) {
        self.questions = FrequentQuestions(path: path)
    }

    /// Reads a file.
    static func read(_ bytes: [UInt8], path: String) throws(Problem) -> FrequentQuestions {
        var file = Self(path: path)
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            try file.take(Array(line), number)
        }
        return try file.finish()
    }

    private mutating func take(_ line: [UInt8], _ number: Int) throws(Problem) {
        func fail(_ message: String, _ advice: String) -> Problem {
            Problem(line: number, message: message, advice: advice)
        }
        guard let value = try? GatewayWire.JSONValue.parse(line.span.bytes), case .object = value else {
            throw fail("this is no JSON object", "write one object on each line")
        }
        let name = try self.name(in: value, number)
        switch (value["prompt"], value["answer"]) {
        case (.string(let text)?, nil):
            guard text.utf8.contains(where: { $0 > 0x20 }), text.utf8.count <= Self.longestPrompt else {
                throw fail("'prompt' is empty or too long", "write 1 to \(Self.longestPrompt) bytes")
            }
            if let earlier = self.seen[text] {
                guard earlier.name == name else {
                    throw fail("line \(earlier.line) has this prompt for another class", "remove one of them")
                }
                return
            }
            guard self.prompts.count < Self.mostPrompts else {
                throw fail("there are more than \(Self.mostPrompts) prompts", "remove some of the larger classes")
            }
            self.seen[text] = (name, number)
            self.prompts.append((text, name, number))
        case (nil, .string(let text)?):
            guard let name else { throw fail("an answer belongs to a class", "name it in 'class'") }
            guard !text.isEmpty, text.utf8.count <= Self.longestAnswer else {
                throw fail("'answer' is empty or too long", "write 1 to \(Self.longestAnswer) bytes")
            }
            if let earlier = self.answers[name] {
                throw fail("the class '\(name)' has an answer in line \(earlier.line)", "remove one of them")
            }
            guard self.answers.count < Self.mostAnswers else {
                throw fail("there are more than \(Self.mostAnswers) answers", "remove some classes")
            }
            self.answers[name] = (self.questions.answers.count, number)
            self.questions.answers.append(FrequentQuestions.Answer(name: name, text: text))
        default:
            throw fail("there is not one of 'prompt' and 'answer' as a text", "write one of them on each line")
        }
    }

    private func name(in value: GatewayWire.JSONValue, _ number: Int) throws(Problem) -> String? {
        switch value["class"] {
        case .null?: return nil
        case .string(let text)? where Self.isName(text): return text
        case .number(let text)? where Self.isName(text): return text
        default:
            throw Problem(
                line: number,
                message: "'class' is missing or no name",
                advice: "write at most \(Self.longestClass) letters, digits and . _ - : /, or null for no answer"
            )
        }
    }

    /// Whether a name can stand in a header as it is.
    private static func isName(_ text: String) -> Bool {
        (1...Self.longestClass).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "._-:/".utf8.contains(byte)
                }
            }
    }

    private mutating func finish() throws(Problem) -> FrequentQuestions {
        var hasWordings = Set<String>()
        for prompt in self.prompts {
            guard let name = prompt.name else {
                self.questions.wordings.append(FrequentQuestions.Wording(text: prompt.text, answer: nil))
                continue
            }
            guard let answer = self.answers[name] else {
                throw Problem(
                    line: prompt.line,
                    message: "the class '\(name)' has no answer",
                    advice: "add a line with it, or write null for prompts that have none"
                )
            }
            hasWordings.insert(name)
            self.questions.wordings.append(FrequentQuestions.Wording(text: prompt.text, answer: answer.place))
        }
        for answer in self.questions.answers where !hasWordings.contains(answer.name) {
            throw Problem(
                line: self.answers[answer.name]?.line,
                message: "the class '\(answer.name)' has no prompt",
                advice: "add lines with wordings of the question"
            )
        }
        guard !self.questions.answers.isEmpty else {
            throw Problem(message: "there is no answer", advice: "add one: {\"class\": \"...\", \"answer\": \"...\"}")
        }
        guard self.prompts.contains(where: { $0.name == nil }) else {
            throw Problem(
                message: "no prompt is without an answer, so nobody can tell how often such a one would get one",
                advice: "add some hundred lines with \"class\": null"
            )
        }
        return self.questions
    }
}

extension SettingsBuilder {
    /// Reads the frequent questions of a group; the file is read again when it changes.
    func readFrequent(_ section: ConfigMapping) -> FrequentQuestions? {
        var outside = FrequentQuestions(path: "").outside
        section.setShare(&outside, "faq_outside")
        if let value = section["faq_outside"], section["faq"] == nil {
            value.report("there is no 'faq' that it could be for", "name its file, or remove 'faq_outside'")
        }
        guard let value = section["faq"], let path = value.text() else { return nil }
        guard let bytes = try? self.reading.references.readFile(path) else {
            self.checkReadable(value.placed(path))
            return nil
        }
        do throws(FrequentQuestionsFile.Problem) {
            var questions = try FrequentQuestionsFile.read(bytes, path: path)
            questions.outside = outside
            return questions
        } catch {
            let file = Quote.short(path.split(separator: "/").last.map(String.init) ?? path)
            let place = error.line.map { "\(file):\($0)" } ?? file
            value.report("\(place): \(error.message)", error.advice)
            return nil
        }
    }
}
