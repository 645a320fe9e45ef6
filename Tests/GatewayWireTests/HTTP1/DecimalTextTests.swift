import Testing

@testable import GatewayWire

@Suite struct DecimalTextTests {
    /// Numbers around each change of length, and random ones of all sizes.
    private static let numbers: [UInt64] = {
        var chance = HTTP1Chance(seed: 7)
        let powers = (0...19).map { power in (0..<power).reduce(UInt64(1)) { value, _ in value * 10 } }
        let edges = powers.flatMap { [$0 - 1, $0, $0 + 1, $0 &* 9, $0 &* 99] }
        let random = (0..<500).map { UInt64.random(in: 0...UInt64.max, using: &chance) >> UInt64($0 % 64) }
        return [0, UInt64.max] + edges + random
    }()

    @Test func `Every number is written as it is spelled, and nothing beside it`() {
        for number in Self.numbers {
            var memory = [UInt8](repeating: 0xAA, count: 3 + DecimalText.maxLength)
            let length = memory.withUnsafeMutableBytes { DecimalText.write(number, to: $0, at: 3) }
            let text = String(decoding: memory[3..<(3 + length)], as: UTF8.self)
            #expect(text == String(number))
            #expect(memory[..<3].allSatisfy { $0 == 0xAA } && memory[(3 + length)...].allSatisfy { $0 == 0xAA })
        }
    }

    @Test(arguments: [(0, 1, "0"), (7, 3, "007"), (45, 2, "45"), (123_456, 3, "456"), (5, 0, ""), (12_345, 5, "12345")])
    func `A fixed number of digits is filled with zeros`(_ number: Int, _ digits: Int, _ expected: String) {
        var memory = [UInt8](repeating: 0xAA, count: digits + 2)
        memory.withUnsafeMutableBytes { DecimalText.write(UInt64(number), digits: digits, to: $0, at: 1) }
        #expect(String(decoding: memory[1..<(1 + digits)], as: UTF8.self) == expected)
        #expect(memory[0] == 0xAA && memory[digits + 1] == 0xAA)
    }
}
