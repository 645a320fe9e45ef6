/// Commands about sets, hashes and streams.
extension RESPCommand {
    /// Adds members to a set.
    package static func sadd(_ key: RESPArgument, _ members: [RESPArgument]) -> RESPCommand {
        RESPCommand("SADD", arguments: [key] + members, keys: Keys(first: 0, count: 1))
    }

    /// Removes members from a set.
    package static func srem(_ key: RESPArgument, _ members: [RESPArgument]) -> RESPCommand {
        RESPCommand("SREM", arguments: [key] + members, keys: Keys(first: 0, count: 1))
    }

    /// All members of a set.
    package static func smembers(_ key: RESPArgument) -> RESPCommand {
        RESPCommand("SMEMBERS", arguments: [key], keys: Keys(first: 0, count: 1), isReadOnly: true)
    }

    /// How many members a set has.
    package static func scard(_ key: RESPArgument) -> RESPCommand {
        RESPCommand("SCARD", arguments: [key], keys: Keys(first: 0, count: 1), isReadOnly: true)
    }

    /// Walks through the members of a set.
    package static func sscan(_ key: RESPArgument, _ cursor: RESPArgument, count: Int? = nil) -> RESPCommand {
        var arguments = [key, cursor]
        if let count {
            arguments.append("COUNT")
            arguments.append(.integer(count))
        }
        return RESPCommand("SSCAN", arguments: arguments, keys: Keys(first: 0, count: 1), isReadOnly: true)
    }

    /// Sets fields of a hash.
    package static func hset(
        _ key: RESPArgument,
        _ fields: [(name: RESPArgument, value: RESPArgument)]
    ) -> RESPCommand {
        RESPCommand(
            "HSET",
            arguments: [key] + fields.flatMap { [$0.name, $0.value] },
            keys: Keys(first: 0, count: 1)
        )
    }

    /// One field of a hash.
    package static func hget(_ key: RESPArgument, _ field: RESPArgument) -> RESPCommand {
        RESPCommand("HGET", arguments: [key, field], keys: Keys(first: 0, count: 1), isReadOnly: true)
    }

    /// All fields of a hash.
    package static func hgetall(_ key: RESPArgument) -> RESPCommand {
        RESPCommand("HGETALL", arguments: [key], keys: Keys(first: 0, count: 1), isReadOnly: true)
    }

    /// Appends an entry to a stream, and cuts the stream to about a length when one is given.
    package static func xadd(
        _ key: RESPArgument,
        id: RESPArgument = "*",
        maxLength: Int? = nil,
        _ fields: [(name: RESPArgument, value: RESPArgument)]
    ) -> RESPCommand {
        var arguments = [key]
        if let maxLength {
            arguments.append("MAXLEN")
            arguments.append("~")
            arguments.append(.integer(maxLength))
        }
        arguments.append(id)
        for field in fields {
            arguments.append(field.name)
            arguments.append(field.value)
        }
        return RESPCommand("XADD", arguments: arguments, keys: Keys(first: 0, count: 1))
    }

    /// The entries of a stream between two identifiers, both included.
    package static func xrange(
        _ key: RESPArgument,
        from start: RESPArgument = "-",
        to end: RESPArgument = "+",
        count: Int? = nil
    ) -> RESPCommand {
        var arguments = [key, start, end]
        if let count {
            arguments.append("COUNT")
            arguments.append(.integer(count))
        }
        return RESPCommand("XRANGE", arguments: arguments, keys: Keys(first: 0, count: 1), isReadOnly: true)
    }

    /// The entries of a stream behind an identifier. Never waits: waiting would hold up the whole connection.
    package static func xread(_ key: RESPArgument, after id: RESPArgument, count: Int? = nil) -> RESPCommand {
        var arguments: [RESPArgument] = []
        if let count {
            arguments.append("COUNT")
            arguments.append(.integer(count))
        }
        arguments.append("STREAMS")
        arguments.append(key)
        arguments.append(id)
        return RESPCommand(
            "XREAD",
            arguments: arguments,
            keys: Keys(first: arguments.count - 2, count: 1),
            isReadOnly: true
        )
    }

    /// How many entries a stream has.
    package static func xlen(_ key: RESPArgument) -> RESPCommand {
        RESPCommand("XLEN", arguments: [key], keys: Keys(first: 0, count: 1), isReadOnly: true)
    }
}
