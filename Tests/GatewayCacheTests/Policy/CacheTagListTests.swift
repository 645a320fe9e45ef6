import GatewayCore
import Testing

@testable import GatewayCache

@Suite struct CacheTagListTests {
    private static func tags(_ lines: String...) throws -> [String] {
        try CacheTagList.tags(in: PolicyFixture.head(lines.map { "x-signalbox-cache-tags: \($0)" }))
    }

    @Test(
        arguments: [
            ("", []), (" , ,", []), ("a", ["a"]), ("doc:42, prompt:v7", ["doc:42", "prompt:v7"]),
            ("  a\t,\t b c ,a", ["a", "b c"]), ("ü,Ü", ["ü", "Ü"]),
        ] as [(String, [String])]
    )
    func `tags are parted by commas and trimmed`(_ line: String, _ expected: [String]) throws {
        #expect(try Self.tags(line) == expected)
    }

    @Test func `several lines are one list`() throws {
        #expect(try Self.tags("a, b", "c, a") == ["a", "b", "c"])
    }

    @Test func `other fields are not read`() throws {
        let head = try PolicyFixture.head(["x-signalbox-tags: a", "x-signalbox-cache-togs: b", "X-Other: c"])
        #expect(try CacheTagList.tags(in: head).isEmpty)
        let upper = try PolicyFixture.head(["X-Signalbox-Cache-Tags: d"])
        #expect(try CacheTagList.tags(in: upper) == ["d"])
    }

    @Test func `as many and as long tags are taken as there may be`() throws {
        let names = (0..<CacheTagList.maxCount).map { "t\($0)" }
        let list = names.joined(separator: ",")
        #expect(try Self.tags(list) == names)
        #expect(try Self.tags(list + ",t0") == names)
        #expect(throws: CacheTagList.Problem.tooMany) { try Self.tags(list + ",more") }
        #expect(throws: CacheTagList.Problem.tooMany) { try Self.tags(list, "more") }
        let long = String(repeating: "x", count: CacheTagList.maxBytes)
        #expect(try Self.tags(" \(long) ") == [long])
        #expect(throws: CacheTagList.Problem.tooLong) { try Self.tags("a, \(long)x") }
    }
}
