import GatewayAdmin
import Synchronization
import Testing

@testable import GatewayCLI

@Suite struct CacheWarmerTests {
    /// Time that only pauses move.
    private final class ManualClock: Sendable {
        private let passed = Mutex<[Duration]>([])

        var pauses: [Duration] { self.passed.withLock { $0 } }
        var now: Duration { self.pauses.reduce(.zero, +) }

        func pause(_ wait: Duration) {
            self.passed.withLock { $0.append(wait) }
        }
    }

    /// Runs a warmer over lines.
    private final class Run {
        let answers: @Sendable (WarmRequest) async -> CacheWarmOutcome
        let clock = ManualClock()
        var reports: [String] = []

        init(_ answers: @escaping @Sendable (WarmRequest) async -> CacheWarmOutcome) {
            self.answers = answers
        }

        func warm(_ inputs: [CacheWarmInput], concurrency: Int = 1, rate: Double = 10) async -> CacheWarmTotals {
            var warmer = CacheWarmer(
                name: "faq.jsonl",
                concurrency: concurrency,
                pace: CacheWarmPace(perSecond: rate),
                now: { self.clock.now },
                pause: { [clock] in clock.pause($0) },
                send: self.answers,
                report: { self.reports.append($0) }
            )
            var rest = inputs[...]
            return await warmer.run { rest.popFirst() ?? .last(nil) }
        }
    }

    private static func line(_ number: Int, _ model: String = "m") -> WarmLine {
        let body = #"{"model":"\#(model)","input":\#(number)}"#
        let request = WarmRequest(endpoint: "/v1/embeddings", body: Array(body.utf8))
        return WarmLine(number: number, request: .success(request))
    }

    private static func bad(_ number: Int) -> WarmLine {
        WarmLine(number: number, request: .failure(WarmLineFault("It is \u{1B}bad.")))
    }

    @Test func `answers are counted by how they fared, and bad lines do not disturb good ones`() async {
        let outcomes = Mutex<[CacheWarmOutcome]>([
            .answered(.hit), .answered(.miss), .failed("The gateway answered 404."), .answered(.bypassed),
            .answered(.miss),
        ])
        let run = Run { _ in outcomes.withLock { $0.removeFirst() } }
        let totals = await run.warm([
            .lines([Self.line(1), Self.bad(2), Self.line(3)]), .lines([]), .lines([Self.line(4), Self.line(5)]),
            .last(Self.line(6)),
        ])
        var expected = CacheWarmTotals()
        (expected.sent, expected.hit, expected.miss, expected.bypassed) = (5, 1, 2, 1)
        (expected.failed, expected.invalid) = (1, 1)
        #expect(totals == expected)
        #expect(!totals.isSuccess)
        #expect(run.reports == ["faq.jsonl:2: It is \u{FFFD}bad.", "faq.jsonl:4: The gateway answered 404."])
        #expect(totals.text == "sent 5: 1 hit, 2 miss, 1 bypassed, 1 failed; 1 line is no request\n")
        #expect(
            totals.json
                == #"{"sent":5,"hit":1,"miss":2,"bypassed":1,"failed":1,"invalid":1,"stopped":null}"#
        )
    }

    @Test func `an empty file is no failure`() async {
        let totals = await Run { _ in .answered(.hit) }.warm([.last(nil)])
        #expect(totals == CacheWarmTotals())
        #expect(totals.isSuccess)
    }

    @Test func `what all requests would fail with is tried once`() async {
        let run = Run { _ in .hopeless("The gateway at http://x: it cannot be reached: the connection was refused.") }
        let totals = await run.warm([.lines((1...50).map { Self.line($0) }), .lines((51...99).map { Self.line($0) })])
        #expect(totals.sent <= 2)
        #expect(totals.failed == totals.sent)
        #expect(totals.stopped?.contains("refused") == true)
        #expect(!totals.isSuccess)
        #expect(run.reports.count == 2)
        #expect(run.reports.last == "faq.jsonl: the rest is not sent")
    }

    @Test func `an answer during a pause is noted during it, however many requests might run`() async {
        let (answers, answer) = AsyncStream<Void>.makeStream()
        let (forever, hold) = AsyncStream<Void>.makeStream()
        let sent = Mutex(0)
        var warmer = CacheWarmer(
            name: "faq.jsonl",
            concurrency: 1000,
            pace: CacheWarmPace(perSecond: 1),
            now: { .zero },
            // Lasts until the warmer ends it.
            pause: { _ in
                answer.yield()
                for await _ in forever {}
            },
            send: { _ in
                sent.withLock { $0 += 1 }
                for await _ in answers { break }
                return .hopeless("refused")
            },
            report: { _ in }
        )
        var inputs: [CacheWarmInput] = [.lines((1...50).map { Self.line($0) })]
        let totals = await warmer.run { inputs.popLast() ?? .last(nil) }
        #expect(totals.stopped != nil)
        #expect(sent.withLock { $0 } == 1)
        hold.finish()
    }

    @Test func `a file that cannot be read on is a failure`() async {
        let run = Run { _ in .answered(.hit) }
        let totals = await run.warm([.lines([Self.line(1)]), .failed("Input/output error.")])
        #expect(totals.sent == 1)
        #expect(totals.hit == 1)
        #expect(!totals.isSuccess)
        #expect(run.reports == ["faq.jsonl: Input/output error.", "faq.jsonl: the rest is not sent"])
    }

    @Test(arguments: [1, 3, 8])
    func `no more requests run at the same time than allowed`(concurrency: Int) async {
        struct State {
            var running = 0
            var most = 0
        }
        let state = Mutex(State())
        let run = Run { _ in
            state.withLock {
                $0.running += 1
                $0.most = max($0.most, $0.running)
            }
            for _ in 0..<20 { await Task.yield() }
            state.withLock { $0.running -= 1 }
            return .answered(.miss)
        }
        let totals = await run.warm([.lines((1...60).map { Self.line($0) })], concurrency: concurrency, rate: 100_000)
        #expect(totals.miss == 60)
        let most = state.withLock { $0.most }
        #expect(most <= concurrency)
        #expect(most >= 1)
    }

    @Test func `requests go out evenly, the first at once`() async {
        let run = Run { _ in .answered(.hit) }
        _ = await run.warm([.lines((1...5).map { Self.line($0) })], concurrency: 5, rate: 4)
        #expect(run.clock.pauses == Array(repeating: .milliseconds(250), count: 4))
    }

    @Test func `what a pause missed is not made up for`() {
        var pace = CacheWarmPace(perSecond: 10)
        #expect(pace.wait(at: .zero) == .zero)
        #expect(pace.wait(at: .milliseconds(20)) == .milliseconds(80))
        #expect(pace.wait(at: .seconds(9)) == .zero)
        #expect(pace.wait(at: .seconds(9)) == .milliseconds(100))
        #expect(pace.wait(at: .seconds(9)) == .milliseconds(200))
    }
}
