import GatewayWire
import Testing

@Suite struct HexTextTests {
    @Test func `a number is written as 16 digits in lower case`() {
        var number: UInt64 = 0x0123_4567_89AB_CDEF
        for round in 0..<500 {
            let value = [0, .max, 0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210][safe: round] ?? number
            number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var bytes = [UInt8](repeating: 0x2E, count: 18)
            bytes.withUnsafeMutableBytes { HexText.write(value, to: $0, at: 1) }
            let digits = String(value, radix: 16)
            let expected = "." + String(repeating: "0", count: 16 - digits.count) + digits + "."
            #expect(String(decoding: bytes, as: UTF8.self) == expected)
        }
    }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? { self.indices.contains(index) ? self[index] : nil }
}
