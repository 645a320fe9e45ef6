import GatewayCore
import GatewayWire
import NIOCore

/// Writer of one loop's lines of the access log: one JSON object per exchange, in memory that is used again.
///
/// What may stand in a line is decided here and nowhere else: never a prompt, an answer, a key, a header but the
/// request id and the trace id, or a query. Texts are cut at fixed lengths, so a line is bounded.
struct AccessLogLine {
    /// Bytes of a name at most: model, group, deployment, provider, key, tenant.
    static let maxNameBytes = 200
    /// Bytes of a path at most.
    static let maxPathBytes = 1024
    /// Failed attempts that are listed at most.
    static let maxFailedAttempts = 16
    /// Rescues that are listed at most.
    static let maxRescues = 16

    /// `metricLabel` by raw value.
    private static let errorTypes = ErrorCode.allCases.map(\.metricLabel)

    private let memory = LineMemory()
    private var clock: CivilClock

    /// Creates a writer from nanoseconds since 1970 in UTC.
    init(wallClock: @escaping @Sendable () -> UInt64) {
        self.clock = CivilClock(wallClock: wallClock)
    }

    /// Hands the exchange's line, line feed included, to `body`; nil if it did not fit.
    mutating func write(
        _ exchange: Exchange,
        _ timing: ExchangeTiming,
        _ body: (UnsafeRawBufferPointer?) -> Void
    ) {
        var line = LineCursor(self.memory.base, capacity: LineMemory.capacity)
        line.raw("{\"ts\":\"")
        if let target = line.room(CivilClock.length) {
            self.clock.write(at: exchange.settledAt, to: target)
        }
        Self.writeRequest(exchange, &line)
        Self.writeDecision(exchange, &line)
        Self.writeFailedAttempts(exchange.failedAttempts, &line)
        Self.writeFurtherAttempts(exchange, &line)
        Self.writeCaller(exchange, &line)
        if timing.outcome != .off {
            Self.writeCache(exchange.cache, &line)
        }
        Self.writeTimes(exchange, timing, &line)
        line.raw(",\"bytes_in\":")
        line.integer(Self.bytesReceived(exchange))
        line.raw(",\"bytes_out\":")
        line.integer(exchange.bytesSent)
        line.raw(",\"config_version\":")
        line.integer(exchange.snapshot.version)
        line.raw("}\n")
        body(line.isFull ? nil : UnsafeRawBufferPointer(start: self.memory.base, count: line.count))
    }

    private static func writeRequest(_ exchange: Exchange, _ line: inout LineCursor) {
        line.raw("\",\"request_id\":\"")
        if let text = exchange.id.text {
            text.withUnsafeReadableBytes { line.string($0, limit: Self.maxNameBytes) }
        } else {
            line.raw("req_")
            line.hex(exchange.id.high)
            line.hex(exchange.id.low)
        }
        exchange.head.bytes.withUnsafeReadableBytes { bytes in
            if let range = exchange.head.parsed.first(.traceparent), let id = TraceParent.traceID(bytes, range) {
                line.raw("\",\"trace_id\":\"")
                line.raw(id)
            }
            line.raw("\",\"method\":\"")
            line.string(Self.slice(bytes, exchange.head.parsed.methodRange), limit: 32)
            line.raw("\",\"path\":\"")
            line.string(Self.slice(bytes, exchange.head.parsed.path), limit: Self.maxPathBytes)
        }
        line.raw("\",\"endpoint\":\"")
        line.raw(exchange.endpoint.label)
        line.raw("\"")
        Self.writeName(",\"model\":\"", exchange.model, &line)
    }

    private static func writeDecision(_ exchange: Exchange, _ line: inout LineCursor) {
        if let group = exchange.group {
            Self.writeName(",\"group\":\"", group.group.name, &line)
        }
        if let target = exchange.target {
            Self.writeName(",\"deployment\":\"", target.deployment.id, &line)
            Self.writeName(",\"provider\":\"", target.provider.provider.id, &line)
            Self.writeName(",\"provider_model\":\"", target.deployment.model, &line)
        }
        Self.writeRouting(exchange, &line)
        line.raw(",\"status\":")
        line.integer(exchange.status)
        if let error = exchange.error {
            line.raw(",\"error\":\"")
            line.raw(error.wireName)
            line.raw("\",\"error_type\":\"")
            line.string(Self.errorTypes[Int(error.rawValue)], limit: Self.maxNameBytes)
            line.raw("\"")
        }
        line.raw(exchange.isStream ? ",\"stream\":true,\"attempts\":" : ",\"stream\":false,\"attempts\":")
        line.integer(exchange.attempts)
    }

    /// Which decision it was, the first rule that counted, and the tier that a group had stepped down to.
    private static func writeRouting(_ exchange: Exchange, _ line: inout LineCursor) {
        if exchange.decision != 0 {
            line.raw(",\"decision\":\"dec_")
            line.hex(exchange.decision)
            line.raw("\"")
        }
        if let first = exchange.ruling?.matched.first, let rules = exchange.group?.group.routing.rules,
            first < rules.count
        {
            Self.writeName(",\"rule\":\"", rules[first].name, &line)
        }
        if let tier = exchange.signals.degradedTo {
            line.raw(",\"degraded\":\"")
            line.raw(tier.label)
            line.raw("\"")
        }
    }

    private static func writeFailedAttempts(_ attempts: [FailedAttempt], _ line: inout LineCursor) {
        guard !attempts.isEmpty else { return }
        line.raw(",\"failed_attempts\":[")
        for (position, attempt) in attempts.prefix(Self.maxFailedAttempts).enumerated() {
            line.raw(position == 0 ? "{\"deployment\":\"" : ",{\"deployment\":\"")
            line.string(attempt.target.deployment.id, limit: Self.maxNameBytes)
            line.raw("\",\"role\":\"")
            line.raw(attempt.role.label)
            line.raw("\",\"error\":\"")
            line.raw(attempt.error?.wireName ?? "cancelled")
            line.raw("\",\"status\":")
            line.integer(attempt.status)
            line.raw(",\"ms\":")
            line.milliseconds(attempt.duration)
            if let usage = attempt.usage {
                line.raw(",\"tokens\":{\"input\":")
                line.integer(usage.input)
                line.raw(",\"output\":")
                line.integer(usage.output)
                line.raw(attempt.isEstimated ? "},\"estimated\":true" : "}")
            }
            Self.writeCost(attempt.cost, &line)
            line.raw("}")
        }
        line.raw("]")
    }

    private static func writeFurtherAttempts(_ exchange: Exchange, _ line: inout LineCursor) {
        if !exchange.rescues.isEmpty {
            line.raw(",\"rescues\":[")
            for (position, rescue) in exchange.rescues.prefix(Self.maxRescues).enumerated() {
                line.raw(position == 0 ? "{\"mode\":\"" : ",{\"mode\":\"")
                line.raw(rescue.way.label)
                line.raw("\",\"outcome\":\"")
                line.raw(rescue.outcome.label)
                line.raw("\"}")
            }
            line.raw("]")
        }
        if exchange.hedges > 0 {
            line.raw(",\"hedges\":")
            line.integer(exchange.hedges)
        }
        if exchange.queuedFor > 0 {
            line.raw(",\"queued_ms\":")
            line.milliseconds(exchange.queuedFor)
        }
    }

    private static func writeCost(_ cost: Cost?, _ line: inout LineCursor) {
        guard let cost else { return }
        line.raw(",\"cost_usd\":\"")
        line.dollars(cost)
        line.raw("\"")
    }

    private static func writeCaller(_ exchange: Exchange, _ line: inout LineCursor) {
        if let caller = exchange.caller {
            line.raw(",\"key\":\"")
            line.string(caller.name, limit: Self.maxNameBytes)
            if let tenant = caller.tenant {
                line.raw("\",\"tenant\":\"")
                line.string(tenant, limit: Self.maxNameBytes)
            }
            line.raw("\"")
        }
        if let usage = exchange.usage {
            line.raw(",\"tokens\":{\"input\":")
            line.integer(usage.input)
            line.raw(",\"cached_input\":")
            line.integer(usage.cachedInput)
            line.raw(",\"cache_write\":")
            line.integer(usage.cacheWrite)
            line.raw(",\"output\":")
            line.integer(usage.output)
            line.raw(",\"reasoning\":")
            line.integer(usage.reasoning)
            line.raw(exchange.usageIsEstimated ? "},\"estimated\":true" : "}")
        }
        Self.writeCost(exchange.totalCost, &line)
    }

    private static func writeCache(_ note: CacheNote, _ line: inout LineCursor) {
        line.raw(",\"cache\":{\"outcome\":\"")
        line.raw(note.outcome.label)
        line.raw("\"")
        if note.tier != .none {
            line.raw(",\"tier\":\"")
            line.raw(note.tier.label)
            line.raw("\"")
        }
        if note.match != .request {
            line.raw(",\"detail\":\"")
            line.raw(note.match.label)
            line.raw("\"")
        }
        if note.tier == .memory || note.tier == .redis {
            line.raw(",\"age_ms\":")
            line.integer(Int(note.ageMilliseconds))
        }
        if let cost = note.savedCost {
            line.raw(",\"saved_cost\":\"")
            line.dollars(cost)
            line.raw("\"")
        }
        if let usage = note.savedUsage {
            line.raw(",\"saved_tokens\":")
            line.integer(usage.total)
        }
        if note.savedNanoseconds > 0 {
            line.raw(",\"saved_ms\":")
            line.milliseconds(note.savedNanoseconds)
        }
        line.raw("}")
    }

    private static func writeTimes(_ exchange: Exchange, _ timing: ExchangeTiming, _ line: inout LineCursor) {
        if timing.firstToken > 0 {
            line.raw(",\"ttft_ms\":")
            line.milliseconds(timing.firstToken)
        }
        line.raw(",\"duration_ms\":")
        line.milliseconds(timing.whole)
        line.raw(",\"overhead_us\":")
        line.microseconds(timing.overhead)
        Self.writePhases(exchange, &line)
    }

    private static func writePhases(_ exchange: Exchange, _ line: inout LineCursor) {
        line.raw(",\"phases_us\":")
        let start = line.count
        // One by one: a name that is known here becomes a move or two, one that is looked up a call.
        Self.writePhase(",\"receive\":", .receive, exchange, &line)
        Self.writePhase(",\"authenticate\":", .authenticate, exchange, &line)
        Self.writePhase(",\"guardInput\":", .guardInput, exchange, &line)
        Self.writePhase(",\"recall\":", .recall, exchange, &line)
        Self.writePhase(",\"plan\":", .plan, exchange, &line)
        Self.writePhase(",\"attempt\":", .attempt, exchange, &line)
        Self.writePhase(",\"relay\":", .relay, exchange, &line)
        Self.writePhase(",\"settle\":", .settle, exchange, &line)
        if line.count == start {
            line.raw("{}")
        } else {
            // The first member's comma.
            line.replace(at: start, with: UInt8(ascii: "{"))
            line.raw("}")
        }
    }

    @inline(__always)
    private static func writePhase(_ key: StaticString, _ phase: Phase, _ exchange: Exchange, _ line: inout LineCursor)
    {
        let time = exchange.phaseNanoseconds[phase.rawValue]
        guard time > 0 else { return }
        line.raw(key)
        line.microseconds(time)
    }

    /// Writes a member: comma, name and opening quote are the key's part. Nothing is written for an empty text.
    private static func writeName(_ key: StaticString, _ name: String, _ line: inout LineCursor) {
        guard !name.isEmpty else { return }
        line.raw(key)
        line.string(name, limit: Self.maxNameBytes)
        line.raw("\"")
    }

    private static func slice(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> UnsafeRawBufferPointer {
        let isInside = range.lowerBound >= 0 && range.upperBound <= bytes.count
        return UnsafeRawBufferPointer(rebasing: bytes[isInside ? range : 0..<0])
    }

    /// Bytes of the request's body: its declared length, or what arrived of it.
    private static func bytesReceived(_ exchange: Exchange) -> Int {
        if case .length(let length) = exchange.head.parsed.body {
            return length
        }
        return exchange.body.readableBytes
    }
}

/// Memory of one line.
private final class LineMemory {
    /// More than the longest line: all texts at their limits, each byte escaped to six.
    static let capacity = 64 << 10

    /// The memory.
    let base: UnsafeMutablePointer<UInt8>

    /// Takes the memory; pages that no line reaches are never touched.
    init() {
        self.base = .allocate(capacity: Self.capacity)
    }

    deinit {
        self.base.deallocate()
    }
}
