/// Takes HTTP/1.1 requests out of the bytes of a connection: as much of the protocol as a client of good conduct uses.
struct FaultyRequestReader {
    /// A request without its number.
    struct Message: Equatable {
        var head: String
        var body: String
    }

    /// Bytes are no request, or one that is too large.
    struct Unreadable: Error {}

    /// Bytes of a head at most.
    static let maxHeadBytes = 64 << 10
    /// Bytes of a body at most.
    static let maxBodyBytes = 16 << 20

    private var bytes: [UInt8] = []

    /// Takes what came.
    mutating func append(_ received: some Sequence<UInt8>) {
        self.bytes.append(contentsOf: received)
    }

    /// The next request; nil while it is not whole.
    mutating func next() throws(Unreadable) -> Message? {
        guard let end = Self.end(of: "\r\n\r\n", in: self.bytes[...]) else {
            guard self.bytes.count <= Self.maxHeadBytes else { throw Unreadable() }
            return nil
        }
        let head = String(decoding: self.bytes[..<(end - 4)], as: UTF8.self)
        let rest = self.bytes[end...]
        if HTTPText.header("transfer-encoding", in: head)?.lowercased() == "chunked" {
            guard let (body, end) = try Self.chunked(rest) else { return nil }
            return self.take(head, body, upTo: end)
        }
        let length = HTTPText.header("content-length", in: head).map { Int($0) ?? -1 } ?? 0
        guard (0...Self.maxBodyBytes).contains(length) else { throw Unreadable() }
        guard rest.count >= length else { return nil }
        return self.take(head, rest.prefix(length), upTo: end + length)
    }

    private mutating func take(_ head: String, _ body: some Collection<UInt8>, upTo end: Int) -> Message {
        let message = Message(head: head, body: String(decoding: body, as: UTF8.self))
        self.bytes = Array(self.bytes[end...])
        return message
    }

    private static func chunked(_ bytes: ArraySlice<UInt8>) throws(Unreadable) -> (body: [UInt8], end: Int)? {
        var body: [UInt8] = []
        var rest = bytes
        while true {
            guard let end = Self.end(of: "\r\n", in: rest) else { return nil }
            let line = String(decoding: rest[rest.startIndex..<(end - 2)], as: UTF8.self)
            let digits = line.prefix { $0 != ";" && $0 != " " }
            guard let count = Int(digits, radix: 16), count >= 0, body.count + count <= Self.maxBodyBytes else {
                throw Unreadable()
            }
            guard rest.endIndex - end >= count + 2 else { return nil }
            body += rest[end..<(end + count)]
            rest = rest[(end + count + 2)...]
            if count == 0 {
                return (body, rest.startIndex)
            }
        }
    }

    private static func end(of mark: StaticString, in bytes: ArraySlice<UInt8>) -> Int? {
        bytes.firstRange(of: Array(mark.description.utf8))?.upperBound
    }
}
