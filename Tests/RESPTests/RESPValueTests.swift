import NIOCore
import RESP
import Testing

struct RESPValueTests {
    @Test func `names are found in maps and in flat lists`() {
        let map = RESPValue.map([RESPMapEntry(key: bulk("a"), value: .integer(1))])
        let flat = RESPValue.array([bulk("a"), .integer(1), bulk("b")])
        #expect(map["a"]?.number == 1)
        #expect(flat["a"]?.number == 1)
        #expect(map["b"] == nil)
        #expect(flat["b"] == nil)
        #expect(RESPValue.integer(1)["a"] == nil)
    }

    @Test func `values show themselves as text, number and elements`() {
        #expect(simple("OK").isOK)
        #expect(!bulk("OK").isOK)
        #expect(RESPValue.verbatim(ByteBuffer(string: "mkd:hello")).text == "hello")
        #expect(bulk("42").number == 42)
        #expect(bulk("4x").number == nil)
        #expect(RESPValue.boolean(true).number == 1)
        #expect(RESPValue.set([.null]).elements == [.null])
        #expect(RESPValue.null.isNull)
        #expect(RESPValue.null.text == nil)
    }

    @Test(arguments: [
        ("MOVED 3999 127.0.0.1:6381", RESPError.Kind.moved), ("ASK 1 :6381", .ask), ("NOSCRIPT No matching", .noScript),
        ("LOADING", .loading), ("ERR MOVED", .other), ("", .other), ("WRONGPASS invalid", .wrongPassword),
    ])
    func `an error is known by its first word`(_ message: String, _ kind: RESPError.Kind) {
        #expect(RESPError(message).kind == kind)
        #expect(RESPError(message).message == message)
    }
}
