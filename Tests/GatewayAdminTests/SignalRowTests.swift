import GatewayRouting
import GatewayTraining
import Testing

@testable import GatewayCLI

/// The rows that signals are judged by.
@Suite struct SignalRowTests {
    static let rows: [(line: String, row: SignalRow)] = [
        (#"{"task":"code","prompt":"p","source":"a/b"}"#, .task(.code, prompt: "p", source: "a/b")),
        (#"{"prompt":"","task":"chat"}"#, .task(.chat, prompt: "", source: SignalRow.unnamed)),
        (#"{"task":null,"prompt":"p","cluster":"c"}"#, .unlabelled),
        (#"{"lang":"is","kind":"words","text":"sk\u00f3r"}"#, .language(.is, text: "skór", kind: "words")),
        (#"{"lang":"unknown","text":"1"}"#, .language(.unknown, text: "1", kind: SignalRow.unnamed)),
        // A task stands for a set here, whatever its name.
        (
            #"{"set":"s","task":"code","difficulty":0.25,"prompt":"p"}"#,
            .difficulty(0.25, prompt: "p", set: "s/code")
        ),
        (#"{"difficulty":1,"prompt":"p"}"#, .difficulty(1, prompt: "p", set: SignalRow.unnamed)),
    ]

    @Test(arguments: Self.rows)
    func `the members tell what a row judges`(_ line: String, _ row: SignalRow) throws {
        #expect(try SignalRow(line: Array(line.utf8)) == row)
    }

    @Test(arguments: [
        ("[1]", "no object"), ("{}", "none of the members"), ("{\"task\":\"code\"", "ends too early"),
        (#"{"task":"code"}"#, "'prompt' is missing"), (#"{"task":"cooking","prompt":"p"}"#, "null or one of code"),
        (#"{"task":1,"prompt":"p"}"#, "no known task"), (#"{"lang":"xx","text":"t"}"#, "ISO 639-1"),
        (#"{"lang":"de","text":1}"#, "'text' is missing or no text"),
        (#"{"difficulty":1.5,"prompt":"p"}"#, "from 0 to 1"), (#"{"difficulty":"hard","prompt":"p"}"#, "from 0 to 1"),
        (#"{"difficulty":0.5}"#, "'prompt' is missing"),
    ])
    func `what is no row says why and how to mend it`(_ line: String, _ part: String) {
        let fault = #expect(throws: ToolFailure.self) { try SignalRow(line: Array(line.utf8)) }
        #expect(fault?.message.contains(part) == true, "\(fault?.message ?? "")")
    }
}

/// The committed sample itself.
@Suite struct SignalSampleTests {
    private static func path(_ name: String) -> String {
        let folders = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        return "/\(folders)/Samples/signals/\(name).jsonl"
    }

    private static func rows(_ name: String) throws -> [SignalRow] {
        let file = try LineFile(Self.path(name), mostBytes: LineFile.defaultMostBytes)
        var rows: [SignalRow] = []
        while let line = try file.next() { rows.append(try SignalRow(line: try #require(line.bytes))) }
        return rows
    }

    @Test(arguments: ["tasks", "language", "difficulty"])
    func `every line is a row`(_ name: String) throws {
        #expect(try Self.rows(name).count >= 48)
    }

    @Test func `the language model was trained on none of the rows from elsewhere`() throws {
        var checked = 0
        for case .language(_, let text, let kind) in try Self.rows("language") {
            guard ["sentences", "word-pairs", "single-words"].contains(kind) else { continue }
            #expect(LanguageTrainer.isHeldOut(text), "\(text)")
            checked += 1
        }
        #expect(checked > 1000)
    }

    @Test func `the sample is judged without a complaint`() throws {
        var evaluation = SignalEvaluation(languages: try LanguageDetector(), heldOutOnly: false)
        for name in ["tasks", "language", "difficulty"] {
            try evaluation.read(Self.path(name), mostLineBytes: 1 << 20) { Issue.record("\($0)") }
        }
        let bars = try [
            SignalBar("task=0.85", of: .accuracy), SignalBar("language=0.85", of: .accuracy),
            SignalBar("0.4", of: .correlation),
        ]
        #expect(evaluation.complaints(bars).isEmpty)
    }
}
