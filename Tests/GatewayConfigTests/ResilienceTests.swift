import GatewayCore
import Testing

@testable import GatewayConfig

@Suite struct ResilienceTests {
    /// The model group of a small file with what a test adds.
    private static func group(_ lines: String) throws -> ModelGroup {
        try load(file(group: "    \(lines)\n")).get().models[0]
    }

    @Test func `a group that says nothing has the defaults`() throws {
        let group = try load(file()).get().models[0]
        #expect(group == ModelGroup(name: "chat", members: [GroupMember(deployment: "a")]))
        #expect(group.retry == RetrySettings())
        #expect(group.retry.on == Set(ConfigSchema.retriable))
    }

    @Test(arguments: [
        ("200ms..5s", 200, 5_000), ("1s", 1_000, 1_000), ("0s..250ms", 0, 250), ("0", 0, 0),
    ])
    func `a delay is a range, or one duration that is both`(_ text: String, _ base: Int, _ max: Int) throws {
        let retry = try Self.group("retry: {backoff: \(text)}").retry
        #expect(retry.backoffBase == .milliseconds(base))
        #expect(retry.backoffMax == .milliseconds(max))
    }

    @Test(
        arguments: [
            ("[]", []), ("[429, '408']", [.rateLimit, .requestTimeout]), ("[bad_response]", [.badResponse]),
            ("[unreachable, reset, 5xx]", [.unreachable, .reset, .serverError]),
        ] as [(String, Set<FaultCause>)]
    )
    func `what is retried is listed`(_ text: String, _ expected: Set<FaultCause>) throws {
        #expect(try Self.group("retry: {on: \(text)}").retry.on == expected)
    }

    @Test(arguments: RescueMode.allCases)
    func `a rescue is a word or a mapping`(_ mode: RescueMode) throws {
        var expected = RescueSettings()
        expected.mode = mode
        #expect(try Self.group("rescue: \(mode.rawValue)").rescue == expected)
        #expect(try Self.group("rescue: {mode: \(mode.rawValue)}").rescue == expected)
    }

    @Test(
        arguments: [
            ("true", HedgeSettings()), ("on", HedgeSettings()), ("{}", HedgeSettings()), ("false", nil), ("off", nil),
        ] as [(String, HedgeSettings?)]
    )
    func `hedging is switched on and off`(_ text: String, _ expected: HedgeSettings?) throws {
        #expect(try Self.group("hedge: \(text)").hedge == expected)
    }

    @Test(
        arguments: [
            ("true", AdaptiveTimeout()), ("{}", AdaptiveTimeout()), ("false", nil),
        ] as [(String, AdaptiveTimeout?)]
    )
    func `the adaptive timeout is switched on and off`(_ text: String, _ expected: AdaptiveTimeout?) throws {
        #expect(try Self.group("timeouts: {adaptive: \(text)}").timeouts.adaptiveFirstToken == expected)
    }

    @Test(arguments: [("true", 50), ("{}", 50), ("false", 0), ("{max_ejected: 10%}", 10), ("{max_ejected: 0%}", 0)])
    func `outliers are switched on and off`(_ text: String, _ expected: Int) throws {
        var outliers = OutlierSettings()
        outliers.maxEjectedPercent = expected
        #expect(try Self.group("outliers: \(text)").outliers == outliers)
    }

    static let broken: [BrokenFile] = [
        BrokenFile(
            file(group: "    retry: {on: [reset, timeout]}\n"),
            """
            f.yaml:13:25: models[0].retry.on[1]: a silent deployment is never asked again: the next one is; \
            remove 'timeout', and lower 'timeouts.first_token' to go on earlier
            """
        ),
        BrokenFile(
            file(group: "    retry: {on: [rate_limit, 500, 429, '429']}\n"),
            "f.yaml:13:18: models[0].retry.on[0]: 'rate_limit' is a cause of fallbacks; write 429 here",
            """
            f.yaml:13:30: models[0].retry.on[1]: '500' is not known here; \
            valid: unreachable, reset, 429, 408, 5xx, bad_response
            """,
            "f.yaml:13:40: models[0].retry.on[3]: '429' is listed twice; remove one of them"
        ),
        BrokenFile(
            file(group: "    retry: {backoff: 200..5s}\n"),
            """
            f.yaml:13:22: models[0].retry.backoff: '200..5s' is not a range of durations; \
            write two with units, such as 200ms..5s, or one that is both
            """
        ),
        BrokenFile(
            file(group: "    retry: {backoff: 5s..1s}\n"),
            "f.yaml:13:22: models[0].retry.backoff: '5s..1s' ends before it begins; write the shorter duration first"
        ),
        BrokenFile(
            file(group: "    retry: {backoff: 1s..2h}\n"),
            "f.yaml:13:22: models[0].retry.backoff: '1s..2h' is out of range; write durations from 0s to 1h"
        ),
        BrokenFile(
            file(group: "    retry: {budget: 20}\n"),
            """
            f.yaml:13:21: models[0].retry.budget: '20' is not a whole percentage; \
            write it with its sign, such as 20%
            """
        ),
        BrokenFile(
            file(group: "    retry: {budget: 1001%, budgt: 1%}\n"),
            "f.yaml:13:21: models[0].retry.budget: '1001%' is out of range; write a percentage from 0% to 1000%",
            "f.yaml:13:28: models[0].retry: unknown key 'budgt'; did you mean 'budget'?"
        ),
        BrokenFile(
            file(group: "    rescue: restrat\n"),
            """
            f.yaml:13:13: models[0].rescue: 'restrat' is not known here; \
            did you mean 'restart'? valid: auto, restart, continue, hold, off
            """
        ),
        BrokenFile(
            file(group: "    hedge: 5%\n"),
            "f.yaml:13:12: models[0].hedge: '5%' is neither true nor false; write true or false"
        ),
        BrokenFile(
            file(group: "    timeouts: {adaptive: {floor: 90s}}\n"),
            """
            f.yaml:13:34: models[0].timeouts.adaptive.floor: the largest bound is below the least; \
            raise 'ceiling' or lower 'floor'
            """
        ),
        BrokenFile(
            file(deployment: "    health: {open_for: 30s}\n"),
            """
            f.yaml:10:24: deployments[0].health.open_for: 'max_open_for' (20s) is below 'open_for' (30s); \
            raise 'max_open_for' or lower 'open_for'
            """
        ),
        BrokenFile(
            file(deployment: "    health: {open_for: 1s, max_open_for: 500ms}\n"),
            """
            f.yaml:10:42: deployments[0].health.max_open_for: 'max_open_for' (500ms) is below 'open_for' (1s); \
            raise 'max_open_for' or lower 'open_for'
            """
        ),
        BrokenFile(
            file(deployment: "    queue: {max_concurrency: 3}\n"),
            """
            f.yaml:10:30: deployments[0].queue.max_concurrency: the largest limit (3) is below the least (4); \
            raise 'max_concurrency' or lower 'min_concurrency'
            """
        ),
    ]

    @Test(arguments: Self.broken)
    func `settings that cannot be meant are refused`(_ broken: BrokenFile) {
        #expect(errors(broken.text) == broken.errors)
    }
}
