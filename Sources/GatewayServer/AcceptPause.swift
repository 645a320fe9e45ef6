import NIOCore

/// Pauses accepting while the process can open no more descriptors.
///
/// The kernel tells of a waiting connection as long as it waits, so a listener that cannot take it and asks again would
/// use up a core. The connection stays in the kernel's queue meanwhile.
final class AcceptPause: ChannelInboundHandler {
    typealias InboundIn = any Channel

    /// Short enough for nobody to notice, long enough to cost nothing.
    private static let pause = TimeAmount.milliseconds(100)

    private var isPaused = false

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Closing is the channel's own decision; what it survives is a lack of descriptors or memory.
        guard context.channel.isActive, !self.isPaused else { return }
        self.isPaused = true
        let channel = context.channel
        try? channel.syncOptions?.setOption(.autoRead, value: false)
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) {
            self.isPaused = false
            try? channel.syncOptions?.setOption(.autoRead, value: true)
        }
    }
}
