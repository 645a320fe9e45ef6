import NIOCore

/// A wait on the loop's timers that ends early when the client leaves.
final class LoopPause: WheelTimer, ClientStreamListener {
    private var continuation: UnsafeContinuation<Bool, Never>?

    /// Waits until a time.
    ///
    /// - Returns: false if the client left meanwhile.
    static func wait(_ exchange: Exchange, until deadline: UInt64) async -> Bool {
        let client = exchange.client
        // It may have left between the attempt's end and now, when nobody listened.
        guard !client.isGone else { return false }
        let pause = LoopPause()
        client.listener = pause
        exchange.loop.timers.set(pause, to: deadline)
        let isThere = await withUnsafeContinuation { (continuation: UnsafeContinuation<Bool, Never>) in
            pause.continuation = continuation
        }
        exchange.loop.timers.cancel(pause)
        if client.listener === pause {
            client.listener = nil
        }
        return isThere && !client.isGone
    }

    private func finish(_ isThere: Bool) {
        let continuation = self.continuation
        self.continuation = nil
        continuation?.resume(returning: isThere)
    }

    override func fired(at now: UInt64) {
        self.finish(true)
    }

    func clientBecameWritable() {}

    func clientWentAway() {
        self.finish(false)
    }

    func requestBodyArrived(_ bytes: ByteBuffer?, isLast: Bool) {}
}
