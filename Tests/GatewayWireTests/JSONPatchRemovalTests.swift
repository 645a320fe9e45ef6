import GatewayWire
import Testing

@Suite struct JSONPatchRemovalTests {
    private static func removed(_ text: String) -> String? {
        JSONPatch.removing("cache", from: Array(text.utf8).span.bytes).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(
        arguments: [
            (#"{"cache":1}"#, #"{}"#),
            (#"{"cache":{"ttl":1},"a":2}"#, #"{"a":2}"#),
            (#"{"a":2,"cache":{"ttl":[1,2]}}"#, #"{"a":2}"#),
            (#"{"a":1,"cache":null,"b":2}"#, #"{"a":1,"b":2}"#),
            (#"{ "cache" : 1 , "a" : {"cache":2} , "c\u0061che" : 3 }"#, #"{ "a" : {"cache":2} }"#),
        ]
    )
    func `members of the name go, with one comma each, in any spelling`(text: String, rest: String) throws {
        let left = try #require(Self.removed(text))
        let compact = { (text: String) in text.filter { $0 != " " } }
        #expect(compact(left) == compact(rest))
        try JSONScanner.validate(Array(left.utf8).span.bytes)
    }

    @Test(arguments: [#"{"a":{"cache":1}}"#, "[1]", "{}", "", "{"])
    func `nothing is said of a text without such a member`(text: String) {
        #expect(Self.removed(text) == nil)
    }
}
