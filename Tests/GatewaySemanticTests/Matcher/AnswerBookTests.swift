import GatewaySemantic
import Testing

@Suite struct AnswerBookTests {
    private static let wordings: [(String, Int)] = [
        ("what is my balance", 0), ("how much money do i have", 0), ("tell me my account balance", 0),
        ("show the balance of my account", 0), ("when does the shop open", 1), ("what are your opening hours", 1),
        ("is the shop open on sunday", 1), ("until when are you open", 1), ("i lost my card", 2),
        ("my card was stolen", 2), ("please block my card", 2), ("somebody took my bank card", 2),
    ]

    private static func book() -> AnswerBook {
        var book = AnswerBook()
        for (text, answer) in self.wordings { book.add(PromptReading(text, language: "en"), answer: answer) }
        return book
    }

    private static func near(_ answers: Int...) -> [AnswerBook.Neighbour] {
        answers.map { AnswerBook.Neighbour(answer: $0, similarity: 0.8) }
    }

    @Test(arguments: [
        ("balance of my account please", 0), ("hours when the shop is open", 1), ("the card was lost", 2),
    ])
    func `words tell the answer`(text: String, answer: Int) {
        let match = Self.book().match(PromptReading(text, language: "en"), neighbours: [])
        #expect(match?.answer == answer)
    }

    @Test func `neighbours tell the answer where words do not`() {
        let reading = PromptReading("zzz", language: "en")
        #expect(Self.book().match(reading, neighbours: Self.near(1))?.answer == 1)
        #expect(Self.book().match(reading, neighbours: Self.near(2, 1, 2))?.answer == 2)
    }

    @Test func `what agrees scores higher than what does not`() throws {
        let reading = PromptReading("what is my account balance", language: "en")
        let agreed = try #require(Self.book().match(reading, neighbours: Self.near(0, 0)))
        let torn = try #require(Self.book().match(reading, neighbours: Self.near(0, 1)))
        let alone = try #require(Self.book().match(reading, neighbours: []))
        #expect(agreed.score > torn.score && torn.score > alone.score)
    }

    @Test func `a wording that is left out counts as if it had not been stored`() throws {
        var without = AnswerBook()
        for (text, answer) in Self.wordings.dropFirst() {
            without.add(PromptReading(text, language: "en"), answer: answer)
        }
        let reading = PromptReading(Self.wordings[0].0, language: "en")
        let left = try #require(Self.book().match(reading, neighbours: Self.near(1), leavingOutOf: 0))
        let removed = try #require(without.match(reading, neighbours: Self.near(1)))
        #expect(left.answer == removed.answer)
        #expect((left.score - removed.score).magnitude < 1e-4)
    }

    @Test func `removing a wording undoes adding it`() {
        var book = Self.book()
        let reading = PromptReading("i want my balance and my card in the shop", language: "en")
        let asked = PromptReading("balance card shop", language: "en")
        let before = book.match(asked, neighbours: Self.near(0))
        book.add(reading, answer: 2)
        #expect(book.match(asked, neighbours: Self.near(0)) != before)
        book.remove(reading, answer: 2)
        #expect(book.match(asked, neighbours: Self.near(0)) == before)
        #expect(book.count == Self.wordings.count && book.answers == 3)
    }

    @Test func `an empty book says nothing`() {
        #expect(AnswerBook().match(PromptReading("hello", language: "en"), neighbours: []) == nil)
    }

    private static func evidence(_ rows: [(score: Float, isWrong: Bool, isOutside: Bool)]) -> [AnswerBook.Evidence] {
        var book = AnswerBook()
        book.add(PromptReading("a", language: "en"), answer: 0)
        return rows.map { row in
            AnswerBook.Evidence(
                match: AnswerBook.Match(answer: 0, score: row.score),
                answer: row.isOutside ? nil : row.isWrong ? 1 : 0
            )
        }
    }

    @Test func `the threshold lies above what is often wrong, and evidence that is too little supports none`() throws {
        var rows = (0..<1000).map { (score: Float($0) / 1000, isWrong: $0 < 300, isOutside: false) }
        rows += (0..<200).map { (score: Float($0) / 2000, isWrong: true, isOutside: true) }
        let strict = try #require(AnswerBook.calibration(of: Self.evidence(rows), most: 0.05, outside: 0.2))
        #expect(strict.threshold > 0.2 && strict.threshold < 0.35)
        #expect(strict.upper <= 0.05)
        #expect(AnswerBook.calibration(of: Self.evidence(Array(rows.suffix(210))), most: 0.05, outside: 0.2) == nil)
        #expect(AnswerBook.calibration(of: [], most: 0.05, outside: 0.2) == nil)
    }

    @Test func `strays without an answer raise the threshold by the share that is expected`() throws {
        var rows = (0..<1000).map { (score: Float($0) / 1000, isWrong: false, isOutside: false) }
        rows += (0..<200).map { (score: Float($0) / 200, isWrong: true, isOutside: true) }
        let few = try #require(AnswerBook.calibration(of: Self.evidence(rows), most: 0.05, outside: 0.02))
        let many = AnswerBook.calibration(of: Self.evidence(rows), most: 0.05, outside: 0.3)
        #expect(few.threshold < (many?.threshold ?? .infinity))
    }
}
