import GatewayCore
import GatewaySemantic
import GatewayWire
import NIOCore

/// The operator's answers to frequent questions, ready to be found.
///
/// Immutable, and shared by all loops. Making it takes some 100 µs for each wording, and a look-up half of that, both on
/// a worker thread.
final class FrequentAnswers: Sendable {
    /// What a prompt is to be answered with.
    struct Match: Sendable, Equatable {
        /// The place of the answer.
        let answer: Int
        /// The cosine of the nearest wording of that answer; 1 for a wording as it stands.
        let similarity: Float
    }

    /// What it was made of.
    let questions: FrequentQuestions
    /// From which score on the book's word counts; nil where the wordings do not support any bound.
    let calibration: AnswerBook.Calibration?
    /// Share of the limit that is used: wordings of one file are more like each other than what callers will write, so
    /// that leaving each out in turn flatters.
    private static let used = 0.8

    /// The answers as records, by their places.
    private let records: [CacheRecord]
    private let book: AnswerBook
    private let index: FlatIndex
    private let embedder: any LocalEmbedder
    private let language: @Sendable (String) -> String?
    /// Answers by wordings without capitals and marks.
    private let exact: [String: Int]

    /// Makes all that is needed to find the answers.
    ///
    /// - Parameters:
    ///   - most: share of wrong answers that is allowed.
    ///   - now: milliseconds since 1970.
    init(
        _ questions: FrequentQuestions,
        group: String,
        embedder: any LocalEmbedder,
        language: @escaping @Sendable (String) -> String?,
        most: Double,
        confidence: Double,
        now: Int64
    ) {
        self.questions = questions
        self.embedder = embedder
        self.language = language
        self.records = questions.answers.map { Self.record(of: $0, group: group, now: now) }
        var book = AnswerBook()
        var exact: [String: Int] = [:]
        var ambiguous = Set<String>()
        let index = FlatIndex(dimensions: embedder.dimensions, capacity: max(1, questions.wordings.count))
        let read = questions.wordings.map { wording in
            let text = wording.text
            return (reading: PromptReading(text, language: language(text)), vector: embedder.embed(text))
        }
        for (place, wording) in questions.wordings.enumerated() {
            let plain = AnswerComparison.normalised(wording.text)
            guard let answer = wording.answer else {
                ambiguous.insert(plain)
                continue
            }
            book.add(read[place].reading, answer: answer)
            if let other = exact.updateValue(answer, forKey: plain), other != answer { ambiguous.insert(plain) }
            if let vector = read[place].vector { try? index.insert(UInt64(place), vector) }
        }
        self.book = book
        self.index = index
        self.exact = exact.filter { !ambiguous.contains($0.key) && !$0.key.isEmpty }
        let evidence = questions.wordings.indices.map { place in
            let near = Self.neighbours(of: read[place].vector, in: index, of: questions, except: place)
            return AnswerBook.Evidence(
                match: book.match(
                    read[place].reading,
                    neighbours: near,
                    leavingOutOf: questions.wordings[place].answer
                ),
                answer: questions.wordings[place].answer
            )
        }
        self.calibration = AnswerBook.calibration(
            of: evidence,
            most: most * Self.used,
            outside: questions.outside,
            confidence: confidence
        )
    }

    /// The answer to a prompt; nil where it is left to the model.
    func find(_ text: String) -> Match? {
        if let answer = self.exact[AnswerComparison.normalised(text)] {
            return Match(answer: answer, similarity: 1)
        }
        guard let calibration = self.calibration, let vector = self.embedder.embed(text) else { return nil }
        let near = Self.neighbours(of: vector, in: self.index, of: self.questions, except: nil)
        let reading = PromptReading(text, language: self.language(text))
        guard let match = self.book.match(reading, neighbours: near), match.score >= calibration.threshold else {
            return nil
        }
        let similarity = near.filter { $0.answer == match.answer }.map(\.similarity).max()
        return Match(answer: match.answer, similarity: similarity ?? 0)
    }

    /// The record of an answer.
    func record(_ match: Match) -> CacheRecord { self.records[match.answer] }

    /// The name of an answer's class.
    func name(_ match: Match) -> String { self.questions.answers[match.answer].name }

    private static func neighbours(
        of vector: [Float]?,
        in index: FlatIndex,
        of questions: FrequentQuestions,
        except own: Int?
    ) -> [AnswerBook.Neighbour] {
        let count = AnswerBook.neighbours
        guard let vector, let found = try? index.search(vector, k: own == nil ? count : count + 1) else { return [] }
        return found.filter { $0.id != own.map { UInt64($0) } }.prefix(count).compactMap { match in
            questions.wordings[Int(match.id)].answer.map {
                AnswerBook.Neighbour(answer: $0, similarity: match.similarity)
            }
        }
    }

    /// Milliseconds for which an answer is called fresh: it is true as long as it is written down.
    private static let life: Int64 = 366 * 86_400_000

    /// A completion as a model would have sent it, which has used no tokens.
    private static func record(of answer: FrequentQuestions.Answer, group: String, now: Int64) -> CacheRecord {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("id", "chatcmpl-faq-\(answer.name)")
        writer.member("object", "chat.completion")
        writer.member("created", Int(now / 1_000))
        writer.member("model", group)
        writer.key("choices")
        writer.beginArray()
        writer.beginObject()
        writer.member("index", 0)
        writer.key("message")
        writer.beginObject()
        writer.member("role", "assistant")
        writer.member("content", answer.text)
        writer.endObject()
        writer.member("finish_reason", "stop")
        writer.endObject()
        writer.endArray()
        writer.key("usage")
        writer.beginObject()
        for name: StaticString in ["prompt_tokens", "completion_tokens", "total_tokens"] { writer.member(name, 0) }
        writer.endObject()
        writer.endObject()
        var origin = RecordOrigin(endpoint: .chatCompletions)
        origin.group = group
        return CacheRecord(
            json: ByteBuffer(bytes: writer.bytes),
            finishReasons: ["stop"],
            origin: origin,
            lifetime: RecordLifetime(storedAt: now, freshMilliseconds: Self.life)
        )
    }
}
