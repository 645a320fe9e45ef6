package import GatewayWire

/// Something worth a log line, told on the simulator's event loop as it happens.
///
/// A listener must not block: streams of all clients wait for it.
package enum SimulatorEvent: Sendable, Equatable {
    /// The server accepts connections on this port.
    case listening(port: Int)
    /// A request was answered to its end.
    case answered(path: String, status: Int, tokens: Int)
    /// A request met a fault, drawn or asked for; streamed tokens before it are counted.
    case faulted(path: String, fault: Fault, tokens: Int)
    /// A client left before its answer was complete; nothing is generated for it any more.
    case abandoned(path: String, tokens: Int)
    /// Bytes were no HTTP request, and the connection is lost.
    case refused(HTTPRefusal)
    /// A connection beyond the limit was turned away.
    case turnedAway
}
