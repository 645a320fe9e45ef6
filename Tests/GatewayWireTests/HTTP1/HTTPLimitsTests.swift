import GatewayWire
import Testing

@Suite struct HTTPLimitsTests {
    static let base = "GET / HTTP/1.1\r\nHost: a\r\n"

    static func head(of length: Int) -> [UInt8] {
        let filler = length - self.base.utf8.count - "X: \r\n\r\n".utf8.count
        return Array("\(self.base)X: \(String(repeating: "y", count: filler))\r\n\r\n".utf8)
    }

    @Test func `a head of exactly the limit is accepted and one byte more is not`() {
        let limits = HTTPLimits(maxHeadBytes: 200)
        #expect(HTTP1Probe.request(Self.head(of: 200), limits: limits)?.view?.headLength == 200)
        #expect(HTTP1Probe.request(Self.head(of: 201), limits: limits) == .refused(.headTooLong))
    }

    @Test func `an endless head is refused as soon as the limit is reached`() {
        let limits = HTTPLimits(maxHeadBytes: 200)
        let bytes = Array(Self.head(of: 400)[..<200])
        #expect(HTTP1Probe.request(Array(bytes[..<199]), limits: limits) == .incomplete)
        #expect(HTTP1Probe.request(bytes, limits: limits) == .refused(.headTooLong))
    }

    @Test func `a body behind the head does not count towards its limit`() {
        let limits = HTTPLimits(maxHeadBytes: 200)
        let bytes = Self.head(of: 150) + [UInt8](repeating: 0, count: 500)
        #expect(HTTP1Probe.request(bytes, limits: limits)?.view?.headLength == 150)
    }

    @Test func `a target of exactly the limit is accepted and one byte more is not`() {
        let limits = HTTPLimits(maxTargetBytes: 50)
        func request(_ count: Int) -> [UInt8] {
            Array("GET /\(String(repeating: "t", count: count - 1)) HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        }
        #expect(HTTP1Probe.request(request(50), limits: limits)?.view?.target.utf8.count == 50)
        #expect(HTTP1Probe.request(request(51), limits: limits) == .refused(.targetTooLong))
    }

    @Test func `an endless target is refused before its line ends`() {
        let limits = HTTPLimits(maxTargetBytes: 50)
        let bytes = Array(("GET /" + String(repeating: "t", count: 120)).utf8)
        #expect(HTTP1Probe.request(bytes, limits: limits) == .refused(.targetTooLong))
    }

    @Test func `one field more than the limit is refused`() {
        let limits = HTTPLimits(maxFields: 3)
        #expect(HTTP1Probe.request(Array("\(Self.base)A: b\r\nC: d\r\n\r\n".utf8), limits: limits)?.view != nil)
        let tooMany = Array("\(Self.base)A: b\r\nC: d\r\nE: f\r\n\r\n".utf8)
        #expect(HTTP1Probe.request(tooMany, limits: limits) == .refused(.tooManyFields))
    }

    @Test func `a chunk line of exactly the limit is accepted and one byte more is not`() {
        let limits = HTTPLimits(maxChunkLineBytes: 8)
        #expect(HTTP1Probe.chunked(Array("1;name=v\r\nx\r\n0\r\n\r\n".utf8), limits: limits)?.view != nil)
        let tooLong = Array("1;name=vv\r\nx\r\n0\r\n\r\n".utf8)
        #expect(HTTP1Probe.chunked(tooLong, limits: limits) == .refused(.chunkLineTooLong))
        #expect(HTTP1Probe.chunked(Array("000000000".utf8), limits: limits) == .refused(.chunkLineTooLong))
    }

    @Test func `the limit of chunk lines is per chunk`() {
        let bytes = Array((String(repeating: "1;a=b\r\nx\r\n", count: 20) + "0\r\n\r\n").utf8)
        #expect(HTTP1Probe.chunked(bytes, limits: HTTPLimits(maxChunkLineBytes: 8))?.view?.payload.count == 20)
    }

    @Test func `trailers of exactly the limit are accepted and one byte more is not`() {
        let limits = HTTPLimits(maxTrailerBytes: 12)
        #expect(HTTP1Probe.chunked(Array("0\r\nA: 3456789\r\n\r\n".utf8), limits: limits)?.view != nil)
        let tooLong = Array("0\r\nA: 34567890\r\n\r\n".utf8)
        #expect(HTTP1Probe.chunked(tooLong, limits: limits) == .refused(.trailersTooLong))
        let endless = Array("0\r\nA: 34567890".utf8)
        #expect(HTTP1Probe.chunked(endless, limits: limits) == .incomplete)
        #expect(HTTP1Probe.chunked(endless + [0x31, 0x31, 0x31], limits: limits) == .refused(.trailersTooLong))
    }
}
