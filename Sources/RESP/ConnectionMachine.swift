package import NIOCore

/// The logic of one connection: which reply belongs to whom, who has waited long enough, and whether the server lives.
///
/// Redis answers in order, so the commands under way form a queue, and each reply belongs to its head. A caller who
/// leaves only loses its context: the entry stays until its reply has come, which is then dropped. Pushes never touch
/// the queue, except that the subscribing commands are answered by pushes. Does no I/O and reads no clock. `Context` is
/// what the caller wants back; tests pass a number.
package struct ConnectionMachine<Context>: ~Copyable {
    /// The times and bounds that the machine keeps.
    package struct Rules: Sendable {
        /// From the attempt's beginning to the end of the handshake.
        package var connectTimeout: TimeAmount
        /// After how long a silence a `PING` is due.
        package var keepalive: TimeAmount
        /// How long a server may say nothing while it owes a reply.
        package var hangTimeout: TimeAmount
        /// How long a loading server is left alone.
        package var loadingRetry: TimeAmount
        /// How many commands may be unanswered.
        package var maxPendingCommands: Int
        /// How many bytes of commands may be unanswered.
        package var maxPendingBytes: Int

        /// Takes over what a node is configured to.
        package init(_ configuration: RedisNodeConfiguration) {
            self.connectTimeout = configuration.connectTimeout
            self.keepalive = configuration.keepalive
            self.hangTimeout = configuration.hangTimeout
            self.loadingRetry = configuration.loadingRetry
            self.maxPendingCommands = configuration.maxPendingCommands
            self.maxPendingBytes = configuration.maxPendingBytes
        }
    }

    /// What is to be done with something that the server said.
    package enum Delivery {
        /// Give it to the caller.
        case reply(Context, RESPValue)
        /// An out-of-band message.
        case push(RESPValue)
        /// Nobody waits for it any more.
        case skipped
        /// The answer to a probe, in time.
        case probed
        /// Nothing to do.
        case nothing
        /// The handshake is over.
        case ready
        /// The server will not have us: close.
        case refused(RedisError)
        /// Nobody had asked: close, since no later reply can be trusted either.
        case unexpected
    }

    /// Why a connection is to be closed.
    package enum Ending: Sendable, Equatable {
        /// The handshake took too long.
        case connectTimeout
        /// The server says nothing any more.
        case hung
    }

    /// What is due at some time.
    package struct Due {
        /// Callers who have waited long enough, in the order of their commands.
        package var expired: [Context] = []
        /// Whether a probe has not been answered in time.
        package var probeFailed = false
        /// Whether a `PING` is to be sent, announced by `enqueueKeepalive`.
        package var ping = false
        /// Whether the handshake is to be sent again.
        package var handshake = false
        /// Whether the connection is to be closed.
        package var ending: Ending?
    }

    private enum State {
        case opening
        case shakingHands
        case loading(until: NIODeadline)
        case ready
        case closed
    }

    private enum Owner {
        /// A caller who can be found by the ticket's number.
        case caller(Context)
        /// A caller on this very connection, without a ticket.
        case direct(Context)
        case abandoned
        case handshake(Handshake.Step)
        case probe
        case keepalive
    }

    private struct Pending {
        var owner: Owner
        /// Never lower than that of the entry before.
        let number: UInt64
        let deadline: NIODeadline
        let sentAt: NIODeadline
        let bytes: Int
        /// How many pushes are still to come in place of a reply.
        var confirmations: Int
    }

    private let rules: Rules
    /// When the attempt began, or the handshake was repeated.
    private var beganAt: NIODeadline
    private var state = State.opening
    private var handshake = Handshake()
    private var queue = CircularBuffer<Pending>()
    private var heardAt: NIODeadline
    /// The earliest deadline of the entries that have one, or earlier.
    private var firstDeadline = NIODeadline.distantFuture
    private var scannedAt = NIODeadline.uptimeNanoseconds(0)
    /// The bytes of all commands under way.
    package private(set) var pendingBytes = 0

    /// A machine for an attempt that begins now.
    package init(_ rules: Rules, at now: NIODeadline) {
        self.rules = rules
        self.beganAt = now
        self.heardAt = now
    }

    /// Whether commands may be given.
    package var isReady: Bool {
        guard case .ready = self.state else { return false }
        return true
    }

    /// How many replies the server owes, those that nobody waits for included.
    package var pendingCount: Int { self.queue.count }

    /// Whether so many more commands, of so many bytes, keep the bounds.
    package func hasRoom(for count: Int, bytes: Int) -> Bool {
        self.queue.count + count <= self.rules.maxPendingCommands
            && self.pendingBytes + bytes <= self.rules.maxPendingBytes
    }

    /// Notes a command that has just been written, by the number of its ticket.
    package mutating func enqueue(
        _ context: Context,
        number: UInt64,
        bytes: Int,
        confirmations: Int = 0,
        deadline: NIODeadline,
        at now: NIODeadline
    ) {
        self.append(.caller(context), number, bytes, confirmations, deadline: deadline, at: now)
    }

    /// Notes a command of somebody who holds the connection itself; it has no ticket.
    package mutating func enqueueDirect(
        _ context: Context,
        bytes: Int,
        confirmations: Int = 0,
        deadline: NIODeadline,
        at now: NIODeadline
    ) {
        self.append(.direct(context), self.lastNumber, bytes, confirmations, deadline: deadline, at: now)
    }

    /// Notes a `PING` by which the breaker probes the server.
    package mutating func enqueueProbe(deadline: NIODeadline, at now: NIODeadline) {
        self.append(.probe, self.lastNumber, 0, 0, deadline: deadline, at: now)
    }

    /// Notes a `PING` that keeps the connection alive.
    package mutating func enqueueKeepalive(at now: NIODeadline) {
        self.append(.keepalive, self.lastNumber, 0, 0, deadline: .distantFuture, at: now)
    }

    /// Notes one question of the handshake.
    package mutating func enqueueHandshake(_ step: Handshake.Step, at now: NIODeadline) {
        self.state = .shakingHands
        self.append(.handshake(step), self.lastNumber, 0, 0, deadline: .distantFuture, at: now)
    }

    private var lastNumber: UInt64 { self.queue.last?.number ?? 0 }

    private mutating func append(
        _ owner: Owner,
        _ number: UInt64,
        _ bytes: Int,
        _ confirmations: Int,
        deadline: NIODeadline,
        at now: NIODeadline
    ) {
        self.queue.append(
            Pending(
                owner: owner,
                number: number,
                deadline: deadline,
                sentAt: now,
                bytes: bytes,
                confirmations: confirmations
            )
        )
        self.pendingBytes += bytes
        if deadline < self.firstDeadline { self.firstDeadline = deadline }
    }
}

// MARK: - What the server says

extension ConnectionMachine {
    /// Bytes have come: the server lives, even if no value is complete yet.
    package mutating func heard(at now: NIODeadline) { self.heardAt = now }

    /// A complete value has come.
    package mutating func received(_ value: RESPValue) -> Delivery {
        if case .push(let elements) = value {
            guard let head = self.queue.first, head.confirmations > 0, Self.confirms(elements) else {
                return .push(value)
            }
            self.queue[self.queue.startIndex].confirmations -= 1
            guard head.confirmations == 1 else { return .nothing }
        }
        guard let entry = self.queue.popFirst() else { return .unexpected }
        self.pendingBytes -= entry.bytes
        if self.queue.isEmpty { self.firstDeadline = .distantFuture }
        switch entry.owner {
        case .caller(let context), .direct(let context): return .reply(context, value)
        case .abandoned: return .skipped
        case .probe: return .probed
        case .keepalive: return .nothing
        case .handshake(let step): return self.progress(step, value)
        }
    }

    private mutating func progress(_ step: Handshake.Step, _ value: RESPValue) -> Delivery {
        switch self.handshake.answered(step, value) {
        case .onward: return .nothing
        case .refused(let error): return .refused(error)
        case .later:
            self.state = .loading(until: self.heardAt + self.rules.loadingRetry)
            return .nothing
        case .ready:
            self.state = .ready
            return .ready
        }
    }

    private static func confirms(_ push: [RESPValue]) -> Bool {
        guard let kind = push.first else { return false }
        return ["subscribe", "psubscribe", "ssubscribe", "unsubscribe", "punsubscribe", "sunsubscribe"]
            .contains { kind.spells($0) }
    }
}

// MARK: - Giving up

extension ConnectionMachine {
    /// The caller leaves: its context, or nil when its reply has come already. The reply will be skipped.
    package mutating func cancel(_ number: UInt64) -> Context? {
        var low = self.queue.startIndex
        var count = self.queue.count
        while count > 0 {
            let half = count / 2
            let middle = self.queue.index(low, offsetBy: half)
            if self.queue[middle].number < number {
                low = self.queue.index(after: middle)
                count -= half + 1
            } else {
                count = half
            }
        }
        while low != self.queue.endIndex, self.queue[low].number == number {
            if case .caller(let context) = self.queue[low].owner {
                self.queue[low].owner = .abandoned
                return context
            }
            low = self.queue.index(after: low)
        }
        return nil
    }

    /// The connection has ended: everybody who still waits, in order.
    package mutating func closed() -> [Context] {
        self.state = .closed
        let waiting = self.queue.compactMap { entry -> Context? in
            switch entry.owner {
            case .caller(let context), .direct(let context): return context
            case .abandoned, .handshake, .probe, .keepalive: return nil
            }
        }
        self.queue.removeAll()
        self.pendingBytes = 0
        self.firstDeadline = .distantFuture
        return waiting
    }
}

// MARK: - Time

extension ConnectionMachine {
    /// When `due` must be asked next. One timer serves all commands; it may come too early, never too late by more than
    /// a millisecond.
    package var nextWake: NIODeadline {
        switch self.state {
        case .closed: return .distantFuture
        case .opening, .shakingHands: return self.connectDeadline
        case .loading(let until): return until
        case .ready:
            guard let head = self.queue.first else { return self.heardAt + self.rules.keepalive }
            let hang = max(self.heardAt, head.sentAt) + self.rules.hangTimeout
            // Commands with many different deadlines must not make the queue be walked through for each of them.
            return min(hang, max(self.firstDeadline, self.scannedAt + .milliseconds(1)))
        }
    }

    /// What is due by now.
    package mutating func due(at now: NIODeadline) -> Due {
        var due = Due()
        switch self.state {
        case .closed: break
        case .opening, .shakingHands:
            if now >= self.connectDeadline { due.ending = .connectTimeout }
        case .loading(let until):
            guard now >= until else { break }
            due.handshake = true
            self.beganAt = now
        case .ready:
            if now >= self.firstDeadline { self.expire(at: now, into: &due) }
            if let head = self.queue.first {
                if now >= max(self.heardAt, head.sentAt) + self.rules.hangTimeout { due.ending = .hung }
            } else {
                due.ping = now >= self.heardAt + self.rules.keepalive
            }
        }
        return due
    }

    private var connectDeadline: NIODeadline { self.beganAt + self.rules.connectTimeout }

    private mutating func expire(at now: NIODeadline, into due: inout Due) {
        self.scannedAt = now
        var first = NIODeadline.distantFuture
        for index in self.queue.indices {
            let deadline = self.queue[index].deadline
            switch self.queue[index].owner {
            case .abandoned, .handshake, .keepalive: continue
            case .caller(let context), .direct(let context):
                if deadline <= now { due.expired.append(context) }
            case .probe:
                if deadline <= now { due.probeFailed = true }
            }
            if deadline <= now {
                self.queue[index].owner = .abandoned
            } else {
                first = min(first, deadline)
            }
        }
        self.firstDeadline = first
    }
}
