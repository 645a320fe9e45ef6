import GatewayWire
import Testing

@Suite struct HTTP1PropertyTests {
    /// Pieces that heads and chunked bodies are made of, good and bad.
    static let pieces: [String] = [
        "\r\n", "\r\n", "\r\n", "\r\n\r\n", "\r", "\n", " ", "\t", ":", ": ", "\u{0}", "\u{7F}", "\u{E9}", "GET ",
        "POST ",
        "/", "/v1?x=1", "*", "http://a/", " HTTP/1.1\r\n", " HTTP/1.0\r\n", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 204\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n", "Host: a\r\n", "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n",
        "Connection: close\r\n", "X-Stainless-OS: x\r\n", "X-Long-Name-Of-A-Field: with a value of some length\r\n",
        "0\r\n", "5\r\nhello\r\n", "3;a=b\r\nabc\r\n", "a", "F", "0", ";x=\"y\"", ", ", "Trailer: x\r\n",
    ]

    static let limits = HTTPLimits(
        maxHeadBytes: 160,
        maxTargetBytes: 20,
        maxFields: 4,
        maxChunkLineBytes: 10,
        maxTrailerBytes: 24
    )

    static func soup(_ chance: inout HTTP1Chance) -> [UInt8] {
        (0..<Int.random(in: 0...16, using: &chance)).flatMap { _ in
            Array(Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &chance)].utf8)
        }
    }

    static func ends(_ count: Int, _ chance: inout HTTP1Chance) -> [Int] {
        (0..<Int.random(in: 0...6, using: &chance)).map { _ in Int.random(in: 0...count, using: &chance) }.sorted()
            + [count]
    }

    @Test(arguments: [HTTPLimits(), Self.limits])
    func `outcomes depend on the bytes and never on how they arrive`(_ limits: HTTPLimits) {
        var request = HTTPRequestHead()
        var response = HTTPResponseHead()
        for seed: UInt64 in 0..<3_000 {
            var chance = HTTP1Chance(seed: seed)
            let bytes = Self.soup(&chance)
            let ends = Self.ends(bytes.count, &chance)
            let whole = [bytes.count]
            #expect(
                HTTP1Probe.request(bytes, ends: ends, limits: limits, reusing: &request)
                    == HTTP1Probe.request(bytes, ends: whole, limits: limits, reusing: &request),
                "seed \(seed)"
            )
            #expect(
                HTTP1Probe.response(bytes, ends: ends, limits: limits, reusing: &response)
                    == HTTP1Probe.response(bytes, ends: whole, limits: limits, reusing: &response),
                "seed \(seed)"
            )
            #expect(
                HTTP1Probe.chunked(bytes, ends: ends, limits: limits)
                    == HTTP1Probe.chunked(bytes, ends: whole, limits: limits),
                "seed \(seed)"
            )
        }
    }

    @Test func `a generated request comes back as it was made`() {
        let nameBytes = Array("!#$%&'*+-.^_`|~09azAZ".utf8)
        let valueBytes = Array(0x20...0x7E) + Array(0x80...0xFF) + [0x09]
        var head = HTTPRequestHead()
        for seed: UInt64 in 0..<500 {
            var chance = HTTP1Chance(seed: seed)
            var bytes = Array("POST /x HTTP/1.1\r\nhost: a\r\n".utf8)
            var names: [String] = []
            var values: [ArraySlice<UInt8>] = []
            for _ in 0..<Int.random(in: 0...12, using: &chance) {
                let name = (0..<Int.random(in: 1...30, using: &chance)).map { _ in
                    nameBytes[Int.random(in: 0..<nameBytes.count, using: &chance)]
                }
                let value = (0..<Int.random(in: 0...40, using: &chance)).map { _ in
                    UInt8(valueBytes[Int.random(in: 0..<valueBytes.count, using: &chance)])
                }
                bytes += name + [0x3A] + value + [0x0D, 0x0A]
                names.append(String(decoding: name, as: UTF8.self))
                let blank: Set<UInt8> = [0x20, 0x09]
                values.append(value.drop { blank.contains($0) }.reversed().drop { blank.contains($0) }.reversed()[...])
            }
            bytes += [0x0D, 0x0A]
            let view = HTTP1Probe.request(bytes, ends: [bytes.count], reusing: &head).view
            #expect(view?.fields.dropFirst().map(\.name) == names, "seed \(seed)")
            let texts = values.map { String(decoding: $0, as: UTF8.self) }
            #expect(view?.fields.dropFirst().map(\.value) == texts, "seed \(seed)")
        }
    }
}
