import CEL
import GatewayCore
import GatewayRouting
import GatewayWire
import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Measures what deciding costs on one core: strategies, conditions, and what is read from the content of prompts.
/// Prints a table, and says where a median is above its bar; exits with 1 then.
@main
struct RoutingBenchmark {
    static func main() {
        var bench = Bench()
        Self.strategies(&bench)
        Self.conditions(&bench)
        Self.content(&bench)
        bench.finish()
    }

    // MARK: Strategies

    /// Ten deployments of which something different is known of each.
    private static func view() -> RoutingView {
        var candidates: [Candidate] = []
        for index in 0..<10 {
            let price = Price(input: Int64(100 + 40 * index) * 1_000_000, output: Int64(400 + 90 * index) * 1_000_000)
            var candidate = Candidate(
                target: index,
                name: UInt64(index) &* 0x9E37_79B9_7F4A_7C15,
                place: index,
                weight: 1 + index % 3,
                tier: Tier.allCases[index % 3],
                price: price
            )
            candidate.capability = 0.4 + 0.05 * Double(index)
            candidate.inFlight = index * 7 % 5
            candidate.latency = 4e8 + 3e7 * Double(index * 3 % 10)
            candidate.firstToken = 2e8 + 2e7 * Double(index * 7 % 10)
            candidate.perOutputToken = 1e7 + 1e6 * Double(index)
            candidate.samples = 100
            candidate.roundTrip = 1e6 * Double(1 + index)
            candidate.headroom = 0.1 * Double(index + 1)
            candidates.append(candidate)
        }
        var request = RoutingRequest()
        request.inputTokens = 600
        request.outputTokens = 250
        request.isStream = true
        return RoutingView(candidates: candidates, request: request)
    }

    private static func strategies(_ bench: inout Bench) {
        let registry = StrategyRegistry.builtin()
        let view = Self.view()
        for name in registry.names {
            guard let strategy = registry.strategy(named: name) else { continue }
            let isPlain = ["weighted", "priority", "least-load"].contains(name)
            var chance = Chance(seed: 1)
            var order: [Int] = []
            order.reserveCapacity(16)
            bench.measure("strategy \(name), 10 candidates", bar: isPlain ? 2_000 : 3_000) {
                order.removeAll(keepingCapacity: true)
                strategy.rank(view, given: &chance, into: &order)
                return order.count
            }
        }
    }

    // MARK: Conditions

    private final class Facts: CELActivation {
        func value(_ slot: Int) -> CELValue {
            switch RuleVariable(rawValue: slot) {
            case .task: .string("code")
            case .language: .string("de")
            case .complexity: .double(0.7)
            case .tokens: .int(900)
            case .tags: .strings(["nightly", "batch"])
            case .tenant: .string("acme")
            case .prompt: .string("Please fix this, it is urgent: the build fails since this morning.")
            case .stream, .tools: .bool(true)
            default: .bool(false)
            }
        }
    }

    private static func conditions(_ bench: inout Bench) {
        let facts = Facts()
        let typical = [
            #"task == "code" && complexity > 0.6"#, #"task in ["math", "reasoning"] || tokens > 4000"#,
            #"language in ["de", "fr", "it"]"#, #"tenant == "acme" && stream && !vision"#,
            #"tags.exists(t, t == "batch")"#, #"prompt.matches("(?i)urgent")"#, #"prompt.startsWith("Please")"#,
            #"tokens + 256 < 8192 ? tools : false"#,
        ]
        for source in typical {
            guard let condition = try? RuleCondition(source) else {
                bench.fail("the condition \(source) does not compile")
                continue
            }
            bench.measure("condition \(source)", bar: 1_000) {
                (try? condition.program.matches(facts)) == true ? 1 : 0
            }
        }
    }

    // MARK: Content

    private static func content(_ bench: inout Bench) {
        let reader = ContentReader()
        let scratch = ContentReader.Scratch()
        let prompts = [
            """
            Write a function in Python that takes a list of orders, each with a customer, a date and an amount, and \
            returns the total per customer and month. Explain how it behaves for an empty list.
            """,
            "Fasse den folgenden Bericht in drei Sätzen zusammen und nenne die wichtigste Zahl daraus:",
            "If a train leaves at 9:40 and travels 310 km at 124 km/h, when does it arrive? Show each step.",
        ]
        let filler = "The quarterly report shows that revenue grew by 4.5 % while costs remained where they were. "
        let cases: [(String, Int, Int, Int?)] = [
            ("2,000 characters", 2_000, 150_000, 1_000_000), ("1 MB", 1 << 20, 2_000_000, nil),
        ]
        for (label, size, bar, worst) in cases {
            var bodies: [(body: ByteBuffer, scan: RequestScan)] = []
            for prompt in prompts {
                var text = prompt + "\n\n"
                while text.utf8.count < size { text += filler }
                let quoted = String(decoding: JSONWriter.quoted(text), as: UTF8.self)
                let body = ByteBuffer(string: #"{"model":"auto","messages":[{"role":"user","content":\#(quoted)}]}"#)
                guard let scan = try? RequestScan.scan(body.readableBytesSpan, for: .chatCompletions) else { continue }
                bodies.append((body, scan))
            }
            let all: [(String, ContentWants)] = [
                ("task and complexity", [.task, .complexity]), ("language", .language),
                ("tokens, estimated", .tokens), ("all content signals", [.task, .language, .complexity, .tokens]),
            ]
            for (name, wants) in all {
                var turn = 0
                bench.measure("\(name), \(label)", bar: wants.contains([.task, .tokens]) ? bar : nil, worst: worst) {
                    turn = (turn + 1) % bodies.count
                    let (body, scan) = bodies[turn]
                    let outline = RequestOutline.read(
                        body.readableBytesSpan,
                        scan: scan,
                        endpoint: .chatCompletions,
                        seed: 1
                    )
                    let signals = reader.read(
                        wants,
                        of: body,
                        scan: scan,
                        outline: outline,
                        family: .o200k,
                        with: scratch
                    )
                    return signals.known.rawValue > 0 ? 1 : 0
                }
            }
        }
    }
}

/// Takes times, and compares them with bars.
struct Bench {
    private var misses: [String] = []
    private let clock = ContinuousClock()
    private var sink = 0

    /// Measures work that is repeated; the time of one repetition is taken over a batch of about 20 µs and more.
    ///
    /// - Parameters:
    ///   - bar: nanoseconds that the median may take; nil is no bar.
    ///   - worst: nanoseconds that 99 of 100 batches may take per repetition.
    mutating func measure(_ name: String, bar: Int?, worst: Int? = nil, _ work: () -> Int) {
        let once = self.time(1, work)
        let batch = max(1, 20_000 / max(1, once))
        let rounds = max(50, min(2_000, 200_000_000 / max(1, once * batch)))
        _ = self.time(batch * 20, work)
        let times = (0..<rounds).map { _ in self.time(batch, work) / batch }.sorted()
        let (median, high) = (times[rounds / 2], times[rounds * 99 / 100])
        var verdict = ""
        if let bar {
            verdict = median <= bar ? "pass (bar \(Self.text(bar)))" : "MISS (bar \(Self.text(bar)))"
            if let worst, high > worst { verdict += ", MISS p99 (bar \(Self.text(worst)))" }
            if verdict.contains("MISS") { self.misses.append(name) }
        }
        print("\(Self.text(median))  p99 \(Self.text(high))  \(name)  \(verdict)")
    }

    private mutating func time(_ count: Int, _ work: () -> Int) -> Int {
        let began = self.clock.now
        for _ in 0..<count { self.sink &+= work() }
        let taken = began.duration(to: self.clock.now).components
        return Int(taken.seconds) * 1_000_000_000 + Int(taken.attoseconds / 1_000_000_000)
    }

    mutating func fail(_ reason: String) {
        self.misses.append(reason)
        print("MISS  \(reason)")
    }

    func finish() {
        print(self.misses.isEmpty ? "all bars passed" : "\(self.misses.count) missed: \(self.misses)")
        if !self.misses.isEmpty { exit(1) }
    }

    private static func text(_ nanoseconds: Int) -> String {
        let tenths = nanoseconds / 100
        let text = "\(tenths / 10).\(tenths % 10) µs"
        return String(repeating: " ", count: max(0, 12 - text.count)) + text
    }
}
