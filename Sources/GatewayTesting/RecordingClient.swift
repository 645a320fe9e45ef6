package import GatewayCore
package import NIOCore

/// A client's side of an exchange that keeps whatever it is sent, and does what the test says.
///
/// Confined to its loop.
package final class RecordingClient: ClientStream {
    /// What `isWritable` answers.
    package var takesBytes = true
    /// What `isGone` answers.
    package var hasLeft = false
    /// What `isHeadRequest` answers.
    package var asksForHead = false
    /// Heads, in order; more than one is a fault of the sender.
    package private(set) var heads: [ReplyHead] = []
    /// Body so far.
    package private(set) var body = ByteBuffer()
    /// Calls of `sendEnd`.
    package private(set) var ends = 0
    /// Calls of `abort`.
    package private(set) var aborts = 0
    /// Calls of `flush`.
    package private(set) var flushes = 0
    /// Bytes that came after the end, or before the head.
    package private(set) var misplaced = 0
    /// Arguments of `setRequestBodyFlowing`.
    package private(set) var flowing: [Bool] = []
    /// Called with each piece of the body, after it was kept.
    package var bodyArrived: (() -> Void)?

    override package var isWritable: Bool { self.takesBytes }

    override package var isGone: Bool { self.hasLeft }

    override package var isHeadRequest: Bool { self.asksForHead }

    override package func sendHead(_ head: ReplyHead) {
        self.heads.append(head)
    }

    override package func sendBody(_ bytes: ByteBuffer) {
        if self.heads.isEmpty || self.isOver {
            self.misplaced += bytes.readableBytes
        }
        self.body.writeImmutableBuffer(bytes)
        self.bodyArrived?()
    }

    override package func flush() {
        self.flushes += 1
    }

    override package func sendEnd() {
        self.ends += 1
    }

    override package func abort() {
        self.aborts += 1
    }

    override package func setRequestBodyFlowing(_ isFlowing: Bool) {
        self.flowing.append(isFlowing)
    }

    /// Status of the reply; 0 while there is none.
    package var status: Int { self.heads.first?.status ?? 0 }

    /// Body as text.
    package var text: String { String(buffer: self.body) }

    /// Whether the reply was ended or broken off.
    package var isOver: Bool { self.ends + self.aborts > 0 }

    /// Whether one head came, then its body, and then the end or a breaking off, once.
    package var isWellFormed: Bool {
        self.heads.count == 1 && self.misplaced == 0 && self.ends + self.aborts == 1
            && self.heads.allSatisfy {
                $0.contentLength == nil || self.aborts > 0 || $0.contentLength == self.body.readableBytes
            }
    }

    /// Value of a header of the reply; nil if there is none of that name.
    package func header(_ name: String) -> String? {
        self.headers(name).first
    }

    /// Values of all headers of a name.
    package func headers(_ name: String) -> [String] {
        guard let head = self.heads.first else { return [] }
        return String(buffer: head.lines).split(separator: "\r\n").compactMap { line in
            guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name else { return nil }
            return String(line[line.index(after: colon)...].drop { $0 == " " })
        }
    }
}

/// Keeps what settled and what was refused.
package final class RecordingObserver: ExchangeObserver {
    /// Settled exchanges, in order.
    package private(set) var settled: [Exchange] = []
    /// Refusals, in order.
    package private(set) var refused: [ErrorCode] = []

    /// Creates an observer that has seen nothing.
    package init() {}

    package func exchangeSettled(_ exchange: Exchange) {
        self.settled.append(exchange)
    }

    package func requestRefused(_ error: GatewayError) {
        self.refused.append(error.code)
    }
}
