import GatewayCore
import GatewayWire
import NIOCore

/// Sends each new deployment one tiny request, where `preheat.prompt` says so: the model is loaded when the first caller
/// comes, and the time to first token is known.
///
/// The request is the gateway's own: it belongs to no key and no group, and stands in the access log under an id that
/// says so. Whether it succeeds, and how long its first token took, is reported like any other attempt's. One loop asks for
/// all. Confined to that loop.
final class WarmUp {
    /// Requests that run at a time; the others follow as these end.
    private static let mostAtOnce = 4
    /// Nanoseconds that one may take: a model that has to be loaded first takes long.
    private static let patience: UInt64 = 120_000_000_000

    private let loop: LoopState
    /// Deployments that were asked, as they were then.
    private var asked: [String: Deployment] = [:]
    private var queue: [Target] = []
    private var running = 0

    init(loop: LoopState) {
        self.loop = loop
    }

    /// Asks the deployments that are new, or not what they were.
    func apply(_ snapshot: Snapshot) {
        var asked: [String: Deployment] = [:]
        self.queue = []
        for target in snapshot.targets where target.deployment.preheat?.prompt == true {
            let deployment = target.deployment
            asked[deployment.id] = deployment
            if let known = self.asked[deployment.id], known.model == deployment.model,
                known.provider == deployment.provider
            {
                continue
            }
            self.queue.append(target)
        }
        self.asked = asked
        self.next()
    }

    private func next() {
        while self.running < Self.mostAtOnce, !self.queue.isEmpty {
            let target = self.queue.removeFirst()
            guard let exchange = self.exchange(for: target) else { continue }
            self.running += 1
            let bound = NIOLoopBound(self, eventLoop: self.loop.eventLoop)
            Task.immediate(executorPreference: self.loop.executor) {
                let this = bound.value
                await this.ask(exchange, target)
                this.running -= 1
                this.next()
            }
        }
    }

    private func ask(_ exchange: Exchange, _ target: Target) async {
        var failure: GatewayError?
        let isAdmitted: Bool
        switch target.health.admit(at: self.loop.now) {
        case .admitted: isAdmitted = true
        case .probe:
            exchange.isProbe = true
            isAdmitted = true
        case .refused: isAdmitted = false
        }
        // A deployment whose places are taken is warm.
        guard isAdmitted, !target.health.isLimited || target.health.enterIfFree() else {
            if isAdmitted {
                let now = self.loop.now
                target.health.ended(.neutral, began: now, isProbe: exchange.isProbe, bodyBytes: 0, at: now)
            }
            exchange.error = .overloaded
            exchange.settle()
            return
        }
        exchange.admittedAt = self.loop.recent
        exchange.sentAt = self.loop.recent
        exchange.target = target
        exchange.attempts = 1
        do throws(GatewayError) {
            guard let upstream = self.loop.upstream else {
                throw GatewayError(.internalError, "The gateway is not ready.")
            }
            try await upstream.attempt(exchange, on: target)
        } catch {
            failure = error
        }
        AttemptReport.send(exchange, target, failure)
        exchange.error = failure?.code
        exchange.status = exchange.providerStatus
        exchange.settle()
    }

    /// The request: one token of a chat, or one vector where the deployment makes nothing else.
    private func exchange(for target: Target) -> Exchange? {
        let isEmbedding = target.deployment.capabilities == [.embeddings]
        let path = isEmbedding ? "/v1/embeddings" : "/v1/chat/completions"
        let head = """
            POST \(path) HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n\
            x-request-id: signalbox-warm-up-\(self.loop.chance.next() >> 32)\r\n\r\n
            """
        let bytes = ByteBuffer(string: head)
        var parsed = HTTPRequestHead()
        guard (try? parsed.parse(bytes.readableBytesSpan, limits: HTTPLimits())) == true else { return nil }
        let now = self.loop.now
        let exchange = Exchange(
            loop: self.loop,
            client: WarmUpStream(),
            endpoint: isEmbedding ? .embeddings : .chatCompletions,
            head: RequestHead(bytes: bytes, parsed: parsed),
            startedAt: now
        )
        let model = String(decoding: target.modelJSON, as: UTF8.self)
        exchange.body = ByteBuffer(
            string: isEmbedding
                ? #"{"model":\#(model),"input":"Hi"}"#
                : #"{"model":\#(model),"messages":[{"role":"user","content":"Hi"}],"max_tokens":1,"stream":true}"#
        )
        let body = exchange.body
        exchange.scan = try? RequestScan.scan(
            body.readableBytesSpan,
            for: isEmbedding ? .embeddings : .chatCompletions
        )
        exchange.isStream = !isEmbedding
        exchange.model = target.deployment.id
        exchange.receivedAt = now
        exchange.deadline = now &+ Self.patience
        return exchange.scan == nil ? nil : exchange
    }
}

/// Takes an answer that nobody reads.
private final class WarmUpStream: ClientStream {
    override var isWritable: Bool { true }

    override var isGone: Bool { false }
}
