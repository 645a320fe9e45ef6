import NIOCore
import Synchronization

/// A request's place in a deployment's queue, and the one who waits on its loop.
///
/// `@unchecked Sendable`: `grant` and `refuse` may be called on any thread and only hop to the ticket's loop; all else
/// is touched on that loop.
package final class QueueTicket: @unchecked Sendable {
    /// How waiting ended.
    package enum End: Sendable {
        /// There is a place.
        case granted
        /// Somebody with a higher priority took it.
        case refused
        /// The client left.
        case clientGone
        /// The wait took too long.
        case timedOut
    }

    private let loop: LoopState
    /// Whether a place was granted; set with the deployment's lock held, so that whoever leaves the queue late knows.
    private let isGranted = Atomic<Bool>(false)
    private var continuation: UnsafeContinuation<End, Never>?
    private var end: End?
    private var timer: TicketTimer?

    /// Creates a ticket of a loop.
    package init(loop: LoopState) {
        self.loop = loop
    }

    /// There is a place; call it with the deployment's lock held.
    func grant() {
        self.isGranted.store(true, ordering: .relaxed)
        self.deliver(.granted)
    }

    /// There will be none; call it with the deployment's lock held.
    func refuse() {
        self.deliver(.refused)
    }

    private func deliver(_ end: End) {
        // Always by the loop's queue: the caller may hold the deployment's lock.
        self.loop.eventLoop.execute { self.finish(end) }
    }

    /// Waits for the end, at most until a time, and ends with the client.
    func wait(on client: ClientStream, until deadline: UInt64) async -> End {
        guard !client.isGone else { return .clientGone }
        let timer = TicketTimer(self)
        self.timer = timer
        self.loop.timers.set(timer, to: deadline)
        client.listener = timer
        let end = await withUnsafeContinuation { (continuation: UnsafeContinuation<End, Never>) in
            if let end = self.end {
                continuation.resume(returning: end)
            } else {
                self.continuation = continuation
            }
        }
        self.loop.timers.cancel(timer)
        timer.ticket = nil
        self.timer = nil
        if client.listener === timer {
            client.listener = nil
        }
        return end
    }

    /// The first end counts.
    fileprivate func finish(_ end: End) {
        guard self.end == nil else { return }
        self.end = end
        let continuation = self.continuation
        self.continuation = nil
        continuation?.resume(returning: end)
    }

    /// Whether a place was granted, be it that waiting had ended otherwise before the word came.
    var wasGranted: Bool { self.isGranted.load(ordering: .relaxed) }
}

/// Wakes a ticket at the end of its patience, and when its client leaves.
private final class TicketTimer: WheelTimer, ClientStreamListener {
    var ticket: QueueTicket?

    init(_ ticket: QueueTicket) {
        self.ticket = ticket
        super.init()
    }

    override func fired(at now: UInt64) {
        self.ticket?.finish(.timedOut)
    }

    func clientBecameWritable() {}

    func clientWentAway() {
        self.ticket?.finish(.clientGone)
    }

    func requestBodyArrived(_ bytes: ByteBuffer?, isLast: Bool) {}
}
