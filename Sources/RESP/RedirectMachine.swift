/// How often and how long one command may be sent anew.
package struct RedirectLimits: Hashable, Sendable {
    /// How often a command follows MOVED and ASK in all.
    package var redirects: Int
    /// The first wait before a command is sent again, in nanoseconds; each further one is twice as long.
    package var firstWait: UInt64
    /// The longest wait, in nanoseconds.
    package var longestWait: UInt64

    /// Limits; by default 16 redirects, and waits from 8 ms to 256 ms.
    package init(redirects: Int = 16, firstWait: UInt64 = 8_000_000, longestWait: UInt64 = 256_000_000) {
        self.redirects = redirects
        self.firstWait = max(firstWait, 1)
        self.longestWait = max(longestWait, self.firstWait)
    }
}

/// Why a command that was not carried out is to be sent again.
package enum RedirectCause: Hashable, Sendable {
    /// The server said so.
    case refused(Redirect)
    /// The node could not be reached, or the connection ended and the command may be repeated.
    case unreachable
    /// No node is known to own the slot.
    case unowned
}

/// Follows one command through a cluster that changes: where to send it next, when, and when to give up.
///
/// It waits only inside the command's deadline: where the next try would come too late, it gives up at once.
package struct RedirectMachine: Sendable {
    /// What is to be done with the command.
    package enum Action: Hashable, Sendable {
        /// Send it to this node, now; with ASKING before it where that is true.
        case send(RedisAddress, asking: Bool)
        /// Choose a node anew, now.
        case route
        /// Choose a node anew at this time.
        case wait(until: UInt64)
        /// Tell the caller what the last try ended with.
        case giveUp
    }

    /// Whether only the primary will do: a replica failed this command once.
    package private(set) var needsPrimary: Bool
    private var redirects = 0
    private var waits = 0

    /// A command that was not sent yet. `needsPrimary` where it writes or may not read old data.
    package init(needsPrimary: Bool) {
        self.needsPrimary = needsPrimary
    }

    /// Decides after a try that did not carry the command out.
    ///
    /// `random` spreads the waits of many commands: each waits between half of its time and all of it.
    package mutating func next(
        after cause: RedirectCause,
        now: UInt64,
        deadline: UInt64,
        limits: RedirectLimits,
        random: UInt64
    ) -> Action {
        guard now < deadline else { return .giveUp }
        switch cause {
        case .refused(.moved(_, let address)): return self.follow(address, asking: false, limits)
        case .refused(.ask(_, let address)): return self.follow(address, asking: true, limits)
        case .unreachable, .refused(.masterDown), .refused(.loading), .refused(.readOnly):
            // A replica that fails says nothing of the primary, which is asked at once.
            guard self.needsPrimary else {
                self.needsPrimary = true
                return .route
            }
        case .refused(.tryAgain), .refused(.clusterDown), .unowned: break
        }
        return self.wait(now, deadline, limits, random)
    }

    private mutating func follow(_ address: RedisAddress, asking: Bool, _ limits: RedirectLimits) -> Action {
        self.redirects += 1
        return self.redirects <= limits.redirects ? .send(address, asking: asking) : .giveUp
    }

    private mutating func wait(
        _ now: UInt64,
        _ deadline: UInt64,
        _ limits: RedirectLimits,
        _ random: UInt64
    ) -> Action {
        let doubled = limits.firstWait.multipliedReportingOverflow(by: 1 << UInt64(min(self.waits, 32)))
        let full = doubled.overflow ? limits.longestWait : min(doubled.partialValue, limits.longestWait)
        self.waits += 1
        let time = now &+ full / 2 &+ random % (full - full / 2 + 1)
        return time < deadline ? .wait(until: time) : .giveUp
    }
}
