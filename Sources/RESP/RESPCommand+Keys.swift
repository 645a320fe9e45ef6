/// Commands about keys and plain values.
extension RESPCommand {
    /// The value of a key.
    package static func get(_ key: RESPArgument) -> RESPCommand {
        RESPCommand("GET", arguments: [key], keys: Keys(first: 0, count: 1), isReadOnly: true)
    }

    /// The values of several keys.
    package static func mget(_ keys: [RESPArgument]) -> RESPCommand {
        RESPCommand(
            "MGET",
            arguments: keys,
            keys: Keys(first: 0, count: keys.count),
            split: .gather,
            isReadOnly: true
        )
    }

    /// A part of a value: bytes `start` to `end`, both included, negative ones counted from the end.
    package static func getRange(_ key: RESPArgument, _ start: Int, _ end: Int) -> RESPCommand {
        RESPCommand(
            "GETRANGE",
            arguments: [key, .integer(start), .integer(end)],
            keys: Keys(first: 0, count: 1),
            isReadOnly: true
        )
    }

    /// Stores a value, for a while or for good; with `nx` only where nothing stands, with `xx` only where something does.
    package static func set(
        _ key: RESPArgument,
        _ value: RESPArgument,
        px milliseconds: Int64? = nil,
        nx: Bool = false,
        xx: Bool = false
    ) -> RESPCommand {
        var arguments = [key, value]
        if let milliseconds {
            arguments.append("PX")
            arguments.append(.integer(milliseconds))
        }
        if nx { arguments.append("NX") }
        if xx { arguments.append("XX") }
        return RESPCommand("SET", arguments: arguments, keys: Keys(first: 0, count: 1))
    }

    /// Removes keys and tells how many there were.
    package static func del(_ keys: [RESPArgument]) -> RESPCommand {
        RESPCommand("DEL", arguments: keys, keys: Keys(first: 0, count: keys.count), split: .sum)
    }

    /// Removes keys, frees their memory in the background, and tells how many there were.
    package static func unlink(_ keys: [RESPArgument]) -> RESPCommand {
        RESPCommand("UNLINK", arguments: keys, keys: Keys(first: 0, count: keys.count), split: .sum)
    }

    /// Counts which of the keys exist.
    package static func exists(_ keys: [RESPArgument]) -> RESPCommand {
        RESPCommand("EXISTS", arguments: keys, keys: Keys(first: 0, count: keys.count), split: .sum, isReadOnly: true)
    }

    /// Lets a key live for so many milliseconds from now on.
    package static func pexpire(_ key: RESPArgument, milliseconds: Int64) -> RESPCommand {
        RESPCommand("PEXPIRE", arguments: [key, .integer(milliseconds)], keys: Keys(first: 0, count: 1))
    }

    /// How many milliseconds a key has left; -1 for good, -2 when it is absent.
    package static func pttl(_ key: RESPArgument) -> RESPCommand {
        RESPCommand("PTTL", arguments: [key], keys: Keys(first: 0, count: 1), isReadOnly: true)
    }

    /// Adds one to a number.
    package static func incr(_ key: RESPArgument) -> RESPCommand {
        RESPCommand("INCR", arguments: [key], keys: Keys(first: 0, count: 1))
    }

    /// Adds to a number.
    package static func incrBy(_ key: RESPArgument, _ amount: Int64) -> RESPCommand {
        RESPCommand("INCRBY", arguments: [key, .integer(amount)], keys: Keys(first: 0, count: 1))
    }

    /// Walks through the keys of one server: begin with cursor 0 and go on with the cursor of each reply until it is 0.
    package static func scan(_ cursor: RESPArgument, match: RESPArgument? = nil, count: Int? = nil) -> RESPCommand {
        var arguments = [cursor]
        if let match {
            arguments.append("MATCH")
            arguments.append(match)
        }
        if let count {
            arguments.append("COUNT")
            arguments.append(.integer(count))
        }
        return RESPCommand("SCAN", arguments: arguments, isReadOnly: true)
    }
}
