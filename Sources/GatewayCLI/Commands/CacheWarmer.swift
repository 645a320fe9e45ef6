import GatewayAdmin
import GatewayWire

/// How a request for warming the cache went.
enum CacheWarmOutcome: Sendable, Equatable {
    /// Answered.
    case answered(CacheStatus)
    /// Not answered, or with an error.
    case failed(String)
    /// Failed in a way that all others will fail too.
    case hopeless(String)
}

/// How many requests went which way.
struct CacheWarmTotals: Sendable, Equatable {
    /// Requests sent.
    var sent = 0
    /// Of these, answered from what was stored.
    var hit = 0
    /// Of these, answered by a provider.
    var miss = 0
    /// Of these, answered without the cache having a part in it.
    var bypassed = 0
    /// Of these, failed.
    var failed = 0
    /// Lines that are no requests, and were not sent.
    var invalid = 0
    /// Why the end of the file was not reached; nil if it was.
    var stopped: String?

    /// Whether everything was sent and answered.
    var isSuccess: Bool { self.failed == 0 && self.invalid == 0 && self.stopped == nil }

    /// For people.
    var text: String {
        var text = "sent \(self.sent): \(self.hit) hit, \(self.miss) miss, \(self.bypassed) bypassed, "
        text += "\(self.failed) failed"
        if self.invalid > 0 {
            text += "; \(self.invalid) \(self.invalid == 1 ? "line is no request" : "lines are no requests")"
        }
        return text + (self.stopped == nil ? "\n" : "; stopped before the end\n")
    }

    /// For programs.
    var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("sent", self.sent)
        writer.member("hit", self.hit)
        writer.member("miss", self.miss)
        writer.member("bypassed", self.bypassed)
        writer.member("failed", self.failed)
        writer.member("invalid", self.invalid)
        writer.member("stopped", self.stopped)
        writer.endObject()
        return writer.text
    }
}

/// When the next request may go out: evenly spaced, and what was missed in a pause is not made up for.
struct CacheWarmPace {
    private let interval: Duration
    private var next = Duration.zero

    init(perSecond rate: Double) {
        self.interval = .seconds(1) / rate
    }

    /// How long to wait, at a time since the beginning.
    mutating func wait(at now: Duration) -> Duration {
        let start = max(self.next, now)
        self.next = start + self.interval
        return start - now
    }
}

/// What a file has next.
enum CacheWarmInput: Sendable {
    /// Lines, and perhaps more later.
    case lines([WarmLine])
    /// The end, and the line before it if that has no line end.
    case last(WarmLine?)
    /// It cannot be read on.
    case failed(String)
}

/// Sends the requests of a file, a bounded number per second and at the same time.
struct CacheWarmer {
    private let name: String
    private let concurrency: Int
    private var pace: CacheWarmPace
    private let now: () -> Duration
    private let pause: @Sendable (Duration) async -> Void
    private let send: @Sendable (WarmRequest) async -> CacheWarmOutcome
    private let report: (String) -> Void
    private var totals = CacheWarmTotals()
    private var running = 0

    /// Creates a warmer.
    ///
    /// - Parameters:
    ///   - name: name of the file in reports.
    ///   - concurrency: requests at the same time at most.
    ///   - pace: requests per second.
    ///   - now: time since the beginning.
    ///   - pause: waits; returns early when it is cancelled.
    ///   - send: sends a request and takes its answer.
    ///   - report: takes a line about what went wrong.
    init(
        name: String,
        concurrency: Int,
        pace: CacheWarmPace,
        now: @escaping () -> Duration,
        pause: @escaping @Sendable (Duration) async -> Void,
        send: @escaping @Sendable (WarmRequest) async -> CacheWarmOutcome,
        report: @escaping (String) -> Void
    ) {
        self.name = name
        self.concurrency = concurrency
        self.pace = pace
        self.now = now
        self.pause = pause
        self.send = send
        self.report = report
    }

    /// What the loop below waits for.
    private enum Event: Sendable {
        case answered(Int, CacheWarmOutcome)
        case paused
    }

    /// Sends everything; returns once all answers are there.
    mutating func run(_ next: () async -> CacheWarmInput) async -> CacheWarmTotals {
        await withTaskGroup(of: Event.self) { group in
            var isAtEnd = false
            while !isAtEnd, self.totals.stopped == nil {
                var lines: [WarmLine] = []
                switch await next() {
                case .lines(let more): lines = more
                case .last(let last): (lines, isAtEnd) = (last.map { [$0] } ?? [], true)
                case .failed(let reason): self.stop("\(self.name): \(reason)")
                }
                for line in lines where self.totals.stopped == nil {
                    guard let request = self.request(of: line) else { continue }
                    await self.waitForTurn(&group)
                    guard self.totals.stopped == nil else { break }
                    self.totals.sent += 1
                    self.running += 1
                    group.addTask { [send = self.send] in .answered(line.number, await send(request)) }
                }
            }
            if self.totals.stopped != nil {
                // Ends a pause; requests that have gone out are waited for.
                group.cancelAll()
            }
            for await event in group {
                self.note(event)
            }
        }
        return self.totals
    }

    /// Waits until another request may run and the pace allows it, or all is given up. Answers that come meanwhile are
    /// noted at once.
    private mutating func waitForTurn(_ group: inout TaskGroup<Event>) async {
        while self.running >= self.concurrency, self.totals.stopped == nil, let event = await group.next() {
            self.note(event)
        }
        let wait = self.pace.wait(at: self.now())
        guard wait > .zero, self.totals.stopped == nil else { return }
        group.addTask { [pause = self.pause] in
            await pause(wait)
            return .paused
        }
        while self.totals.stopped == nil, let event = await group.next() {
            if case .paused = event { return }
            self.note(event)
        }
    }

    private mutating func request(of line: WarmLine) -> WarmRequest? {
        switch line.request {
        case .success(let request): return request
        case .failure(let fault):
            self.totals.invalid += 1
            self.report("\(self.name):\(line.number): \(CacheText.plain(fault.message))")
            return nil
        }
    }

    private mutating func note(_ event: Event) {
        guard case .answered(let number, let outcome) = event else { return }
        self.running -= 1
        switch outcome {
        case .answered(.hit): self.totals.hit += 1
        case .answered(.miss): self.totals.miss += 1
        case .answered(.bypassed): self.totals.bypassed += 1
        case .failed(let reason):
            self.totals.failed += 1
            self.report("\(self.name):\(number): \(reason)")
        case .hopeless(let reason):
            self.totals.failed += 1
            self.stop("\(self.name):\(number): \(reason)")
        }
    }

    /// Gives up; says so once.
    private mutating func stop(_ reason: String) {
        guard self.totals.stopped == nil else { return }
        self.totals.stopped = reason
        self.report(reason)
        self.report("\(self.name): the rest is not sent")
    }
}
