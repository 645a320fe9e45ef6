import GatewayCore
import GatewayTesting
import NIOCore

/// Attempts that take time on the loop's timers and end as a seeded draw says; like the relay's, they end with the
/// exchange's deadline and with the client.
final class TimedUpstream: Upstream {
    /// One attempt as the provider saw it.
    struct Attempt {
        /// The exchange.
        var exchange: ObjectIdentifier
        /// Deployment asked.
        var deployment: String
        /// When it began.
        var began: UInt64
        /// Fault it ended with; nil for an answer, and where deadline or client ended it.
        var fault: AttemptFault?
        /// Whether the deployment's state hung on it.
        var isProbe: Bool
    }

    /// Attempts in the order of their beginning.
    private(set) var attempts: [Attempt] = []
    /// The most that ran at the same time, by deployment.
    private(set) var most: [String: Int] = [:]
    /// Whether two probes of a deployment ever ran at the same time.
    private(set) var hadTwoProbes = false
    private var running: [String: Int] = [:]
    private var probing: Set<String> = []
    private var random: SplitMix64
    private let faultShare: Int

    /// Creates an upstream.
    ///
    /// - Parameter faultShare: faults among ten attempts.
    init(seed: UInt64, faultShare: Int) {
        self.random = SplitMix64(seed: seed)
        self.faultShare = faultShare
    }

    func apply(_ snapshot: Snapshot) {}

    func attempt(_ exchange: Exchange, on target: Target) async throws(GatewayError) {
        let id = target.deployment.id
        let index = self.attempts.count
        let isProbe = exchange.isProbe
        let began = exchange.loop.now
        self.attempts.append(
            Attempt(exchange: ObjectIdentifier(exchange), deployment: id, began: began, isProbe: isProbe)
        )
        self.running[id, default: 0] += 1
        self.most[id] = max(self.most[id] ?? 0, self.running[id] ?? 0)
        if isProbe {
            self.hadTwoProbes = self.hadTwoProbes || !self.probing.insert(id).inserted
        }
        defer {
            self.running[id, default: 0] -= 1
            if isProbe {
                self.probing.remove(id)
            }
        }
        let isFault = Int.random(in: 0..<10, using: &self.random) < self.faultShare
        let fault = isFault ? self.drawFault() : nil
        let isLate = fault?.cause == .timeout || Int.random(in: 0..<8, using: &self.random) == 0
        let takes = UInt64.random(in: 0...(isLate ? 8_000_000_000 : 700_000_000), using: &self.random)
        await AttemptWait.wait(exchange, until: min(began + takes, exchange.deadline))
        guard !exchange.client.isGone else {
            throw GatewayError(.clientClosedRequest, "The client closed the connection.")
        }
        guard exchange.loop.now < exchange.deadline else {
            throw GatewayError(.deadlineExceeded, "The deadline of the request passed.")
        }
        self.attempts[index].fault = fault
        if let fault {
            try self.fail(exchange, fault)
        }
        self.answer(exchange)
    }

    private func drawFault() -> AttemptFault {
        AttemptFault(
            FaultCause.allCases.randomElement(using: &self.random) ?? .reset,
            retryAfter: Int.random(in: 0..<6, using: &self.random) == 0
                ? .random(in: 0...4_000_000_000, using: &self.random) : nil,
            shouldRetry: [nil, nil, nil, true, false].randomElement(using: &self.random) ?? nil
        )
    }

    private func fail(_ exchange: Exchange, _ fault: AttemptFault) throws(GatewayError) {
        let (code, status): (ErrorCode, Int) =
            switch fault.cause {
            case .unreachable: (.providerUnreachable, 0)
            case .timeout: (.providerTimeout, 0)
            case .reset: (.providerReset, 0)
            case .rateLimit: (.providerRateLimited, 429)
            case .requestTimeout: (.providerError, 408)
            case .serverError: (.providerError, 500)
            case .badResponse: (.providerBadResponse, 200)
            case .credentials: (.providerCredentialsRejected, 401)
            case .contextWindow, .contentPolicy, .rejected: (.requestRejected, 400)
            }
        var error = GatewayError(code, "It failed.")
        error.fault = fault
        if status >= 400 {
            error.status = status
        }
        exchange.providerStatus = status
        // What breaks may break after a part of the answer.
        if fault.cause == .reset || fault.cause == .timeout || fault.cause == .badResponse {
            switch Int.random(in: 0..<4, using: &self.random) {
            case 0: self.begin(exchange, "data: 1\n\n")
            case 1 where exchange.isStream: self.begin(exchange, nil)
            default: break
            }
        }
        throw error
    }

    private func answer(_ exchange: Exchange) {
        self.begin(exchange, "data: done\n\n")
        exchange.client.sendEnd()
    }

    private func begin(_ exchange: Exchange, _ part: String?) {
        if !exchange.headSent {
            exchange.headSent = true
            exchange.status = 200
            exchange.client.sendHead(ReplyHead(status: 200, lines: ByteBuffer(), contentLength: nil))
        }
        if let part {
            exchange.contentSent = true
            exchange.firstTokenAt = exchange.loop.now
            exchange.client.sendBody(ByteBuffer(string: part))
        }
    }
}

/// A wait that ends early with the client.
private final class AttemptWait: WheelTimer, ClientStreamListener {
    private var continuation: UnsafeContinuation<Void, Never>?

    static func wait(_ exchange: Exchange, until time: UInt64) async {
        let wait = AttemptWait()
        exchange.client.listener = wait
        exchange.loop.timers.set(wait, to: time)
        await withUnsafeContinuation { wait.continuation = $0 }
        exchange.loop.timers.cancel(wait)
        exchange.client.listener = nil
    }

    private func finish() {
        let continuation = self.continuation
        self.continuation = nil
        continuation?.resume()
    }

    override func fired(at now: UInt64) {
        self.finish()
    }

    func clientBecameWritable() {}

    func clientWentAway() {
        self.finish()
    }

    func requestBodyArrived(_ bytes: ByteBuffer?, isLast: Bool) {}
}
