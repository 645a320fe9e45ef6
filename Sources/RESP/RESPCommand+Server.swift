/// Commands about the server, its scripts and its channels.
extension RESPCommand {
    /// Asks for a sign of life.
    package static let ping = RESPCommand("PING")

    /// Facts about the server, all or of one section.
    package static func info(_ section: RESPArgument? = nil) -> RESPCommand {
        RESPCommand("INFO", arguments: section.map { [$0] } ?? [])
    }

    /// Runs a script given by its text.
    package static func eval(
        _ script: RESPArgument,
        keys: [RESPArgument],
        arguments: [RESPArgument]
    ) -> RESPCommand {
        RESPCommand(
            "EVAL",
            arguments: [script, .integer(keys.count)] + keys + arguments,
            keys: Keys(first: 2, count: keys.count)
        )
    }

    /// Runs a script given by the SHA-1 of its text in lower-case hexadecimal.
    package static func evalsha(
        _ identifier: RESPArgument,
        keys: [RESPArgument],
        arguments: [RESPArgument]
    ) -> RESPCommand {
        RESPCommand(
            "EVALSHA",
            arguments: [identifier, .integer(keys.count)] + keys + arguments,
            keys: Keys(first: 2, count: keys.count)
        )
    }

    /// Publishes a message and tells how many received it.
    package static func publish(_ channel: RESPArgument, _ message: RESPArgument) -> RESPCommand {
        RESPCommand("PUBLISH", channel, message)
    }

    /// Receives what is published on channels, as pushes, on the connection that carries this command.
    package static func subscribe(_ channels: [RESPArgument]) -> RESPCommand {
        RESPCommand("SUBSCRIBE", arguments: channels, confirmations: channels.count)
    }

    /// Receives what is published on channels whose names match, on the connection that carries this command.
    package static func psubscribe(_ patterns: [RESPArgument]) -> RESPCommand {
        RESPCommand("PSUBSCRIBE", arguments: patterns, confirmations: patterns.count)
    }

    /// Has the server tell of every change to keys with these prefixes, on the connection that carries this command.
    package static func trackingOn(prefixes: [RESPArgument], noLoop: Bool = false) -> RESPCommand {
        var arguments: [RESPArgument] = ["TRACKING", "ON", "BCAST"]
        for prefix in prefixes {
            arguments.append("PREFIX")
            arguments.append(prefix)
        }
        if noLoop { arguments.append("NOLOOP") }
        return RESPCommand("CLIENT", arguments: arguments)
    }
}
