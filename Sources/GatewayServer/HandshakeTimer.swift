import GatewayCore
import NIOCore

/// Closes a connection whose handshake takes too long.
final class HandshakeTimer: WheelTimer {
    private weak var context: ChannelHandlerContext?

    init(_ context: ChannelHandlerContext) {
        self.context = context
        super.init()
    }

    /// Starts a timer for as long as a head may take.
    static func start(for context: ChannelHandlerContext, on loop: LoopState) -> HandshakeTimer {
        let timer = HandshakeTimer(context)
        loop.timers.set(timer, to: loop.now &+ loop.bounds.headTimeout)
        return timer
    }

    override func fired(at now: UInt64) {
        self.context?.close(promise: nil)
    }
}
