import GatewayCore
import GatewaySimulator
import GatewayWire

/// A provider without delays, so that tests are fast; jitter would be multiplied with zero anyway.
func instant(tokens: Int = 40, seed: UInt64 = 7) -> Simulation {
    Simulation(firstToken: .zero, tokenGap: .zero, jitter: 0, tokens: tokens, seed: seed)
}

/// A complete POST request.
func post(_ path: String, _ body: String) -> ReceivedRequest {
    ReceivedRequest(method: .post, path: path, body: Array(body.utf8))
}

extension ReplyMaker {
    /// The reply at a fixed time.
    mutating func reply(_ path: String, _ body: String) -> Reply {
        self.reply(to: post(path, body), unixTime: 1_900_000_000, now: 1)
    }

    /// The JSON of a reply that is not a stream.
    mutating func json(_ path: String, _ body: String) throws -> JSONValue {
        try self.reply(path, body).json()
    }

    /// The JSON of a chat completion.
    mutating func chat(_ body: String) throws -> JSONValue {
        try self.json("/v1/chat/completions", body)
    }
}

/// A reply had another form than the test expects.
struct WrongForm: Error {}

extension Reply {
    /// The body, parsed.
    func json() throws -> JSONValue {
        guard case .whole(let bytes) = self.body else { throw WrongForm() }
        return try JSONValue.parse(bytes.span.bytes)
    }

    /// The data of each event of a stream, in order.
    func events() throws -> [String] {
        guard case .stream(var stream) = self.body else { throw WrongForm() }
        var bytes: [UInt8] = []
        while stream.next(into: &bytes) != .closing {}
        return eventData(String(decoding: bytes, as: UTF8.self))
    }

    /// The value of a header line.
    func header(_ name: String) -> String? {
        self.headers.first { $0.name == name }?.value
    }
}

/// The data of each event in a text.
func eventData(_ text: String) -> [String] {
    text.split(separator: "\n\n").filter { $0.hasPrefix("data: ") }.map { String($0.dropFirst(6)) }
}

extension JSONValue {
    /// An element of an array.
    subscript(_ index: Int) -> JSONValue? {
        guard let elements = self.elements, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The text of the first choice of a chat completion.
    var content: String? {
        self["choices"]?[0]?["message"]?["content"]?.text
    }

    /// Why the first choice ended.
    var finishReason: String? {
        self["choices"]?[0]?["finish_reason"]?.text
    }
}
