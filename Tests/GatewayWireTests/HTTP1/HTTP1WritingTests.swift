import GatewayWire
import Testing

@Suite struct HTTP1WritingTests {
    static let numbers: [UInt64] =
        [0, 1, 9, 10, 15, 16, 17, 99, 100, 255, 256, 4_095, 4_096, 65_535, 65_536, .max - 1, .max]
        + (0..<64).map { 1 << $0 }

    @Test(arguments: Self.numbers)
    func `a number is written as the standard library writes it`(_ number: UInt64) {
        var decimal: [UInt8] = [0x3A]
        ASCIINumber.appendDecimal(number, to: &decimal)
        #expect(String(decoding: decimal, as: UTF8.self) == ":\(number)")
        var hex: [UInt8] = []
        ASCIINumber.appendHex(number, to: &hex)
        #expect(String(decoding: hex, as: UTF8.self) == String(number, radix: 16))
    }

    @Test(arguments: 100...999)
    func `every status line is one that the parser reads back`(_ status: Int) throws {
        var bytes = [UInt8](repeating: 0xFF, count: HTTPStatusLine.maxBytes)
        let count = bytes.withUnsafeMutableBytes { HTTPStatusLine.write(status, into: $0) }
        #expect(bytes[count...].allSatisfy { $0 == 0xFF })
        let text = String(decoding: bytes[..<count], as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 \(status) "))
        #expect(text.hasSuffix("\r\n"))
        guard status <= 599, status != 101 else { return }
        let head = Array(bytes[..<count]) + [0x0D, 0x0A]
        #expect(HTTP1Probe.response(head)?.view?.status == status)
    }

    @Test func `every refusal's status has a reason of its own`() {
        #expect(HTTPRefusal.allCases.allSatisfy { HTTPStatusLine.line(for: $0.status) != nil })
    }

    @Test func `the last chunk ends a chunked body`() {
        #expect(HTTP1Probe.chunked(Array(HTTPStatusLine.lastChunk.description.utf8))?.view?.payload == [])
    }

    @Test func `the continue answer is an interim response`() {
        let view = HTTP1Probe.response(Array(HTTPStatusLine.continue.description.utf8))?.view
        #expect(view?.status == 100)
        #expect(view?.headLength == HTTPStatusLine.continue.utf8CodeUnitCount)
    }
}
