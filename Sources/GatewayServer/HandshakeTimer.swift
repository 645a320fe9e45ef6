import GatewayCore
import NIOCore

/// Closes a connection whose handshake takes too long.
final class HandshakeTimer: WheelTimer {
    private weak var context: ChannelHandlerContext?

    init(_ context: ChannelHandlerContext) {
        self.context = context
        super.init()
    }

    override func fired(at now: UInt64) {
        self.context?.close(promise: nil)
    }
}
