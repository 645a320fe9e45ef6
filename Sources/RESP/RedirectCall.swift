import NIOCore

/// Chooses nodes for commands and learns what became of them: what a cluster and a set of sentinels differ in.
package protocol RedirectRouting: AnyObject {
    /// The node for a command, or why there is none.
    func route(_ call: RedirectCall) -> RedirectRoute

    /// The node that a server named in MOVED or ASK; nil where there is no room for another one.
    func node(at address: RedisAddress) -> RedisNode?

    /// Learns why a try did not carry a command out. Must not call any caller back.
    func tryEnded(_ cause: RedirectCause)
}

/// Where a command goes.
package enum RedirectRoute {
    /// To this node.
    case node(RedisNode)
    /// Nowhere now; perhaps somewhere soon.
    case wait(RedirectCause)
    /// Nowhere for long: the command fails at once.
    case fail(RedisError)
}

/// One command over all its tries; or a transaction, whose commands only make sense together.
package final class RedirectCall {
    /// What is sent, and who is told when it ended.
    enum Payload {
        case single(RESPCommand, (RedisReply) -> Void)
        /// All of it goes to one connection, and all of it is repeated.
        case transaction([RESPCommand], ([RedisReply]) -> Void)
    }

    /// The slot of its keys; nil where it has none.
    package let slot: HashSlot?
    /// What is to be done after a try that failed.
    package internal(set) var machine: RedirectMachine

    let number: UInt64
    /// Whether it may be repeated though it may have been carried out.
    let isReadOnly: Bool
    let deadline: NIODeadline
    /// Nil once the caller was told.
    var payload: Payload?
    /// The try that is under way; calls of one pipeline share a ticket.
    var attempt: (node: RedisNode, ticket: RedisTicket)?
    /// Ends a wait between tries.
    var timer: Scheduled<Void>?
    /// What the last try ended with.
    var lastError: RedisError?

    init(number: UInt64, payload: Payload, slot: HashSlot?, isReadOnly: Bool, deadline: NIODeadline) {
        self.number = number
        self.payload = payload
        self.slot = slot
        self.deadline = deadline
        self.isReadOnly = isReadOnly
        self.machine = RedirectMachine(needsPrimary: !isReadOnly)
    }
}

/// Gathers the replies of several calls; tells once, when the last one came.
final class RedirectGathering {
    private var replies: [RedisReply]
    private var missing: Int
    private let done: ([RedisReply]) -> Void

    init(count: Int, done: @escaping ([RedisReply]) -> Void) {
        self.replies = Array(repeating: .failure(.cancelled), count: count)
        self.missing = count
        self.done = done
    }

    func received(_ reply: RedisReply, at index: Int) {
        self.replies[index] = reply
        self.missing -= 1
        if self.missing == 0 { self.done(self.replies) }
    }
}
