import GatewayCore
import Testing

@testable import GatewayConfig

@Suite struct QuantityTests {
    @Test(
        arguments: [
            ("200ms", Duration.milliseconds(200)), ("2s", .seconds(2)), ("1.5s", .milliseconds(1_500)),
            ("1m", .seconds(60)),
            ("1h", .seconds(3_600)), ("2d", .seconds(172_800)), ("10us", .microseconds(10)), ("0", .zero),
            ("0s", .zero),
            ("0.000000001s", .nanoseconds(1)), ("1 s", .seconds(1)), ("2", nil), ("s", nil), ("-1s", nil),
            ("1e3s", nil),
            ("1.s", nil), (".5s", nil), ("1m30s", nil), ("1S", nil), ("0.0000000001s", nil),
            ("0.1us", .nanoseconds(100)),
            ("0.00001us", nil), ("999999999999999999d", nil), ("9999999999999999999s", nil), ("٣s", nil), ("", nil),
            ("1s ", nil),
        ] as [(String, Duration?)]
    )
    func `durations are exact`(_ text: String, _ expected: Duration?) {
        #expect(Quantity.duration(text) == expected)
    }

    @Test(
        arguments: [
            ("4096", 4_096), ("16MiB", 16 << 20), ("256KiB", 256 << 10), ("1MB", 1_000_000), ("1kb", 1_000),
            ("2GiB", 2 << 30),
            ("1.5KiB", 1_536), ("0.5B", nil), ("16M", nil), ("MiB", nil), ("-1", nil), ("1 mib", 1 << 20), ("0", 0),
            ("999999999999999999GiB", nil),
        ] as [(String, Int?)]
    )
    func `sizes are whole bytes`(_ text: String, _ expected: Int?) {
        #expect(Quantity.bytes(text) == expected)
    }

    @Test(
        arguments: [
            ("0.59", 590_000_000), ("0.30", 300_000_000), ("2", 2_000_000_000), ("0.000000001", 1),
            ("0.1", 100_000_000),
            ("123456.789", 123_456_789_000_000), ("0.0000000001", nil), ("$1", nil), ("1 USD", nil), ("1e-3", nil),
            ("-0.1", nil), ("1_000", nil), ("", nil), ("9999999999999", nil),
        ] as [(String, Int64?)]
    )
    func `money is exact to the nano-dollar`(_ text: String, _ expected: Int64?) {
        #expect(Quantity.nanoDollars(text) == expected)
    }

    @Test(
        arguments: [
            ("2%", 0.02), ("0.02", 0.02), ("100%", 1), ("1", 1), ("0", 0), ("0.5%", 0.005), ("101%", nil), ("1.1", nil),
            ("-1%", nil), ("2 %", 0.02), ("2%%", nil),
        ] as [(String, Double?)]
    )
    func `shares lie between nothing and all`(_ text: String, _ expected: Double?) {
        #expect(Quantity.share(text) == expected)
    }

    @Test(
        arguments: [
            ("20%", 20), ("1000%", 1_000), ("0", 0), ("0%", 0), ("20 %", 20), ("20.0%", 20), ("20", nil), ("0.2", nil),
            ("1.5%", nil), ("-1%", nil), ("%", nil), ("20%%", nil), ("999999999999999999%", 999_999_999_999_999_999),
            ("9999999999999999999%", nil), ("", nil),
        ] as [(String, Int?)]
    )
    func `whole percentages have their sign`(_ text: String, _ expected: Int?) {
        #expect(Quantity.percent(text) == expected)
    }

    @Test(
        arguments: [
            ("200ms..5s", [.milliseconds(200), .seconds(5)]), ("1.5s .. 2m", [.milliseconds(1_500), .seconds(120)]),
            ("0..1s", [.zero, .seconds(1)]), ("1s", [.seconds(1), .seconds(1)]),
            ("5s..1s", [.seconds(5), .seconds(1)]),
            ("0", [.zero, .zero]), ("1s...2s", nil), ("1s..", nil), ("..1s", nil), ("..", nil), ("1..2s", nil),
            ("1s-2s", nil), ("1s..2s..3s", nil), ("", nil),
        ] as [(String, [Duration]?)]
    )
    func `ranges of durations have both ends or one`(_ text: String, _ expected: [Duration]?) {
        #expect(Quantity.durations(text).map { [$0.first, $0.last] } == expected)
    }

    @Test(arguments: [
        (Duration.seconds(90), "90s"), (.seconds(120), "2m"), (.milliseconds(200), "200ms"), (.zero, "0s"),
        (.nanoseconds(5), "5ns"), (.seconds(86_400), "1d"),
    ])
    func `durations are shown without a fraction`(_ duration: Duration, _ expected: String) {
        #expect(DurationText.short(duration) == expected)
    }

    @Test func `a random decimal keeps each digit`() {
        var chance = SplitMix64(seed: 42)
        for round in 0..<2_000 {
            let nanoDollars = Int64.random(in: 0...1_000_000_000_000_000, using: &chance)
            #expect(Quantity.nanoDollars(MoneyText.dollars(nanoDollars)) == nanoDollars, "seed 42, round \(round)")
        }
    }
}
