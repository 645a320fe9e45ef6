import GatewayAccounting
import GatewayCore
import Testing

@Suite struct DollarTextTests {
    @Test(arguments: [
        ("0", 0),
        ("1", 1_000_000_000),
        ("0.59", 590_000_000),
        ("0.0375", 37_500_000),
        ("2.50", 2_500_000_000),
        ("0.000000001", 1),
        ("0.000000000", 0),
        ("18.75", 18_750_000_000),
        ("1000000", 1_000_000_000_000_000),
        ("999999.999999999", 999_999_999_999_999),
    ])
    func `a decimal text is read exactly`(text: String, nanoDollars: Int64) throws {
        #expect(try DollarText.nanoDollars(text) == nanoDollars)
    }

    @Test(arguments: [
        ("", DollarTextError.empty),
        ("-1", .negative),
        ("-", .negative),
        ("1e3", .exponent),
        ("2E-7", .exponent),
        ("+1", .malformed),
        (".5", .malformed),
        ("5.", .malformed),
        (".", .malformed),
        ("1.2.3", .malformed),
        ("00", .malformed),
        ("01.5", .malformed),
        (" 1", .malformed),
        ("1 ", .malformed),
        ("1,5", .malformed),
        ("0x10", .malformed),
        ("$1", .malformed),
        ("nan", .malformed),
        ("١", .malformed),
        ("0.0000000001", .tooPrecise),
        ("1.0000000000", .tooPrecise),
        ("1000000.000000001", .tooLarge),
        ("1000001", .tooLarge),
        ("99999999999999999999999999", .tooLarge),
    ])
    func `anything else is refused and named`(text: String, error: DollarTextError) {
        #expect(throws: error) { try DollarText.nanoDollars(text) }
    }

    @Test(
        arguments: [
            (0, "0"),
            (1, "0.000000000000001"),
            (10, "0.00000000000001"),
            (999_999_999_999_999, "0.999999999999999"),
            (1_000_000_000_000_000, "1"),
            (1_000_000_000_000_001, "1.000000000000001"),
            (1_500_000_000_000_000, "1.5"),
            (123_000_000_000, "0.000123"),
            (100_000_000_000_000_000, "100"),
            (1_000_000_000_000_000_000_000_000_000_000_000, "1000000000000000000"),
            (10_000_000_000_000_000_000_000_000_000_001, "10000000000000000.000000000000001"),
            (Int128.max, "170141183460469231731687.303715884105727"),
            (Int128.min, "-170141183460469231731687.303715884105728"),
            (-1_200_000_000_000_000, "-1.2"),
        ] as [(Int128, String)]
    )
    func `an amount is written without exponent and without trailing zeros`(amount: Int128, text: String) {
        let cost = Cost(femtoDollars: amount)
        #expect(cost.decimalText == text)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `what was written reads back as the same amount`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<4000 {
            // Every length of number, with runs of zeros at the end, where trimming could go wrong.
            var amount = Int128(generator.next()) << 64 | Int128(generator.next())
            amount &= (Int128(1) << Int128.random(in: 0..<127, using: &generator)) - 1
            for _ in 0..<Int.random(in: 0..<20, using: &generator) where amount < Int128.max / 10 { amount *= 10 }
            if Bool.random(using: &generator) { amount = -amount }
            let text = Cost(femtoDollars: amount).decimalText
            #expect(try #require(Self.femtoDollars(text)) == amount, "seed \(seed): \(text)")
            #expect(!text.contains(".") || text.last != "0", "seed \(seed): \(text)")
            #expect(text.utf8.count <= Cost.maxDecimalLength, "seed \(seed): \(text)")
        }
    }

    @Test(arguments: [4, 5] as [UInt64])
    func `a price that was written reads back as the same price`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<4000 {
            let price =
                Int64.random(in: 0...DollarText.highestNanoDollars, using: &generator)
                >> Int64.random(in: 0..<50, using: &generator)
            let text = Cost(femtoDollars: Int128(price) * 1_000_000).decimalText
            #expect(try DollarText.nanoDollars(text) == price, "seed \(seed): \(text)")
        }
    }

    @Test(arguments: [6] as [UInt64])
    func `random bytes are refused or are plain decimals`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let alphabet = Array("0123456789.-+eE x")
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...12, using: &generator)
            let text = String((0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
            let plain = text.wholeMatch(of: /(0|[1-9][0-9]*)(\.[0-9]{1,9})?/) != nil
            let price = try? DollarText.nanoDollars(text)
            if price != nil {
                #expect(plain, "seed \(seed): \(text)")
            } else if plain {
                #expect(throws: DollarTextError.tooLarge, "seed \(seed): \(text)") { try DollarText.nanoDollars(text) }
            }
        }
    }

    /// An independent reader: the digits as one number, padded to fifteen places.
    private static func femtoDollars(_ text: String) -> Int128? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count <= 2 else { return nil }
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        guard fraction.utf8.count <= 15 else { return nil }
        return Int128(whole + fraction + String(repeating: "0", count: 15 - fraction.utf8.count))
    }
}
