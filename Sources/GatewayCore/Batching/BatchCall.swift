import GatewayWire
import NIOCore

/// One call for several requests: the exchange made for it, and the client of that exchange, which collects the reply.
///
/// To the attempt it is a client like any other. It is gone when all its members are, which ends the call or lets it be
/// read to its end, as the group says. Confined to its loop.
final class BatchCall: ClientStream {
    /// Bytes of a reply that are collected; a larger one is not taken apart, and the requests go by themselves.
    private static let maxReplyBytes = 64 << 20

    let members: [BatchMember]
    let target: Target
    let exchange: Exchange
    private(set) var head: ReplyHead?
    private(set) var body = ByteBuffer()
    /// Whether the reply was larger than what is collected.
    private(set) var isTooLarge = false
    private var isAbandoned = false

    /// Makes the call of at least two members; nil where their bodies cannot be one.
    ///
    /// - Parameter lines: header lines that all have in common.
    init?(_ members: [BatchMember], on target: Target, lines: [UInt8], at now: UInt64) {
        guard let first = members.first, let head = Self.head(lines, of: first.exchange.head) else { return nil }
        let size = members.reduce(0) { $0 + $1.exchange.body.readableBytes }
        var bytes = first.exchange.body
        var merged = EmbeddingBatchBody(first.split, of: bytes.readableBytesSpan, capacity: size)
        for member in members {
            bytes = member.exchange.body
            merged.append(member.split, of: bytes.readableBytesSpan)
        }
        let body = ByteBuffer(bytes: merged.finished())
        let depth = first.exchange.loop.bounds.maxJSONDepth + 1
        guard let scan = try? RequestScan.scan(body.readableBytesSpan, for: .embeddings, maxDepth: depth) else {
            return nil
        }
        self.members = members
        self.target = target
        let own = CollectorSeat()
        self.exchange = Exchange(
            loop: first.exchange.loop,
            client: own,
            endpoint: .embeddings,
            head: head,
            startedAt: now,
            isObserved: false
        )
        super.init()
        self.fill(self.exchange, body, scan, at: now)
        for member in members {
            member.call = self
        }
    }

    private func fill(_ exchange: Exchange, _ body: ByteBuffer, _ scan: RequestScan, at now: UInt64) {
        exchange.client = self
        exchange.body = body
        exchange.scan = scan
        exchange.target = self.target
        exchange.attempts = 1
        exchange.receivedAt = now
        exchange.deadline = 0
        for member in self.members {
            exchange.deadline = max(exchange.deadline, member.exchange.deadline)
            exchange.priority = max(exchange.priority, member.exchange.priority)
        }
        guard let first = self.members.first?.exchange else { return }
        exchange.model = first.model
        exchange.caller = first.caller
        exchange.group = first.group
        exchange.admittedAt = first.admittedAt
    }

    /// The head of the call: it is the gateway's own request, so it names nobody's id.
    private static func head(_ lines: [UInt8], of first: RequestHead) -> RequestHead? {
        var bytes = ByteBuffer(
            string: "POST /v1/embeddings HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n"
        )
        for field in first.parsed.fields where field.name == .userAgent || field.name == .accept {
            bytes.writeString(field.name == .accept ? "accept: " : "user-agent: ")
            bytes.writeString(first.bytes.text(field.valueRange))
            bytes.writeString("\r\n")
        }
        bytes.writeBytes(lines)
        bytes.writeString("\r\n")
        var parsed = HTTPRequestHead()
        guard (try? parsed.parse(bytes.readableBytesSpan, limits: HTTPLimits())) == true else { return nil }
        return RequestHead(bytes: bytes, parsed: parsed)
    }

    /// A member's client is gone, or its deadline over.
    func memberIsOver() {
        guard !self.isAbandoned, self.members.allSatisfy({ $0.isOver }) else { return }
        self.isAbandoned = true
        self.listener?.clientWentAway()
    }

    /// Breaks the circles that the call is part of; its members have their ends by now.
    func close() {
        self.exchange.client = CollectorSeat()
        for member in self.members {
            member.call = nil
        }
    }

    // MARK: Reply

    override var isWritable: Bool { true }

    override var isGone: Bool { self.isAbandoned }

    override func sendHead(_ head: ReplyHead) {
        self.head = head
    }

    override func sendBody(_ bytes: ByteBuffer) {
        guard !self.isTooLarge, self.body.readableBytes + bytes.readableBytes <= Self.maxReplyBytes else {
            self.isTooLarge = true
            self.body = ByteBuffer()
            return
        }
        if self.body.readableBytes == 0 {
            self.body = bytes
        } else {
            self.body.writeImmutableBuffer(bytes)
        }
    }

    /// The reply taken apart; nil where it does not answer what was asked.
    func parts() -> EmbeddingBatchReply? {
        guard self.head?.status == 200, !self.isTooLarge else { return nil }
        let body = self.body
        return EmbeddingBatchReply(body.readableBytesSpan, inputs: self.members.map(\.split.elements.count))
    }

    /// The provider's lines of the head: what stands before the gateway's own, which begin with the exchange's id.
    var providerLines: ByteBuffer {
        guard let lines = self.head?.lines else { return ByteBuffer() }
        let mark = Array("x-request-id: ".utf8)
        var start = 0
        let length = lines.withUnsafeReadableBytes { bytes in
            while start < bytes.count {
                let line = UnsafeRawBufferPointer(rebasing: bytes[start...])
                if line.starts(with: mark) { break }
                guard let end = line.firstIndex(of: UInt8(ascii: "\n")) else { return bytes.count }
                start += end + 1
            }
            return start
        }
        return lines.getSlice(at: lines.readerIndex, length: length) ?? ByteBuffer()
    }
}

/// Stands in for the client while the call is being made.
private final class CollectorSeat: ClientStream {}
