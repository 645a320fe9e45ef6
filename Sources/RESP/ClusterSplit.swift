/// How one command is carried out in a cluster: which node, or which parts.
package enum ClusterPlan: Sendable {
    /// It has no keys: any node will do.
    case anywhere
    /// All its keys are in one slot.
    case whole(HashSlot)
    /// Its keys are in several slots and it may be cut: the parts, and how their replies become one.
    case parts(ClusterSplit)
    /// Its keys are in several slots and it cannot be cut.
    case crossSlot

    /// Finds out by the keys.
    package init(_ command: RESPCommand) {
        guard let first = command.key else {
            self = .anywhere
            return
        }
        let slot = first.withBytes { HashSlot(key: $0) }
        let isWhole = (1..<max(command.keys.count, 1)).allSatisfy { index in
            command.key(at: index).withBytes { HashSlot(key: $0) } == slot
        }
        if isWhole {
            self = .whole(slot)
        } else if let split = ClusterSplit(command) {
            self = .parts(split)
        } else {
            self = .crossSlot
        }
    }
}

/// A command of many keys cut into one command per slot, and the way back to one reply.
package struct ClusterSplit: Sendable {
    /// The keys of one slot.
    package struct Part: Sendable {
        /// The slot of all keys of the part.
        package let slot: HashSlot
        /// The command with these keys only, in their order.
        package let command: RESPCommand
        /// Where each key stood among the keys of the whole command.
        package let places: [Int]
    }

    /// The parts, in the order of their first keys.
    package let parts: [Part]
    /// How many keys the whole command has.
    package let count: Int
    private let split: RESPCommand.Split

    /// Cuts a command whose arguments are its keys; nil for any other.
    package init?(_ command: RESPCommand) {
        let keys = command.keys
        guard
            command.split != .never, keys.first == 0, keys.step == 1, keys.count == command.arguments.count
        else { return nil }
        var order: [HashSlot] = []
        var places: [HashSlot: [Int]] = [:]
        for index in 0..<keys.count {
            let slot = command.key(at: index).withBytes { HashSlot(key: $0) }
            if places[slot] == nil { order.append(slot) }
            places[slot, default: []].append(index)
        }
        self.count = keys.count
        self.split = command.split
        self.parts = order.map { slot in
            let own = places[slot] ?? []
            var part = command
            part.arguments = own.map { command.arguments[$0] }
            part.keys = RESPCommand.Keys(first: 0, count: own.count)
            return Part(slot: slot, command: part, places: own)
        }
    }

    /// Puts the replies of all parts together, in the order of the parts. The first error is the whole's.
    package func joined(_ replies: [Result<RESPValue, RedisError>]) -> Result<RESPValue, RedisError> {
        precondition(replies.count == self.parts.count)
        var gathered = Array(repeating: RESPValue.null, count: self.split == .gather ? self.count : 0)
        var sum: Int64 = 0
        for (part, reply) in zip(self.parts, replies) {
            switch (reply, self.split) {
            case (.failure(let error), _): return .failure(error)
            case (.success(.array(let values)), .gather) where values.count == part.places.count:
                for (place, value) in zip(part.places, values) { gathered[place] = value }
            case (.success(.integer(let number)), .sum): sum = sum.addingReportingOverflow(number).partialValue
            default: return .failure(.protocol(.unexpectedReply))
            }
        }
        return .success(self.split == .gather ? .array(gathered) : .integer(sum))
    }
}
