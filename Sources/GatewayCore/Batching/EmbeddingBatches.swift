import GatewayWire
import NIOCore

/// What merging has come to on one loop, since the start.
package struct BatchingCounts: Sendable, Equatable {
    /// Calls that were made for several requests.
    package var calls = 0
    /// Requests that were part of such a call.
    package var requests = 0
    /// Requests that waited for others in vain.
    package var alone = 0
    /// Calls that the provider refused, so that each request was asked by itself.
    package var refused = 0

    /// Creates counts.
    package init(calls: Int = 0, requests: Int = 0, alone: Int = 0, refused: Int = 0) {
        self.calls = calls
        self.requests = requests
        self.alone = alone
        self.refused = refused
    }

    /// Adds those of another loop.
    package mutating func add(_ other: BatchingCounts) {
        self.calls += other.calls
        self.requests += other.requests
        self.alone += other.alone
        self.refused += other.refused
    }
}

/// Merges requests for embeddings that come at the same time, differ in their inputs only and go to one deployment.
///
/// The call is an exchange of its own with one attempt: it takes the deployment's place, and its outcome is told to the
/// deployment's health once. What follows a failure is decided for each request by its own course, so a fault costs
/// nobody more than it would have; only a refusal (400, 413, 422) sends each by itself, since one of them is at fault.
/// Merging is left off for a while at a deployment that refuses again and again.
///
/// The provider reports one sum of tokens. Its shares go by the bytes of the texts, or by the token numbers, with the
/// method of largest remainders, so that they add up. Requests of several callers may share a call: the provider sees the
/// gateway's credential either way, and `user`, where it is given, has to be the same.
///
/// Confined to its loop; requests of other loops are not waited for.
package final class EmbeddingBatches {
    /// Batches that are open at a time.
    package static let maxOpen = 64
    /// Refused calls in a row after which a deployment's requests go by themselves.
    private static let strikes = 3
    /// Nanoseconds for which they do.
    private static let rest: UInt64 = 10_000_000_000
    /// A caller's own deadline must leave this many windows.
    private static let patience: UInt64 = 4
    private static let refusals: Set<Int> = [400, 413, 422]

    private unowned let loop: LoopState
    private var machine = BatchMachine<BatchKind, BatchMember>(maxOpen: EmbeddingBatches.maxOpen)
    private var reader = BatchKindReader()
    private var armedFor: UInt64 = .max
    private var armed: Scheduled<Void>?
    private var refusers: [String: (strikes: Int, until: UInt64)] = [:]
    /// What merging has come to.
    package private(set) var counts = BatchingCounts()

    init(_ loop: LoopState) {
        self.loop = loop
    }

    // MARK: Joining

    /// What a request waits with whose attempt on a target is about to begin; nil where it goes by itself.
    func member(for exchange: Exchange, on target: Target) -> BatchMember? {
        guard let group = exchange.group, let settings = group.group.batching, exchange.endpoint == .embeddings,
            exchange.isBodyComplete, exchange.attempts == 0, !exchange.isProbe, !exchange.client.isGone,
            let scan = exchange.scan
        else { return nil }
        let window = settings.window.wholeNanoseconds
        let now = self.loop.now
        let body = exchange.body
        guard window > 0, body.readableBytes < settings.maxBytes, !self.isResting(target, at: now),
            Self.hasTime(exchange, for: window, on: target, at: now),
            let split = EmbeddingRequestSplit(scan, in: body.readableBytesSpan, maxInputs: settings.maxInputs),
            let kind = self.reader.kind(of: exchange, on: target, group, split)
        else { return nil }
        return BatchMember(exchange, split, kind, on: target)
    }

    /// Takes a member in, whose attempt is counted; it is to wait then.
    ///
    /// - Returns: false where too many batches are open, or the request is too large to share a call.
    func join(_ member: BatchMember) -> Bool {
        guard let settings = member.exchange.group?.group.batching else { return false }
        let now = self.loop.now
        member.exchange.sentAt = now
        let offer = self.machine.offer(
            member,
            kind: member.kind,
            inputs: member.split.elements.count,
            bytes: member.exchange.body.readableBytes,
            limits: .init(
                window: settings.window.wholeNanoseconds,
                maxInputs: settings.maxInputs,
                maxBytes: settings.maxBytes
            ),
            at: now
        )
        member.ticket = offer.ticket
        offer.ready.forEach { self.send($0) }
        self.arm()
        return offer.isTaken
    }

    /// Whether the request can wait: a deadline of the caller's own leaves enough for the answer after it.
    private static func hasTime(
        _ exchange: Exchange,
        for window: UInt64,
        on target: Target,
        at now: UInt64
    ) -> Bool {
        let left = exchange.deadline.elapsed(since: now)
        guard left > window.times(self.patience) else { return false }
        guard exchange.hasCallerDeadline,
            let usual = target.health.latency(
                50,
                isStream: false,
                bodyBytes: exchange.body.readableBytes,
                at: now
            )
        else { return true }
        return left > window.later(by: usual)
    }

    private func isResting(_ target: Target, at now: UInt64) -> Bool {
        guard let refuser = self.refusers[target.deployment.id] else { return false }
        return refuser.strikes >= Self.strikes && refuser.until > now
    }

    /// Takes a member out whose batch is open.
    func withdraw(_ member: BatchMember) {
        guard let ticket = member.ticket else { return }
        member.ticket = nil
        _ = self.machine.withdraw(ticket)
    }

    // MARK: Time

    private func arm() {
        // The loop's wheel is too coarse for a window of some milliseconds.
        guard let due = self.machine.nextDue, due < self.armedFor else { return }
        self.armed?.cancel()
        self.armedFor = due
        let this = NIOLoopBound(self, eventLoop: self.loop.eventLoop)
        self.armed = self.loop.eventLoop.scheduleTask(deadline: .uptimeNanoseconds(due)) {
            this.value.wake()
        }
    }

    private func wake() {
        self.armed = nil
        self.armedFor = .max
        for batch in self.machine.due(at: self.loop.now) {
            self.send(batch)
        }
        self.arm()
    }

    // MARK: The call

    private func send(_ members: [BatchMember]) {
        for member in members {
            member.ticket = nil
        }
        let now = self.loop.now
        for member in members {
            member.exchange.queuedFor &+= now.elapsed(since: member.exchange.sentAt)
            member.exchange.sentAt = now
        }
        // The call's exchange would keep a snapshot that its members do not.
        guard members.count > 1, members[0].exchange.snapshot.version == self.loop.snapshot.version,
            let call = BatchCall(members, on: members[0].target, lines: members[0].kind.lines, at: now)
        else {
            self.counts.alone += members.count
            members.forEach { $0.finish(.alone) }
            return
        }
        self.counts.calls += 1
        self.counts.requests += members.count
        let bound = NIOLoopBound((self, call), eventLoop: self.loop.eventLoop)
        Task.immediate(executorPreference: self.loop.executor) {
            let (this, call) = bound.value
            await this.run(call)
        }
    }

    private func run(_ call: BatchCall) async {
        let carrier = call.exchange
        var failure: GatewayError?
        var hasPlace = true
        do throws(GatewayError) {
            guard let upstream = self.loop.upstream else {
                throw GatewayError(.internalError, "The gateway is not ready.")
            }
            carrier.sentAt = self.loop.now
            if call.target.health.isLimited {
                hasPlace = false
                try await Pipeline.takePlace(carrier, at: call.target)
                hasPlace = true
            }
            try await upstream.attempt(carrier, on: call.target)
        } catch {
            failure = error
        }
        if hasPlace {
            AttemptReport.send(carrier, call.target, failure)
        }
        carrier.settle()
        if let failure {
            self.spread(failure, call)
        } else {
            self.deliver(call)
        }
        call.close()
    }

    private func deliver(_ call: BatchCall) {
        guard let parts = call.parts() else {
            // A reply that does not fit its inputs may be due to their number: each is asked by itself.
            self.refuse(
                call,
                GatewayError(.providerBadResponse, "The provider's answer does not fit the inputs it was sent.")
            )
            return
        }
        self.refusers[call.target.deployment.id] = nil
        let shares = call.exchange.usage?.shares(weights: call.members.map(\.weight))
        let lines = call.providerLines
        let body = call.body
        for (place, member) in call.members.enumerated() {
            let usage = shares?[place]
            member.exchange.queuedFor &+= call.exchange.queuedFor
            member.take(usage, from: call.exchange, lines: lines) {
                ByteBuffer(bytes: parts.body(of: place, from: body.readableBytesSpan, usage: usage))
            }
        }
    }

    private func spread(_ failure: GatewayError, _ call: BatchCall) {
        guard failure.providerReply == nil || !Self.refusals.contains(failure.status) else {
            self.refuse(call, failure)
            return
        }
        for member in call.members {
            member.exchange.providerStatus = call.exchange.providerStatus
            member.exchange.waitedForProvider &+= call.exchange.waitedForProvider
            member.finish(member.isLate ? .answered : .failed(failure))
        }
    }

    private func refuse(_ call: BatchCall, _ failure: GatewayError) {
        let id = call.target.deployment.id
        let strikes = (self.refusers[id]?.strikes ?? 0) + 1
        self.refusers[id] = (min(strikes, Self.strikes), self.loop.now.later(by: Self.rest))
        self.counts.refused += 1
        for member in call.members {
            member.exchange.providerStatus = call.exchange.providerStatus
            member.exchange.waitedForProvider &+= call.exchange.waitedForProvider
            if member.hasLeft {
                member.finish(.failed(GatewayError(.clientClosedRequest, "The client closed the connection.")))
            } else {
                member.finish(member.isLate ? .answered : .refused(failure))
            }
        }
    }
}
