import GatewayWire
import Testing

/// Every byte at every position of a word, against the grammar spelled out.
@Suite struct ByteTableTests {
    static let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
    static let digits = Array("0123456789".utf8)
    static let token = Set(Self.letters + Self.digits + Array("!#$%&'*+-.^_`|~".utf8))
    static let authority = Set(Self.letters + Self.digits + Array("-._~!$&'()*+,;=:[]%".utf8))

    /// Bytes that are accepted at `offset` of `filler`, between `prefix` and `suffix`.
    static func accepted(_ prefix: String, _ filler: String, _ suffix: String, at offset: Int) -> Set<UInt8> {
        var head = HTTPRequestHead()
        var accepted: Set<UInt8> = []
        for byte in UInt8.min...UInt8.max {
            var middle = Array(filler.utf8)
            middle[offset] = byte
            let bytes = Array(prefix.utf8) + middle + Array(suffix.utf8)
            if HTTP1Probe.request(bytes, ends: [bytes.count], reusing: &head).view != nil { accepted.insert(byte) }
        }
        return accepted
    }

    @Test(arguments: 0..<20)
    func `exactly token characters make a name`(_ offset: Int) {
        let found = Self.accepted("GET / HTTP/1.1\r\nHost: a\r\n", "aaaaaaaaaaaaaaaaaaaa", ": b\r\n\r\n", at: offset)
        // A colon ends the name early, which leaves a good field unless the name is then empty.
        #expect(found == (offset == 0 ? Self.token : Self.token.union([0x3A])))
    }

    @Test(arguments: 0..<20)
    func `exactly visible characters, blanks and bytes above ASCII make a value`(_ offset: Int) {
        let found = Self.accepted("GET / HTTP/1.1\r\nHost: a\r\nX:", "aaaaaaaaaaaaaaaaaaaa", "\r\n\r\n", at: offset)
        #expect(found == Set(Array(0x20...0x7E) + Array(0x80...0xFF) + [0x09]))
    }

    @Test(arguments: 0..<10)
    func `exactly visible ASCII but no fragment makes a path`(_ offset: Int) {
        let found = Self.accepted("GET /", "aaaaaaaaaa", " HTTP/1.1\r\nHost: a\r\n\r\n", at: offset)
        #expect(found == Set(0x21...0x7E).subtracting([0x23]))
    }

    @Test(arguments: 0..<10)
    func `exactly the characters of an authority make a host`(_ offset: Int) {
        let found = Self.accepted("GET / HTTP/1.1\r\nHost:", "aaaaaaaaaa", "\r\n\r\n", at: offset)
        let isOuter = offset == 0 || offset == 9
        #expect(found == (isOuter ? Self.authority.union([0x20, 0x09]) : Self.authority))
    }

    @Test(arguments: 0..<8)
    func `exactly token characters make a method`(_ offset: Int) {
        let found = Self.accepted("", "AAAAAAAA", " / HTTP/1.1\r\nHost: a\r\n\r\n", at: offset)
        #expect(found == Self.token)
    }
}
