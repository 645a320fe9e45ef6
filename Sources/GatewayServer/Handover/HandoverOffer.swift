import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A running process's offer of its listening sockets to a process that is to replace it.
///
/// One new process is served at a time, on a queue of its own, since descriptors travel by calls that block.
package final class HandoverOffer: Sendable {
    /// What the offer needs of the gateway, and what it tells it. Called on the offer's queue.
    package struct Owner: Sendable {
        /// Copies of the listening sockets, which the offer closes; nil where they are not to be had any more.
        package var sockets: @Sendable () -> (data: [Int32], admin: [Int32])?
        /// Stops accepting, so that only the new process does; returns when that is so.
        package var release: @Sendable () -> Void
        /// Learns that the sockets are with another process now.
        package var released: @Sendable () -> Void
        /// Learns why a new process did not get the sockets, or gave up; this one serves on.
        package var abandoned: @Sendable (HandoverFault) -> Void

        /// Creates an owner.
        package init(
            sockets: @escaping @Sendable () -> (data: [Int32], admin: [Int32])?,
            release: @escaping @Sendable () -> Void,
            released: @escaping @Sendable () -> Void,
            abandoned: @escaping @Sendable (HandoverFault) -> Void
        ) {
            self.sockets = sockets
            self.release = release
            self.released = released
            self.abandoned = abandoned
        }
    }

    private struct State {
        /// Wakes the queue when somebody asks; nil once that is over.
        var source: (any DispatchSourceRead)?
        var link: HandoverLink?
        var isReleased = false
        var isStopped = false
    }

    /// How long a new process may take for its first word.
    private static let helloTime = Duration.seconds(5)
    /// How long a new process may take from the sockets to being ready: it has read its configuration by then.
    private static let readyTime = Duration.seconds(60)

    private let path: HandoverPath
    private let descriptor: Int32
    private let identity: (device: UInt64, inode: UInt64)?
    private let owner: Owner
    private let state = Mutex(State())

    private init(_ path: HandoverPath, _ descriptor: Int32, _ owner: Owner) {
        self.path = path
        self.descriptor = descriptor
        self.identity = try? path.occupant()
        self.owner = owner
    }

    /// Offers the sockets at a path; throws where nobody could ask for them there.
    package static func start(at path: HandoverPath, owner: Owner) throws(HandoverFault) -> HandoverOffer {
        let descriptor = try path.listen()
        let offer = HandoverOffer(path, descriptor, owner)
        let queue = DispatchQueue(label: "signalbox.handover")
        offer.state.withLock { state in
            let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
            source.setEventHandler { offer.accept() }
            source.setCancelHandler { HandoverLink.close([descriptor]) }
            source.resume()
            state.source = source
        }
        return offer
    }

    /// Ends the offer.
    ///
    /// The socket's name goes before any connection does, so that it is never another process's that is removed: who
    /// takes over waits for the end of its connection before it puts its own there.
    ///
    /// - Returns: whether the sockets are with another process.
    @discardableResult
    package func stop() -> Bool {
        let (link, isReleased, wasStopped) = self.state.withLock { state in
            defer { state.isStopped = true }
            return (state.link, state.isReleased, state.isStopped)
        }
        guard !wasStopped else { return isReleased }
        if !isReleased, let identity = self.identity, let there = try? self.path.occupant(), identity == there {
            unlink(self.path.text)
        }
        if !isReleased {
            link?.end()
        }
        self.stopListening()
        return isReleased
    }

    private func stopListening() {
        self.state.withLock { state in
            state.source?.cancel()
            state.source = nil
        }
    }

    private func accept() {
        #if canImport(Glibc)
            let accepted = Glibc.accept(self.descriptor, nil, nil)
        #else
            let accepted = Darwin.accept(self.descriptor, nil, nil)
        #endif
        guard accepted >= 0 else {
            // Out of descriptors: the connection waits, and asking again at once would only burn a core.
            usleep(100_000)
            return
        }
        _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
        let link = HandoverLink(accepted)
        let isOpen = self.state.withLock { state in
            guard !state.isStopped, !state.isReleased else { return false }
            state.link = link
            return true
        }
        defer { self.state.withLock { $0.link = nil } }
        do throws(HandoverFault) {
            try link.checkPeer()
            guard isOpen else { throw .refused }
            try self.handOver(link)
        } catch {
            try? link.send(.refused)
            self.owner.abandoned(error)
        }
    }

    private static func send(
        _ sockets: (data: [Int32], admin: [Int32]),
        over link: HandoverLink
    ) throws(HandoverFault) {
        defer { HandoverLink.close(sockets.data + sockets.admin) }
        try link.sendAll(.dataSockets, sockets.data)
        try link.sendAll(.adminSockets, sockets.admin)
        try link.send(.complete)
    }

    private func handOver(_ link: HandoverLink) throws(HandoverFault) {
        guard try link.receive(within: Self.helloTime).message == .hello else { throw .unexpected }
        guard let sockets = self.owner.sockets() else { throw .refused }
        try Self.send(sockets, over: link)
        guard try link.receive(within: Self.readyTime).message == .ready else { throw .unexpected }
        let isFirst = self.state.withLock { state in
            defer { state.isReleased = state.isReleased || !state.isStopped }
            return !state.isStopped
        }
        // A process that is stopping has closed its sockets, or is about to.
        guard isFirst else { return }
        self.owner.release()
        // From here on nobody is behind the name; the new process puts its own there.
        shutdown(self.descriptor, Int32(SHUT_RDWR))
        self.stopListening()
        try? link.send(.released)
        self.owner.released()
    }
}
