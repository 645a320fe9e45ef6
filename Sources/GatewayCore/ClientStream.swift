public import NIOCore

/// Head of a reply to the client, without framing headers.
public struct ReplyHead {
    /// Status code.
    public var status: Int
    /// Header lines, each `name: value` and CRLF, names in lower case; no framing or connection headers among them.
    public var lines: ByteBuffer
    /// Length of the body where it is known; else the body is framed by the protocol.
    public var contentLength: Int?

    /// Creates a head.
    public init(status: Int, lines: ByteBuffer, contentLength: Int?) {
        self.status = status
        self.lines = lines
        self.contentLength = contentLength
    }
}

/// What a relay wants to hear from the client's side of an exchange.
public protocol ClientStreamListener: AnyObject {
    /// The client takes bytes again after `isWritable` was false.
    func clientBecameWritable()
    /// The client went away or was cut off; nothing more can be sent.
    func clientWentAway()
    /// More of a request body that is streamed; `isLast` with the end.
    func requestBodyArrived(_ bytes: ByteBuffer?, isLast: Bool)
}

/// The client's side of one exchange: where reply bytes go.
///
/// A base class and not a protocol, so that a chunk crosses it by a table call and no existential. One subclass per
/// protocol version, in `GatewayServer`. Confined to the loop; `send` calls only queue, bytes leave once per loop tick.
open class ClientStream: FlushTarget {
    /// Hears of writability and of the client's end; set while an attempt runs, and taken back at its end.
    ///
    /// Strong, because a weak reference costs an allocation per attempt.
    public final var listener: (any ClientStreamListener)?

    /// Whether the client takes more bytes now; false asks the relay to stop reading from the provider.
    open var isWritable: Bool { false }

    /// Whether the client is gone.
    open var isGone: Bool { true }

    /// Whether the request asks for no body (`HEAD`).
    open var isHeadRequest: Bool { false }

    /// Sends the head; once.
    open func sendHead(_ head: ReplyHead) {}

    /// Sends bytes of the body.
    open func sendBody(_ bytes: ByteBuffer) {}

    /// Takes note of an event of the reply that this client did not ask for: the usage report of a stream.
    open func noteHidden(_ event: UnsafeRawBufferPointer) {}

    /// Lets the queued bytes go at the end of this loop tick.
    open func flush() {}

    /// Ends the reply, and flushes; once, and after it nothing.
    open func sendEnd() {}

    /// Sends head and whole body at once.
    open func sendWhole(_ head: ReplyHead, body: ByteBuffer) {
        self.sendHead(head)
        if body.readableBytes > 0 {
            self.sendBody(body)
        }
        self.sendEnd()
    }

    /// Breaks the reply off so that the client cannot take it for complete.
    open func abort() {}

    /// Lets the rest of a streamed request body flow (true) or holds it back (false).
    open func setRequestBodyFlowing(_ isFlowing: Bool) {}
}
