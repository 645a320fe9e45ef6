import GatewayWire

/// One message of a connection, in terms that both parsers share.
struct FramedMessage: Equatable, Sendable, CustomStringConvertible {
    /// Method and target, or status.
    var start: [String]
    var isHTTP10: Bool
    var fields: [[String]]
    var body: [UInt8] = []
    var isComplete = false
    /// Whether another message may follow.
    var keepAlive = true

    var description: String {
        "\(self.start) 1.0: \(self.isHTTP10) keep: \(self.keepAlive) \(self.fields) body: "
            + "\(String(decoding: self.body, as: UTF8.self).debugDescription) complete: \(self.isComplete)"
    }
}

/// What a parser made of a connection's bytes.
struct FramedConnection: Equatable, Sendable, CustomStringConvertible {
    var messages: [FramedMessage] = []
    /// Why the parser gave up, if it did.
    var refusal: String?
    /// Whether the framer reads no further: after a message that ends the connection, CONNECT or an upgrade.
    var isOver = false

    var description: String {
        "\(self.messages.map { "\n    \($0)" }.joined()) refusal: \(self.refusal ?? "none")"
    }
}

/// Runs the gateway's framer over a connection's bytes, as its handlers do: unconsumed bytes are kept and offered again.
struct OwnFramer {
    private enum Phase {
        case head
        case length(Int)
        case chunked
        case untilClose
    }

    private(set) var connection = FramedConnection()
    private var buffer: [UInt8] = []
    private var phase = Phase.head
    private var request = HTTPRequestHead()
    private var response = HTTPResponseHead()
    private var decoder = ChunkedDecoder(limits: HTTPLimits())
    /// For each response whether its request was HEAD; nil when requests are parsed.
    private let answersHEAD: [Bool]?

    init(answersHEAD: [Bool]? = nil) { self.answersHEAD = answersHEAD }

    /// Takes the next portion.
    mutating func receive(_ portion: ArraySlice<UInt8>) {
        guard self.connection.refusal == nil, !self.connection.isOver else { return }
        self.buffer += portion
        do throws(HTTPRefusal) {
            while !self.connection.isOver, try self.step() {}
        } catch {
            self.connection.refusal = "\(error)"
        }
    }

    /// Takes the end of the connection.
    mutating func close() {
        guard self.connection.refusal == nil, !self.connection.isOver else { return }
        switch self.phase {
        case .untilClose: self.endMessage()
        case .head where self.buffer.isEmpty: break
        default: self.connection.refusal = "truncated"
        }
    }

    /// Does what the buffer allows; false once it needs more bytes.
    private mutating func step() throws(HTTPRefusal) -> Bool {
        switch self.phase {
        case .head:
            return self.answersHEAD == nil ? try self.readRequest() : try self.readResponse()
        case .length(let length):
            let count = min(length, self.buffer.count)
            self.takeBody(0..<count)
            self.buffer.removeFirst(count)
            self.phase = .length(length - count)
            if count == length { self.endMessage() }
            return count == length
        case .chunked:
            let buffer = self.buffer
            switch try self.decoder.next(buffer.span.bytes, from: 0) {
            case .data(let range):
                self.takeBody(range)
                self.buffer.removeFirst(range.upperBound)
                return true
            case .needMore:
                self.buffer = []
                return false
            case .end(let consumed):
                self.buffer.removeFirst(consumed)
                self.endMessage()
                return true
            }
        case .untilClose:
            self.takeBody(0..<self.buffer.count)
            self.buffer = []
            return false
        }
    }

    private mutating func readRequest() throws(HTTPRefusal) -> Bool {
        let buffer = self.buffer
        guard try self.request.parse(buffer.span.bytes, limits: HTTPLimits()) else { return false }
        self.connection.messages.append(
            FramedMessage(
                start: [self.text(self.request.methodRange), self.text(self.request.target)],
                isHTTP10: self.request.isHTTP10,
                fields: self.request.fields.map { [self.text($0.nameRange), self.text($0.valueRange)] },
                keepAlive: self.request.keepAlive
            )
        )
        self.buffer.removeFirst(self.request.headLength)
        switch self.request.body {
        case .none: self.endMessage()
        case .length(let length): self.phase = .length(length)
        case .chunked: self.phase = .chunked
        }
        let asksUpgrade = self.request.contains(.upgrade) && self.request.connection.contains(.upgrade)
        if self.request.method == .connect || asksUpgrade { self.connection.isOver = true }
        self.request.reset()
        return !self.connection.isOver
    }

    private mutating func readResponse() throws(HTTPRefusal) -> Bool {
        let index = self.connection.messages.count
        let forHEAD = self.answersHEAD.map { index < $0.count && $0[index] } ?? false
        let buffer = self.buffer
        guard try self.response.parse(buffer.span.bytes, limits: HTTPLimits(), forHEAD: forHEAD) else {
            return false
        }
        defer { self.response.reset() }
        guard !self.response.isInterim else {
            self.buffer.removeFirst(self.response.headLength)
            // The final response can still follow, but NIO holds the connection to have ended.
            if !self.response.keepAlive { self.connection.isOver = true }
            return true
        }
        self.connection.messages.append(
            FramedMessage(
                start: ["\(self.response.status)"],
                isHTTP10: self.response.isHTTP10,
                fields: self.response.fields.map { [self.text($0.nameRange), self.text($0.valueRange)] },
                keepAlive: self.response.keepAlive
            )
        )
        self.buffer.removeFirst(self.response.headLength)
        switch self.response.body {
        case .none: self.endMessage()
        case .length(let length): self.phase = .length(length)
        case .chunked: self.phase = .chunked
        case .untilClose: self.phase = .untilClose
        }
        return true
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: self.buffer[range], as: UTF8.self) }

    private mutating func takeBody(_ range: Range<Int>) {
        self.connection.messages[self.connection.messages.count - 1].body += self.buffer[range]
    }

    private mutating func endMessage() {
        let last = self.connection.messages.count - 1
        self.connection.messages[last].isComplete = true
        if !self.connection.messages[last].keepAlive { self.connection.isOver = true }
        self.phase = .head
    }
}
