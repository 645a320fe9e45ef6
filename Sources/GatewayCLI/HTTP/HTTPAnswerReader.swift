import GatewayWire
import NIOCore

/// What is kept of a body.
enum HTTPBodyBound: Sendable, Equatable {
    /// All of it; a larger one is a fault.
    case whole(upTo: Int)
    /// Its last bytes; how long it is does not matter.
    case last(Int)
}

/// Reads one answer from the bytes of a connection, however they are cut. Does no I/O.
struct HTTPAnswerReader {
    private enum State {
        case head
        case length(Int)
        case chunked
        case untilClose
        case complete
    }

    private static let limits = HTTPLimits(maxHeadBytes: 64 << 10)

    private let bound: HTTPBodyBound
    private var state = State.head
    private var pending: [UInt8] = []
    private var head = HTTPResponseHead()
    private var chunks = ChunkedDecoder(limits: Self.limits)
    private var answer = HTTPAnswer(status: 0, fields: [], body: [], keepsAlive: false)

    /// A reader that waits for the head.
    init(_ bound: HTTPBodyBound) {
        self.bound = bound
    }

    /// Takes the next bytes; the answer once it is complete.
    mutating func read(_ bytes: some Collection<UInt8>) throws(HTTPFault) -> HTTPAnswer? {
        var bytes = Array(bytes)
        while true {
            switch self.state {
            case .head:
                self.pending += bytes
                guard try self.readHead() else { return nil }
                bytes = self.pending
                self.pending = []
            case .length(let rest):
                let taken = min(rest, bytes.count)
                try self.keep(bytes[..<taken])
                bytes.removeFirst(taken)
                self.state = rest == taken ? .complete : .length(rest - taken)
                if rest > taken { return nil }
            case .chunked:
                guard let consumed = try self.readChunks(bytes) else { return nil }
                bytes.removeFirst(consumed)
                self.state = .complete
            case .untilClose:
                try self.keep(bytes[...])
                return nil
            case .complete:
                // Bytes that nobody asked for: what comes next could not be told apart.
                if !bytes.isEmpty { self.answer.keepsAlive = false }
                return self.finished()
            }
        }
    }

    /// The connection has ended; the answer, if that is its end.
    mutating func end() throws(HTTPFault) -> HTTPAnswer {
        guard case .untilClose = self.state else { throw .brokenOff }
        self.state = .complete
        return self.finished()
    }

    /// Reads the head from the pending bytes and leaves what follows it there; false when more are needed.
    private mutating func readHead() throws(HTTPFault) -> Bool {
        while true {
            let pending = self.pending
            do {
                guard try self.head.parse(pending.span.bytes, limits: Self.limits, forHEAD: false) else {
                    return false
                }
            } catch {
                throw .malformed(error.message)
            }
            guard self.head.isInterim else { break }
            self.pending.removeFirst(self.head.headLength)
            self.head.reset()
        }
        self.answer.status = self.head.status
        self.answer.keepsAlive = self.head.keepAlive
        self.answer.fields = self.head.fields.map { field in
            (
                String(decoding: self.pending[field.nameRange], as: UTF8.self).lowercased(),
                String(decoding: self.pending[field.valueRange], as: UTF8.self)
            )
        }
        self.pending.removeFirst(self.head.headLength)
        switch self.head.body {
        case .none: self.state = .complete
        case .length(let length):
            if case .whole(let limit) = self.bound, length > limit { throw .tooLarge(limit) }
            self.state = .length(length)
        case .chunked: self.state = .chunked
        case .untilClose: self.state = .untilClose
        }
        return true
    }

    /// Where the body ends in the bytes; nil if it goes on.
    private mutating func readChunks(_ bytes: [UInt8]) throws(HTTPFault) -> Int? {
        var offset = 0
        while true {
            let step: ChunkedStep
            do {
                step = try self.chunks.next(bytes.span.bytes, from: offset)
            } catch {
                throw .malformed(error.message)
            }
            switch step {
            case .data(let range):
                try self.keep(bytes[range])
                offset = range.upperBound
            case .needMore: return nil
            case .end(let consumed): return consumed
            }
        }
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) throws(HTTPFault) {
        self.answer.body += bytes
        switch self.bound {
        case .whole(let limit):
            guard self.answer.body.count <= limit else { throw .tooLarge(limit) }
        case .last(let count):
            // Seldom, so that each byte is moved once at most.
            if self.answer.body.count > 2 * count {
                self.answer.body.removeFirst(self.answer.body.count - count)
            }
        }
    }

    private mutating func finished() -> HTTPAnswer {
        if case .last(let count) = self.bound, self.answer.body.count > count {
            self.answer.body.removeFirst(self.answer.body.count - count)
        }
        return self.answer
    }
}
