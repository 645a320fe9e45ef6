import GatewayCore
import Testing

@Suite struct DailyWindowTests {
    private static func seconds(_ hours: Int, _ minutes: Int, day: Int = 20_000) -> Int64 {
        Int64(day * 86_400 + hours * 3600 + minutes * 60)
    }

    @Test(
        arguments: [
            ("22:00-06:00", [(21, 59, false), (22, 0, true), (0, 0, true), (5, 59, true), (6, 0, false)]),
            ("01:30-02:00", [(1, 29, false), (1, 30, true), (1, 59, true), (2, 0, false)]),
            ("22:00-06:00+02:00", [(19, 59, false), (20, 0, true), (3, 59, true), (4, 0, false)]),
            ("22:00-06:00-05:30", [(3, 29, false), (3, 30, true), (11, 29, true), (11, 30, false)]),
            ("00:00-24:00", [(0, 0, true), (23, 59, true)]), ("12:00-12:00 UTC", [(11, 59, true), (12, 0, true)]),
            ("20:00-24:00 Z", [(19, 59, false), (23, 59, true), (0, 0, false)]),
        ] as [(String, [(Int, Int, Bool)])]
    )
    func `a window holds the minutes between its times, at its distance from UTC`(
        _ text: String,
        _ expected: [(Int, Int, Bool)]
    ) throws {
        let window = try #require(DailyWindow(text))
        for (hours, minutes, isIn) in expected {
            #expect(window.contains(Self.seconds(hours, minutes)) == isIn, "\(text) at \(hours):\(minutes)")
            #expect(window.contains(Self.seconds(hours, minutes, day: -3)) == isIn)
        }
    }

    @Test(arguments: ["22:00-06:00", "01:30-02:00+02:00", "22:00-24:00-05:30"])
    func `a window is written as it is read`(_ text: String) throws {
        #expect(try #require(DailyWindow(text)).text == text)
    }

    @Test(arguments: [
        "", "22:00", "22-06", "22:00-06:00+", "22:00-06:00 x", "24:01-06:00", "٢٢:00-06:00", "22:00-24:01",
    ])
    func `what is no window is refused`(_ text: String) {
        #expect(DailyWindow(text) == nil)
    }
}
