import GatewayCore
import NIOCore
import Testing

struct CostTextTests {
    @Test(arguments: [
        (0, "0"),
        (1, "0.000000000000001"),
        (-1, "-0.000000000000001"),
        (123_000_000_000, "0.000123"),
        (1_000_000_000_000_000, "1"),
        (1_500_000_000_000_000, "1.5"),
        (-20_000_000_000_000_000, "-20"),
        (18_446_744_073_709_551_615, "18446.744073709551615"),
        (18_446_744_073_709_551_616, "18446.744073709551616"),
        (100_000_000_000_000_000_000, "100000"),
        (Int128.max, "170141183460469231731687.303715884105727"),
        (Int128.min, "-170141183460469231731687.303715884105728"),
    ])
    func `an amount is written exactly and without trailing zeros`(femtoDollars: Int128, text: String) {
        let cost = Cost(femtoDollars: femtoDollars)
        #expect(cost.decimalText == text)
        var buffer = ByteBuffer()
        cost.writeDecimal(to: &buffer)
        #expect(String(buffer: buffer) == text)
    }

    @Test(arguments: [5, 6] as [UInt64])
    func `the text has the digits of the integer`(seed: UInt64) {
        var chance = Chance(seed: seed)
        for _ in 0..<2000 {
            let amount = Int128(chance.next() >> UInt64(chance.below(64))) * Int128(chance.below(1_000_000))
            let parts = Cost(femtoDollars: amount).decimalText.split(separator: ".")
            let fraction = parts.count > 1 ? String(parts[1]) : ""
            let padded = fraction + String(repeating: "0", count: 15 - fraction.count)
            #expect(Int128(parts[0] + padded) == amount, "seed \(seed)")
            #expect(!fraction.hasSuffix("0"), "seed \(seed)")
        }
    }
}
