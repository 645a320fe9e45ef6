import GatewayCore
import GatewayWire
import NIOCore

/// Asks deployments that rest after failures whether they are back, where `health.probe_interval` says so, so that no
/// caller's request has to find out.
///
/// One loop probes for all: `GET /models` with the provider's own credential, which costs nothing. It takes the
/// breaker's one place for probes, and is neither counted nor logged as a request. The timer is the prober's own.
final class ActiveProber: WheelTimer {
    private let loop: LoopState
    private var targets: [(target: Target, interval: UInt64, next: UInt64)] = []

    init(loop: LoopState) {
        self.loop = loop
        super.init()
    }

    /// Begins anew with the deployments of a snapshot.
    func apply(_ snapshot: Snapshot) {
        let now = self.loop.now
        self.targets = snapshot.targets.compactMap { target in
            guard let interval = target.deployment.health.probeInterval?.wholeNanoseconds else { return nil }
            return (target, max(interval, 1), now &+ interval)
        }
        self.arm()
    }

    /// Ends probing.
    func stop() {
        self.targets = []
        self.loop.timers.cancel(self)
    }

    private func arm() {
        if let next = self.targets.map(\.next).min() {
            self.loop.timers.set(self, to: next)
        } else {
            self.loop.timers.cancel(self)
        }
    }

    override func fired(at now: UInt64) {
        for index in self.targets.indices where self.targets[index].next <= now {
            self.targets[index].next = now &+ self.targets[index].interval
            self.probe(self.targets[index].target, at: now)
        }
        self.arm()
    }

    private func probe(_ target: Target, at now: UInt64) {
        guard target.health.sample(at: now).breaker != .closed, case .probe = target.health.admit(at: now),
            let head = Self.head
        else { return }
        let exchange = Exchange(
            loop: self.loop,
            client: NobodysStream(),
            endpoint: .passthrough,
            head: head,
            startedAt: now,
            isObserved: false
        )
        exchange.restPath = head.parsed.path
        exchange.target = target
        exchange.sentAt = now
        exchange.deadline = now &+ AttemptBounds.standard.head
        Task.immediate(executorPreference: self.loop.executor) {
            var failure: GatewayError?
            do throws(GatewayError) {
                try await exchange.loop.upstream?.attempt(exchange, on: target)
            } catch {
                failure = error
            }
            let fault = failure.flatMap { AttemptFault($0) }
            target.health.ended(
                // Any answer that is no fault of the deployment's shows that it is there.
                fault.map { $0.countsAgainstHealth ? .failure($0) : .success(latency: nil, isStream: false) }
                    ?? (failure == nil ? .success(latency: nil, isStream: false) : .neutral),
                began: now,
                isProbe: true,
                bodyBytes: 0,
                at: exchange.loop.now
            )
            exchange.settle()
        }
    }

    private static let head: RequestHead? = {
        let bytes = ByteBuffer(string: "GET /models HTTP/1.1\r\nhost: gateway\r\n\r\n")
        var parsed = HTTPRequestHead()
        guard (try? parsed.parse(bytes.readableBytesSpan, limits: HTTPLimits())) == true else { return nil }
        return RequestHead(bytes: bytes, parsed: parsed)
    }()
}

/// Takes an answer that nobody waits for.
private final class NobodysStream: ClientStream {
    override var isWritable: Bool { true }

    override var isGone: Bool { false }
}
