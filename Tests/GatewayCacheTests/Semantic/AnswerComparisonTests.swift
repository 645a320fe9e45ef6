import Testing

@testable import GatewayCache

@Suite("Whether two answers say the same")
struct AnswerComparisonTests {
    private static func verdict(_ one: String?, _ other: String?, _ similarity: Float?) -> AnswerComparison.Verdict {
        AnswerComparison.verdict(one, other) { _, _ in similarity }
    }

    @Test(arguments: [
        ("Paris.", "paris", AnswerComparison.Verdict.same),
        ("Use  `ls -l`, then\nread.", "use ls l then read", .same),
        (#"{"a": 1, "b": [2, 3]}"#, #"{"b":[2,3],"a":1}"#, .same),
        (#"{"a": 1}"#, #"{"a": 2}"#, .different),
        ("[1, 2]", "[2, 1]", .different),
    ])
    func `texts and structures are compared without their dress`(
        one: String,
        other: String,
        verdict: AnswerComparison.Verdict
    ) {
        // The vectors would say the contrary.
        #expect(Self.verdict(one, other, verdict == .same ? 0 : 1) == verdict)
        #expect(Self.verdict(other, one, verdict == .same ? 0 : 1) == verdict)
    }

    private static let long = String(repeating: "It depends on what you have in mind. ", count: 8)

    @Test(arguments: [
        ("It takes ten days.", "You need 10 days.", Float(0.9), AnswerComparison.Verdict.same),
        ("It takes 10 days.", "It takes 12 days.", 0.99, .different),
        (Self.long + "Take 3.", Self.long + "Take 4.", 0.99, .unclear),
        ("Roses are red.", "Bread is baked.", 0.3, .different),
        ("Roses are red.", "Tulips are red.", 0.7, .unclear),
    ])
    func `else vectors and numbers decide, and what is between them is unclear`(
        one: String,
        other: String,
        similarity: Float,
        verdict: AnswerComparison.Verdict
    ) {
        #expect(Self.verdict(one, other, similarity) == verdict)
    }

    @Test func `what cannot be compared is no evidence`() {
        #expect(Self.verdict(nil, "A", 1) == .unclear)
        #expect(Self.verdict("A", nil, 1) == .unclear)
        #expect(Self.verdict("A", "B", nil) == .unclear)
        let large = String(repeating: "a", count: AnswerComparison.maxBytes + 1)
        #expect(Self.verdict(large, large + "b", 1) == .unclear)
        #expect(Self.verdict(large, large, nil) == .same)
    }

    @Test(arguments: [
        ("SAME", AnswerComparison.Verdict.same), ("**Same.**", .same), ("different", .different),
        ("They are not the same, they are DIFFERENT.", .unclear), ("I cannot say.", .unclear), ("", .unclear),
    ])
    func `a judge's word counts where it is one`(text: String, verdict: AnswerComparison.Verdict) {
        #expect(AnswerJudge.verdict(in: text) == verdict)
    }
}
