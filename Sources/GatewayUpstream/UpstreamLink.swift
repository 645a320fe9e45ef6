import GatewayCore
import NIOCore

/// One request's hold on a connection to a provider: a whole HTTP/1.1 connection, or one stream of an HTTP/2 one.
///
/// A base class and not a protocol for the same reason as `ClientStream`: each chunk passes here.
class UpstreamLink: FlushTarget {
    /// Wakes the relay that holds the link; belongs to the link, so that an attempt sets no timer of its own.
    let timer = RelayTimer()

    /// Whether the connection had served a request before this one, so that it may have been closed meanwhile.
    var isReused: Bool { false }

    /// Writes head and as much of the body as has arrived, and flushes.
    func send(_ request: UpstreamRequest) {}

    /// Writes more of a streamed body and flushes; nil ends the body without more.
    func sendBody(_ bytes: ByteBuffer?, isLast: Bool) {}

    /// Stops (false) or resumes (true) reading from the provider.
    func setReading(_ isReading: Bool) {}

    /// Gives the request up: an HTTP/1.1 connection is closed, an HTTP/2 stream is reset. The relay hears no more.
    func cancel() {}
}

/// A timer that wakes whichever relay it serves now.
final class RelayTimer: WheelTimer {
    var relay: Relay?

    override func fired(at now: UInt64) {
        self.relay?.fired(at: now)
    }
}

/// What a link needs to write a request.
struct UpstreamRequest {
    /// The exchange that asks.
    let exchange: Exchange
    /// Where it goes.
    let target: Target
    /// What is changed in the body.
    let patch: BodyPatch
    /// Length of the body as it is sent; nil where it is streamed without a length.
    let bodyLength: Int?
}
