/// One reply of a scripted provider, with what goes wrong in it, as data.
package struct FaultyReply: Sendable {
    /// What the body is.
    package enum Body: Sendable {
        /// A model's answer: a stream or JSON, as the request wants it.
        case answer(FaultyAnswer)
        /// These bytes; with chunked framing, a chunk per piece.
        case pieces([[UInt8]])
    }

    /// How the end of the body is told.
    package enum Framing: Sendable, Equatable {
        /// Chunked.
        case chunked
        /// `Content-Length`; nil says the body's real length.
        case length(Int?)
        /// The connection's end is the body's.
        case untilClose
    }

    /// What comes instead of the rest.
    package enum End: Sendable, Equatable {
        /// The connection is closed (FIN).
        case close
        /// The connection is reset (RST).
        case reset
        /// Nothing, on a connection that stays open.
        case stall
    }

    /// Where the reply breaks off.
    package enum Break: Sendable, Equatable {
        /// Before its first byte.
        case beforeHead(End)
        /// After so many tokens of an answer, or pieces of another body.
        case afterTokens(Int, End)
        /// After so many bytes, those of the head and of the framing included.
        case afterBytes(Int, End)
        /// After so many bytes of the body, those of its framing included.
        case afterBodyBytes(Int, End)
        /// After everything but the last chunk of chunked framing.
        case beforeLastChunk(End)

        var end: End {
            switch self {
            case .beforeHead(let end), .afterTokens(_, let end), .afterBytes(_, let end),
                .afterBodyBytes(_, let end), .beforeLastChunk(let end):
                end
            }
        }
    }

    /// Status.
    package var status: Int
    /// Header lines besides those of type and framing, without CRLF.
    package var headers: [String] = []
    /// `Content-Type`; nil is that of the answer.
    package var contentType: String?
    /// Body.
    package var body: Body
    /// How its end is told; nil is chunked for streams, else a length.
    package var framing: Framing?
    /// Pause before the head.
    package var headDelay = Duration.zero
    /// Pause between the head and the first piece of the body.
    package var firstDelay = Duration.zero
    /// Pause before each further piece.
    package var gap = Duration.zero
    /// Where it breaks off; nil is nowhere.
    package var breaks: Break?
    /// Pause after each byte, which then goes out alone; nil sends pieces as they are.
    package var trickle: Duration?
    /// Bytes of the body that are left, in a framing that fits them; nil is all.
    package var keepsBytes: Int?

    /// Creates a reply.
    package init(status: Int = 200, _ body: Body) {
        self.status = status
        self.body = body
    }

    /// The same reply with changes.
    package func with(_ change: (inout FaultyReply) -> Void) -> FaultyReply {
        var reply = self
        change(&reply)
        return reply
    }

    /// The same reply, broken off.
    package func cut(_ place: Break) -> FaultyReply {
        self.with { $0.breaks = place }
    }
}

/// What a connection of a scripted provider does next.
enum FaultyStep: Sendable, Equatable {
    /// Sends nothing for a while.
    case wait(Duration)
    /// Sends bytes.
    case write([UInt8])
    /// Ends the connection, or never does anything again.
    case end(FaultyReply.End)
}

extension FaultyReply {
    /// Turns the reply into steps; the connection takes the next request after the last, unless that ends it.
    func steps(for request: FaultyRequest) -> [FaultyStep] {
        if case .answer(let answer) = self.body, answer.refusesPrefill, request.isPrefill {
            return FaultyReply.refusedPrefill.steps(for: request)
        }
        var steps: [FaultyStep] = self.headDelay > .zero ? [.wait(self.headDelay)] : []
        if case .beforeHead(let end) = self.breaks {
            return steps + [.end(end)]
        }
        var (pieces, countAfterTokens) = self.pieces(for: request)
        if let keepsBytes {
            pieces = [Array(pieces.joined().prefix(keepsBytes))]
        }
        let isStream = self.isStream(request)
        let framing = self.framing ?? (isStream ? .chunked : .length(nil))
        let head = self.head(framing, length: pieces.reduce(0) { $0 + $1.count }, isStream: isStream)
        steps.append(.write(head))
        if case .afterTokens(let tokens, _) = self.breaks {
            let index = min(tokens, countAfterTokens.count - 1)
            pieces.removeLast(pieces.count - (index < 0 ? 0 : countAfterTokens[index]))
        }
        for (index, piece) in pieces.enumerated() where !piece.isEmpty {
            let pause = index == 0 ? self.firstDelay : self.gap
            if pause > .zero {
                steps.append(.wait(pause))
            }
            steps.append(.write(framing == .chunked ? Self.chunk(piece) : piece))
        }
        if framing == .chunked, !self.endsBeforeLastChunk {
            steps.append(.write(Array("0\r\n\r\n".utf8)))
        }
        if let breaks {
            steps = Self.cut(steps, breaks, headBytes: head.count)
            steps.append(.end(breaks.end))
        } else if framing == .untilClose {
            steps.append(.end(.close))
        }
        return self.trickle.map { Self.trickled(steps, pause: $0) } ?? steps
    }

    /// Body of the reply that a provider with an answer gives to a request for JSON, as text.
    package static func jsonText(of answer: FaultyAnswer, for request: FaultyRequest) -> String? {
        for case .write(let bytes) in FaultyReply.answer(answer).steps(for: request).dropFirst() {
            return String(decoding: bytes, as: UTF8.self)
        }
        return nil
    }

    private var endsBeforeLastChunk: Bool {
        switch self.breaks {
        case .beforeLastChunk, .afterTokens: true
        default: false
        }
    }

    private func isStream(_ request: FaultyRequest) -> Bool {
        if case .answer = self.body { request.isStream } else { self.contentType == Self.eventStream }
    }

    private func pieces(for request: FaultyRequest) -> (pieces: [[UInt8]], countAfterTokens: [Int]) {
        switch self.body {
        case .pieces(let pieces): return (pieces, Array(0...pieces.count))
        case .answer(let answer) where request.isStream:
            let made = answer.stream(for: request)
            return (made.pieces.map { Array($0.utf8) }, made.countAfterTokens)
        case .answer(let answer): return ([Array(answer.json(for: request).utf8)], [0, 1])
        }
    }

    private func head(_ framing: Framing, length: Int, isStream: Bool) -> [UInt8] {
        var head = "HTTP/1.1 \(self.status) Scripted\r\n"
        head += "content-type: \(self.contentType ?? (isStream ? Self.eventStream : "application/json"))\r\n"
        switch framing {
        case .chunked: head += "transfer-encoding: chunked\r\n"
        case .length(let told): head += "content-length: \(told ?? length)\r\n"
        case .untilClose: head += "connection: close\r\n"
        }
        for line in self.headers {
            head += line + "\r\n"
        }
        return Array((head + "\r\n").utf8)
    }

    private static let eventStream = "text/event-stream"

    private static func chunk(_ piece: [UInt8]) -> [UInt8] {
        Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + Array("\r\n".utf8)
    }

    private static func cut(_ steps: [FaultyStep], _ place: Break, headBytes: Int) -> [FaultyStep] {
        var left: Int
        switch place {
        case .afterBytes(let count, _): left = count
        case .afterBodyBytes(let count, _): left = headBytes + count
        default: return steps
        }
        var kept: [FaultyStep] = []
        for step in steps {
            guard left > 0 else { break }
            guard case .write(let bytes) = step else {
                kept.append(step)
                continue
            }
            kept.append(.write(Array(bytes.prefix(left))))
            left -= bytes.count
        }
        return kept
    }

    private static func trickled(_ steps: [FaultyStep], pause: Duration) -> [FaultyStep] {
        steps.flatMap { step in
            guard case .write(let bytes) = step else { return [step] }
            return bytes.flatMap { [.write([$0]), .wait(pause)] }
        }
    }
}
