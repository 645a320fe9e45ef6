import Foundation
import GatewaySemantic
import Testing

@Suite("The file of questions")
struct QuestionFileTests {
    private static func withPath(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.appending(path: "questions").path())
    }

    private static let groups = [
        QuestionFile.Group(name: "leer", evidence: [], entries: []),
        QuestionFile.Group(
            name: "höflich",
            evidence: Array(0...255),
            entries: (0..<300).map { number in
                SemanticEntry(
                    namespace: SemanticKey(1, 2, 3, number),
                    answer: SemanticKey(number, 5, 6, 7),
                    text: "Question \(number): größer?",
                    language: number % 2 == 0 ? "en" : nil,
                    expires: number % 3 == 0 ? nil : Int64(number)
                )
            }
        ),
    ]

    @Test func `what was written is read, and a second file replaces the first`() throws {
        try Self.withPath { path in
            try QuestionFile.write(Array(Self.groups.prefix(1)), to: path)
            try QuestionFile.write(Self.groups, to: path)
            #expect(try QuestionFile.read(path) == Self.groups)
        }
    }

    @Test func `a damaged or foreign file is refused, wherever it was damaged`() throws {
        try Self.withPath { path in
            try QuestionFile.write(Self.groups, to: path)
            let whole = try Array(Data(contentsOf: URL(filePath: path)))
            for place in stride(from: 0, to: whole.count, by: 97) {
                var bytes = whole
                bytes[place] ^= 0x41
                try Data(bytes).write(to: URL(filePath: path))
                #expect(throws: SnapshotError.self) { try QuestionFile.read(path) }
            }
            for count in [0, 7, 30, whole.count / 2, whole.count - 1] {
                try Data(whole.prefix(count)).write(to: URL(filePath: path))
                #expect(throws: SnapshotError.self) { try QuestionFile.read(path) }
            }
        }
        #expect(throws: SnapshotError.self) { try QuestionFile.read("/nowhere/at/all") }
    }
}
