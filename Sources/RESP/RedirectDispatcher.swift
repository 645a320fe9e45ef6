import NIOCore

/// Carries commands over nodes that come and go: follows redirects, waits where waiting helps, and tells each caller
/// exactly once, within its deadline.
///
/// A command whose connection was lost is repeated only where that does no harm: it was never sent, or it only reads.
/// Confined to one event loop. Keeps ``RedisClient``'s promise never to call back from within `send`.
package final class RedirectDispatcher {
    /// What has happened to commands on their way.
    package struct Counters: Sendable, Hashable {
        /// MOVED errors.
        package var moved: UInt64 = 0
        /// ASK errors.
        package var asked: UInt64 = 0
        /// Waits between tries.
        package var waits: UInt64 = 0
        /// Commands that failed because there was no node for them, or too many waited already.
        package var refused: UInt64 = 0
    }

    /// One command with the slot of its keys.
    struct Piece {
        var command: RESPCommand
        var slot: HashSlot?
    }

    private static let asking = RESPCommand("ASKING")

    /// Who knows the nodes.
    package weak var routing: (any RedirectRouting)?
    /// What has happened so far.
    package private(set) var counters = Counters()
    /// Commands whose callers wait.
    package var underWay: Int { self.calls.count }
    /// Commands among them that wait between tries.
    package var waiting: Int { self.parked.count }

    private let eventLoop: any EventLoop
    private let limits: RedirectLimits
    private let mostWaiting: Int
    private var calls: [UInt64: RedirectCall] = [:]
    private var parked: [UInt64: RedirectCall] = [:]
    private var lastNumber: UInt64 = 0
    private var jitter: RedisJitter
    /// Above zero while a caller's `send` runs, from which nobody may be called back.
    private var sending = 0
    private var isClosed = false

    init(eventLoop: any EventLoop, limits: RedirectLimits, mostWaiting: Int, seed: UInt64) {
        self.eventLoop = eventLoop
        self.limits = limits
        self.mostWaiting = mostWaiting
        self.jitter = RedisJitter(seed: seed)
    }

    // MARK: What callers want

    /// Sends a command whose keys are all of one slot.
    func send(_ piece: Piece, within timeout: TimeAmount, _ done: @escaping (RedisReply) -> Void) -> RedisTicket {
        let call = self.makeCall(.single(piece.command, done), piece, self.eventLoop.now + timeout)
        self.begin([call])
        return RedisTicket(number: call.number)
    }

    /// Sends commands; those that go to the same node go right behind each other. Calls back with all replies in order.
    func send(
        _ pieces: [Piece],
        within timeout: TimeAmount,
        _ done: @escaping ([RedisReply]) -> Void
    ) -> RedisTicket {
        let first = self.lastNumber + 1
        let deadline = self.eventLoop.now + timeout
        let gathering = RedirectGathering(count: pieces.count, done: done)
        let calls = pieces.enumerated().map { index, piece in
            self.makeCall(.single(piece.command) { gathering.received($0, at: index) }, piece, deadline)
        }
        self.begin(calls)
        return RedisTicket(number: first, count: calls.count)
    }

    /// Sends commands that only make sense together and whose keys are all of one slot.
    func send(
        transaction commands: [RESPCommand],
        slot: HashSlot?,
        within timeout: TimeAmount,
        _ done: @escaping ([RedisReply]) -> Void
    ) -> RedisTicket {
        let piece = Piece(command: Self.asking, slot: slot)
        let call = self.makeCall(.transaction(commands, done), piece, self.eventLoop.now + timeout)
        self.begin([call])
        return RedisTicket(number: call.number)
    }

    /// Calls back on a later tick, for what is decided without sending anything. Not to be cancelled.
    func later(_ done: @escaping () -> Void) -> RedisTicket {
        self.lastNumber += 1
        self.eventLoop.assumeIsolated().execute(done)
        return RedisTicket(number: self.lastNumber, count: 0)
    }

    /// Gives up on what a ticket names.
    func cancel(_ ticket: RedisTicket) {
        guard ticket.count > 0 else { return }
        // No caller is called back before every try is given up: one callback could end the others' connections.
        var given: [RedirectCall] = []
        for offset in 0..<UInt64(ticket.count) {
            if let call = self.calls[ticket.number + offset] { given.append(call) }
        }
        let ended = given.compactMap { call in self.end(call).map { ($0, call.attempt) } }
        var last: RedisTicket?
        for case (_, let attempt?) in ended where attempt.ticket != last {
            last = attempt.ticket
            attempt.node.cancel(attempt.ticket)
        }
        for (payload, _) in ended { Self.tell(payload, .failure(.cancelled)) }
    }

    /// Tries all commands that wait between tries again: something changed for the better.
    func wake() {
        guard !self.parked.isEmpty else { return }
        let calls = self.parked.values.sorted { $0.number < $1.number }
        self.parked.removeAll(keepingCapacity: true)
        for call in calls {
            call.timer?.cancel()
            call.timer = nil
        }
        for call in calls where call.payload != nil { self.route(call) }
    }

    /// Fails all commands, and all later ones, as `disconnected`.
    func close() {
        guard !self.isClosed else { return }
        self.isClosed = true
        let ended = self.calls.values.sorted { $0.number < $1.number }.compactMap { self.end($0) }
        for payload in ended { Self.tell(payload, .failure(.disconnected)) }
    }

    // MARK: One call

    private func makeCall(_ payload: RedirectCall.Payload, _ piece: Piece, _ deadline: NIODeadline) -> RedirectCall {
        self.lastNumber += 1
        let call = RedirectCall(
            number: self.lastNumber,
            payload: payload,
            slot: piece.slot,
            isReadOnly: piece.command.isReadOnly,
            deadline: deadline
        )
        self.calls[call.number] = call
        return call
    }

    private func begin(_ calls: [RedirectCall]) {
        self.sending += 1
        defer { self.sending -= 1 }
        if self.isClosed {
            for call in calls { self.finish(call, .failure(.disconnected)) }
        } else if calls.count == 1 {
            self.route(calls[0])
        } else {
            self.routeTogether(calls)
        }
    }

    /// Sends the first tries of a pipeline: one pipeline per node.
    private func routeTogether(_ calls: [RedirectCall]) {
        var groups: [(node: RedisNode, calls: [RedirectCall])] = []
        for call in calls {
            guard case .node(let node)? = self.routing?.route(call) else {
                self.route(call)
                continue
            }
            if let index = groups.firstIndex(where: { $0.node === node }) {
                groups[index].calls.append(call)
            } else {
                groups.append((node, [call]))
            }
        }
        for (node, calls) in groups {
            let commands = calls.compactMap { call -> RESPCommand? in
                guard case .single(let command, _) = call.payload else { return nil }
                return command
            }
            let ticket = node.sendPipeline(commands, within: calls[0].deadline - self.eventLoop.now) { replies in
                for (call, reply) in zip(calls, replies) { self.ended(call, at: node, reply) }
            }
            for call in calls { call.attempt = (node, ticket) }
        }
    }

    private func route(_ call: RedirectCall) {
        switch self.routing?.route(call) {
        case nil: self.finish(call, .failure(.disconnected))
        case .node(let node): self.attempt(call, at: node, asking: false)
        case .wait(let cause): self.retry(call, cause, nil)
        case .fail(let error):
            self.counters.refused += 1
            self.finish(call, .failure(error))
        }
    }

    private func attempt(_ call: RedirectCall, at node: RedisNode, asking: Bool) {
        let rest = call.deadline - self.eventLoop.now
        guard rest > .zero else { return self.finish(call, .failure(call.lastError ?? .timedOut)) }
        let ticket: RedisTicket
        switch call.payload {
        case nil: return
        case .single(let command, _) where asking:
            ticket = node.sendPipeline([Self.asking, command], within: rest) { replies in
                self.ended(call, at: node, replies.last ?? .failure(.disconnected))
            }
        case .single(let command, _):
            ticket = node.send(command, within: rest) { self.ended(call, at: node, $0) }
        case .transaction(let commands, _):
            ticket = node.sendPipeline(commands, within: rest) { self.transactionEnded(call, at: node, $0) }
        }
        call.attempt = (node, ticket)
    }

    private func ended(_ call: RedirectCall, at node: RedisNode, _ reply: RedisReply) {
        guard call.payload != nil else { return }
        call.attempt = nil
        guard case .failure(let error) = reply else { return self.finish(call, reply) }
        if let cause = self.cause(of: error, for: call, at: node) {
            self.retry(call, cause, error)
        } else {
            self.finish(call, reply)
        }
    }

    private func transactionEnded(_ call: RedirectCall, at node: RedisNode, _ replies: [RedisReply]) {
        guard case .transaction(_, let done) = call.payload else { return }
        call.attempt = nil
        // Where a command was redirected, EXEC has thrown everything away.
        for case .failure(let error) in replies {
            guard var cause = self.cause(of: error, for: call, at: node) else { continue }
            // ASKING covers one command only, so the slot's journey is waited for.
            if case .refused(.ask) = cause { cause = .refused(.tryAgain) }
            return self.retry(call, cause, error)
        }
        if self.end(call) != nil { done(replies) }
    }

    /// Why a failed try may be repeated; nil where it may not.
    private func cause(of error: RedisError, for call: RedirectCall, at node: RedisNode) -> RedirectCause? {
        switch error {
        case .server(let error):
            guard let redirect = Redirect(error, host: node.configuration.address.host) else { return nil }
            return .refused(redirect)
        case .unavailable: return .unreachable
        case .clusterDown: return .refused(.clusterDown)
        case .disconnected where call.isReadOnly: return .unreachable
        case .disconnected, .timedOut, .protocol:
            self.routing?.tryEnded(.unreachable)
            return nil
        case .cancelled, .crossSlot, .noNode: return nil
        }
    }

    private func retry(_ call: RedirectCall, _ cause: RedirectCause, _ error: RedisError?) {
        switch cause {
        case .refused(.moved): self.counters.moved += 1
        case .refused(.ask): self.counters.asked += 1
        default: break
        }
        call.lastError = cause == .refused(.clusterDown) ? .clusterDown : error ?? Self.error(of: cause)
        self.routing?.tryEnded(cause)
        let now = self.eventLoop.now
        var action = self.next(call, cause, now)
        if case .send(let address, let asking) = action {
            if let node = self.routing?.node(at: address), node.isAvailable {
                return self.attempt(call, at: node, asking: asking)
            }
            action = self.next(call, .unreachable, now)
        }
        switch action {
        case .send, .giveUp: self.finish(call, .failure(call.lastError ?? .timedOut))
        case .route: self.route(call)
        case .wait(let time): self.park(call, until: time, now)
        }
    }

    private func next(_ call: RedirectCall, _ cause: RedirectCause, _ now: NIODeadline) -> RedirectMachine.Action {
        call.machine.next(
            after: cause,
            now: now.uptimeNanoseconds,
            deadline: call.deadline.uptimeNanoseconds,
            limits: self.limits,
            random: self.jitter.next()
        )
    }

    private static func error(of cause: RedirectCause) -> RedisError {
        switch cause {
        case .unowned: .noNode
        case .refused(.clusterDown): .clusterDown
        case .refused, .unreachable: .unavailable(retryAfter: .milliseconds(100))
        }
    }

    private func park(_ call: RedirectCall, until time: UInt64, _ now: NIODeadline) {
        guard self.parked.count < self.mostWaiting else {
            self.counters.refused += 1
            return self.finish(call, .failure(.unavailable(retryAfter: .milliseconds(100))))
        }
        self.counters.waits += 1
        self.parked[call.number] = call
        let deadline = NIODeadline.uptimeNanoseconds(time)
        call.timer = self.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            call.timer = nil
            guard self.parked.removeValue(forKey: call.number) != nil else { return }
            self.route(call)
        }
    }

    /// Tells the caller, now or, where its own `send` is still running, on the next tick.
    private func finish(_ call: RedirectCall, _ reply: RedisReply) {
        guard self.sending == 0 else {
            return self.eventLoop.assumeIsolated().execute { self.finish(call, reply) }
        }
        guard let payload = self.end(call) else { return }
        Self.tell(payload, reply)
    }

    /// Forgets a call; what is left is to tell its caller. Nil where that was done before.
    private func end(_ call: RedirectCall) -> RedirectCall.Payload? {
        guard let payload = call.payload else { return nil }
        call.payload = nil
        call.timer?.cancel()
        call.timer = nil
        self.calls[call.number] = nil
        self.parked[call.number] = nil
        return payload
    }

    private static func tell(_ payload: RedirectCall.Payload, _ reply: RedisReply) {
        switch payload {
        case .single(_, let done): done(reply)
        case .transaction(let commands, let done): done(Array(repeating: reply, count: commands.count))
        }
    }
}
