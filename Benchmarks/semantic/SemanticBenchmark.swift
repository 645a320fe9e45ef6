import GatewayRouting
import GatewaySemantic
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Measures the processor time that a semantic lookup takes among 100,000 stored prompts, and says where a figure is above its bar; exits
/// with 1 then, and with 2 where the model is missing.
///
///     SemanticBenchmark [FOLDER OF static-256] [ENTRIES] [ENTRIES COMPARED ONE BY ONE]
@main
struct SemanticBenchmark {
    /// Nanoseconds that a whole lookup may take: half of all, and 99 of 100.
    private static let medianBar = 400_000
    private static let p99Bar = 2_000_000

    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        let folder = arguments.first ?? ".venv/models/static-256"
        let entries = arguments.dropFirst().first.flatMap { Int($0) } ?? 100_000
        let flat = arguments.dropFirst(2).first.flatMap { Int($0) }
        guard let matcher = Self.matcher(folder, entries: entries, flat: flat) else { exit(2) }
        let namespace = SemanticKey(1, 2, 3, 4)
        var prompts = PromptMaker(seed: 1)
        let clock = ContinuousClock()

        let filling = clock.measure {
            for number in 0..<entries {
                guard let prompt = matcher.read(prompts.next()) else { continue }
                matcher.insert(prompt, answer: SemanticKey(0, 0, 0, UInt64(number)), in: namespace)
            }
        }
        print("\(matcher.count) entries in \(Self.milliseconds(filling)) ms, \(matcher.bytes >> 20) MiB as estimated")

        // Half of the prompts are new, half are other wordings of stored ones, so that candidates get past the guards.
        var asking = PromptMaker(seed: 2)
        var again = PromptMaker(seed: 1)
        let texts = (0..<20_000).map { $0 % 2 == 0 ? asking.next() : PromptMaker.reworded(again.next()) }
        let policy = CosineAcceptance(least: 0.95)
        var bench = Stages()
        for text in texts.prefix(500) {
            _ = matcher.read(text).map { matcher.lookup($0, in: namespace, policy: policy, at: 0) }
        }
        for text in texts {
            let began = ThreadTime.nanoseconds
            guard let prompt = matcher.read(text) else { continue }
            let read = ThreadTime.nanoseconds
            let result = matcher.lookup(prompt, in: namespace, policy: policy, at: 0)
            let end = ThreadTime.nanoseconds
            bench.add(read - began, end - read, isHit: result.hit != nil)
        }
        let isFast = bench.show(medianBar: Self.medianBar, p99Bar: Self.p99Bar)
        Self.beside(matcher, namespace, texts)
        let snapshot = clock.measure { _ = matcher.snapshot() }
        print("all entries copied in \(Self.milliseconds(snapshot)) ms")
        exit(isFast ? 0 : 1)
    }

    private static func matcher(_ folder: String, entries: Int, flat: Int?) -> SemanticMatcher? {
        do {
            let embedder = try StaticEmbedder(folder: folder)
            let languages = try LanguageDetector()
            let parts = SemanticMatcher.Parts(
                embedder: embedder,
                words: embedder,
                guards: Guards(),
                verifier: Verifier.builtIn ?? Verifier(VerifierModel(base: 0))
            ) { text in
                let guess = languages.detect(text)
                return guess.language == .unknown ? nil : guess.language.code
            }
            var limits = SemanticMatcher.Limits(entries: entries, bytes: 2 << 30)
            if let flat { limits.flatEntries = flat }
            return SemanticMatcher(parts, limits: limits)
        } catch {
            print("nothing measured: \(error)")
            return nil
        }
    }

    /// Lookups by several threads at once: what one takes when others look, too.
    private static func beside(_ matcher: SemanticMatcher, _ namespace: SemanticKey, _ texts: [String]) {
        let clock = ContinuousClock()
        let alone = clock.measure { Self.ask(matcher, namespace, texts.prefix(4000)) }
        let threads = 2
        let done = Atomic<Int>(0)
        let together = clock.measure {
            for number in 0..<threads {
                let part = texts.dropFirst(number * 4000).prefix(4000)
                Worker.start {
                    Self.ask(matcher, namespace, part)
                    done.add(1, ordering: .releasing)
                }
            }
            while done.load(ordering: .acquiring) < threads { usleep(200) }
        }
        let ratio = Double(threads) * Self.seconds(alone) / Self.seconds(together)
        print("\(threads) threads do \(Int(ratio * 100)) % of what one does")
    }

    private static func ask(_ matcher: SemanticMatcher, _ namespace: SemanticKey, _ texts: ArraySlice<String>) {
        for text in texts {
            guard let prompt = matcher.read(text) else { continue }
            _ = matcher.lookup(prompt, in: namespace, policy: CosineAcceptance(least: 0.95), at: 0)
        }
    }

    static func seconds(_ time: Duration) -> Double {
        Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    }

    private static func milliseconds(_ time: Duration) -> Int { Int(Self.seconds(time) * 1000) }
}

/// A thread of its own.
enum Worker {
    private final class Box {
        let work: @Sendable () -> Void
        init(_ work: @escaping @Sendable () -> Void) { self.work = work }
    }

    static func start(_ work: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Box(work)).toOpaque()
        let failure = pthread_create(
            &thread,
            nil,
            { argument in
                argument.map { Unmanaged<Box>.fromOpaque($0).takeRetainedValue().work() }
                return nil
            },
            box
        )
        if failure == 0 { pthread_detach(thread) }
    }
}

/// Times of the stages of lookups.
struct Stages {
    private var reading: [Int] = []
    private var looking: [Int] = []
    private var whole: [Int] = []
    private var hits = 0

    mutating func add(_ reading: Int, _ looking: Int, isHit: Bool) {
        self.reading.append(reading)
        self.looking.append(looking)
        self.whole.append(reading + looking)
        self.hits += isHit ? 1 : 0
    }

    /// Prints all; whether the whole keeps its bars.
    func show(medianBar: Int, p99Bar: Int) -> Bool {
        print("\(self.whole.count) lookups, \(self.hits) hits")
        for (name, times) in [
            ("read, embed", self.reading), ("search, guards, verifier", self.looking), ("whole lookup", self.whole),
        ] {
            let sorted = times.sorted()
            guard let worst = sorted.last else { continue }
            let (median, high) = (sorted[sorted.count / 2], sorted[sorted.count * 99 / 100])
            print("\(name): median \(median / 1000) µs, p99 \(high / 1000) µs, worst \(worst / 1000) µs")
        }
        let sorted = self.whole.sorted()
        guard !sorted.isEmpty else { return false }
        let isFast = sorted[sorted.count / 2] <= medianBar && sorted[sorted.count * 99 / 100] <= p99Bar
        print(isFast ? "all bars passed" : "MISS (bars: median \(medianBar / 1000) µs, p99 \(p99Bar / 1000) µs)")
        return isFast
    }
}

/// The time that this thread had a processor: what others do on the machine does not count.
enum ThreadTime {
    static var nanoseconds: Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
    }
}
