import GatewayTesting
import GatewayWire

/// A request of a test's client.
struct ChatRequest: Sendable {
    /// Model group that is asked for.
    var model = "m"
    /// Whether the answer is to be a stream.
    var isStream = true
    /// Further members of the body, such as `"temperature":0`.
    var members: [String] = []
    /// Further header lines, without CRLF.
    var headers: [String] = []
    /// Message of the user.
    var prompt = "Count."

    /// A request that may be answered differently each time.
    static let sampled = ChatRequest()
    /// A request that has one answer, as far as a model can promise it.
    static let deterministic = ChatRequest(members: [#""temperature":0"#])
    /// A request whose answer is not a stream.
    static let whole = ChatRequest(isStream: false)

    /// The same request with changes.
    func with(_ change: (inout ChatRequest) -> Void) -> ChatRequest {
        var request = self
        change(&request)
        return request
    }

    /// What goes over the wire.
    var text: String {
        let messages = #"[{"role":"user","content":\#(HTTPText.quoted(self.prompt))}]"#
        var members = [#""model":\#(HTTPText.quoted(self.model))"#, #""messages":\#(messages)"#]
        if self.isStream {
            members += [#""stream":true"#, #""stream_options":{"include_usage":true}"#]
        }
        let body = "{" + (members + self.members).joined(separator: ",") + "}"
        let lines = ["POST /v1/chat/completions HTTP/1.1", "host: gateway", "content-type: application/json"]
        let head = lines + self.headers + ["content-length: \(body.utf8.count)"]
        return head.joined(separator: "\r\n") + "\r\n\r\n" + body
    }
}

/// An event of a stream, with the time at which a client had it whole.
struct ClientEvent: Sendable {
    /// What follows `data: `.
    var data: String
    /// When it came.
    var at: ContinuousClock.Instant
}

/// What a client has got of a reply.
struct ClientReply: Sendable {
    /// How it ended.
    enum End: Sendable, Equatable {
        /// As its framing says: all chunks and the last one, or all of its length.
        case whole
        /// The connection was closed before that.
        case closed
        /// The connection was reset before that.
        case reset
    }

    private enum Framing: Sendable {
        case head
        case chunks
        case length(Int)
        case untilClose
        case over
    }

    /// When the request was sent.
    let startedAt: ContinuousClock.Instant
    /// Status; 0 while there is none.
    private(set) var status = 0
    /// Status line and header lines.
    private(set) var head = ""
    /// When they were there.
    private(set) var headAt: ContinuousClock.Instant?
    /// Body, framing taken off.
    private(set) var body: [UInt8] = []
    /// Events of the body, comments left out.
    private(set) var events: [ClientEvent] = []
    /// How it ended; nil while it has not.
    private(set) var end: End?
    /// When it ended.
    private(set) var endedAt: ContinuousClock.Instant?
    /// Bytes that came after its end.
    private(set) var excess = 0
    private var framing = Framing.head
    private var unread: [UInt8] = []
    private var scanned = 0

    /// Creates the reply of which nothing is there yet.
    init(startedAt: ContinuousClock.Instant) {
        self.startedAt = startedAt
    }

    /// Takes what came.
    mutating func append(_ bytes: some Sequence<UInt8>, at now: ContinuousClock.Instant) {
        self.unread.append(contentsOf: bytes)
        while self.advance(at: now) {}
        self.splitEvents(at: now)
    }

    /// Takes the end of the connection.
    mutating func closed(_ how: End, at now: ContinuousClock.Instant) {
        guard self.end == nil else { return }
        if case .untilClose = self.framing, how == .closed {
            self.finish(.whole, at: now)
        } else {
            self.finish(how, at: now)
        }
    }

    private mutating func finish(_ how: End, at now: ContinuousClock.Instant) {
        self.framing = .over
        self.end = how
        self.endedAt = now
    }

    /// Reads one part of what came; returns whether there may be more.
    private mutating func advance(at now: ContinuousClock.Instant) -> Bool {
        switch self.framing {
        case .head:
            guard let end = self.end(of: "\r\n\r\n") else { return false }
            self.head = String(decoding: self.unread[..<(end - 4)], as: UTF8.self)
            self.unread.removeFirst(end)
            self.status = Int(self.head.split(separator: " ").dropFirst().first ?? "") ?? 0
            self.headAt = now
            if self.header("transfer-encoding") == "chunked" {
                self.framing = .chunks
            } else {
                self.framing = self.header("content-length").flatMap { Int($0) }.map { .length($0) } ?? .untilClose
            }
            return true
        case .chunks:
            guard let end = self.end(of: "\r\n") else { return false }
            let digits = String(decoding: self.unread[..<(end - 2)], as: UTF8.self).prefix { $0 != ";" }
            guard let count = Int(digits, radix: 16) else {
                self.finish(.closed, at: now)
                return false
            }
            guard count > 0 else {
                guard let end = self.end(of: "\r\n\r\n") else { return false }
                self.unread.removeFirst(end)
                self.finish(.whole, at: now)
                return true
            }
            guard self.unread.count >= end + count + 2 else { return false }
            self.body += self.unread[end..<(end + count)]
            self.unread.removeFirst(end + count + 2)
            return true
        case .length(let left):
            let taken = min(left, self.unread.count)
            self.body += self.unread[..<taken]
            self.unread.removeFirst(taken)
            self.framing = .length(left - taken)
            if taken == left {
                self.finish(.whole, at: now)
            }
            return taken == left
        case .untilClose:
            self.body += self.unread
            self.unread = []
            return false
        case .over:
            self.excess += self.unread.count
            self.unread = []
            return false
        }
    }

    private func end(of mark: StaticString) -> Int? {
        self.unread.firstRange(of: Array(mark.description.utf8))?.upperBound
    }

    private mutating func splitEvents(at now: ContinuousClock.Instant) {
        guard self.header("content-type")?.hasPrefix("text/event-stream") == true else { return }
        while let end = self.body[self.scanned...].firstRange(of: [0x0A, 0x0A])?.upperBound {
            let lines = String(decoding: self.body[self.scanned..<end], as: UTF8.self).split(separator: "\n")
            self.scanned = end
            for line in lines where line.hasPrefix("data: ") {
                self.events.append(ClientEvent(data: String(line.dropFirst(6)), at: now))
            }
        }
    }

    /// Value of a header; nil if there is none of that name.
    func header(_ name: String) -> String? {
        HTTPText.header(name, in: self.head)
    }
}

/// What the reply says.
extension ClientReply {
    /// Whether it ended as its framing says.
    var isWhole: Bool { self.end == .whole && self.excess == 0 }

    /// Time from the request to the end; very long while there is none.
    var elapsed: Duration { self.endedAt.map { self.startedAt.duration(to: $0) } ?? .seconds(1_000_000) }

    /// The body as JSON; null where it is none.
    var json: JSONValue { (try? JSONValue.parse(String(decoding: self.body, as: UTF8.self))) ?? .null }

    /// Events as JSON, `[DONE]` left out; null where one is none.
    var chunks: [JSONValue] {
        self.events.filter { $0.data != "[DONE]" }.map { (try? JSONValue.parse($0.data)) ?? .null }
    }

    /// Whether the last event is `[DONE]`.
    var isDone: Bool { self.events.last?.data == "[DONE]" }

    /// Text of one choice, of the stream or of the whole reply.
    func text(_ choice: Int = 0) -> String {
        self.parts(choice).map { $0["content"]?.text ?? "" }.joined()
    }

    /// Arguments of the first tool call.
    var arguments: String {
        self.parts(0).flatMap { $0["tool_calls"]?.elements ?? [] }
            .map { $0["function"]?["arguments"]?.text ?? "" }.joined()
    }

    private func parts(_ choice: Int) -> [JSONValue] {
        (self.events.isEmpty ? [self.json] : self.chunks).flatMap { $0["choices"]?.elements ?? [] }
            .filter { $0["index"]?.integer == choice }
            .compactMap { $0["delta"] ?? $0["message"] }
    }

    /// All ids that its parts bear.
    var ids: Set<String> {
        Set((self.events.isEmpty ? [self.json] : self.chunks).compactMap { $0["id"]?.text })
    }

    /// The model that its last part names.
    var lastModel: String? {
        (self.events.isEmpty ? [self.json] : self.chunks).compactMap { $0["model"]?.text }.last
    }

    /// Finish reasons of one choice; more than one is a fault of the gateway.
    func finishes(_ choice: Int = 0) -> [String] {
        (self.events.isEmpty ? [self.json] : self.chunks).flatMap { $0["choices"]?.elements ?? [] }
            .filter { $0["index"]?.integer == choice }
            .compactMap { $0["finish_reason"]?.text }
    }

    /// Usages that it tells; more than one is a fault of the gateway.
    var usages: [JSONValue] {
        (self.events.isEmpty ? [self.json] : self.chunks).compactMap { $0["usage"] }.filter { !$0.isNull }
    }

    /// `code` of its error object, where it has one with a code.
    var errorCode: String? { self.error?["code"]?.text }

    /// Its error object: the body's, or that of the last event.
    var error: JSONValue? {
        self.events.isEmpty ? self.json["error"] : self.chunks.last?["error"]
    }

    /// Whether it claims to be the complete answer.
    var claimsSuccess: Bool {
        guard self.status == 200, self.isWhole, self.error == nil else { return false }
        return self.events.isEmpty || self.isDone
    }

    /// Whether it is the complete answer, told once, under one id, in good order.
    func isComplete(_ answer: FaultyAnswer) -> Bool {
        self.claimsSuccess && self.text() == answer.text && self.ids.count == 1 && self.finishes().count == 1
            && self.events.count { $0.data == "[DONE]" } == (self.events.isEmpty ? 0 : 1)
    }

    /// Whether it tells in band that it is not complete, after nothing but the answer's beginning.
    func isHonestError(after answer: FaultyAnswer) -> Bool {
        self.isWhole && self.error != nil && !self.isDone && self.finishes().isEmpty
            && answer.text.hasPrefix(self.text())
    }
}
