import NIOCore

/// What a connection says before it carries commands, all of it in one packet.
package struct Handshake {
    /// One question of the handshake.
    package enum Step: Sendable {
        /// Protocol version, credentials and name: everything depends on it.
        case hello
        /// Something that older servers do not know.
        case optional
        /// The database: a wrong one would mix up data.
        case select
        /// Whether the server answers at all; it may be loading.
        case ping
    }

    /// How an answer changes the handshake.
    enum Progress: Equatable {
        case onward
        case ready
        /// The server asks for patience: the whole handshake is repeated later.
        case later
        case refused(RedisError)
    }

    private var isLoading = false

    /// The questions, in order.
    package static func commands(for configuration: RedisNodeConfiguration) -> [(step: Step, command: RESPCommand)] {
        var hello: [RESPArgument] = ["3"]
        if let password = configuration.password {
            hello += ["AUTH", .string(configuration.username ?? "default"), .string(password)]
        }
        if let name = configuration.clientName { hello += ["SETNAME", .string(name)] }
        var commands: [(step: Step, command: RESPCommand)] = [(.hello, RESPCommand("HELLO", arguments: hello))]
        if let name = configuration.libraryName {
            commands.append((.optional, RESPCommand("CLIENT", "SETINFO", "LIB-NAME", .string(name))))
        }
        if let version = configuration.libraryVersion {
            commands.append((.optional, RESPCommand("CLIENT", "SETINFO", "LIB-VER", .string(version))))
        }
        if configuration.database != 0 {
            commands.append((.select, RESPCommand("SELECT", .integer(configuration.database))))
        }
        if configuration.readsFromReplica { commands.append((.optional, RESPCommand("READONLY"))) }
        commands.append((.ping, .ping))
        return commands
    }

    /// Takes in the answer to one question.
    mutating func answered(_ step: Step, _ value: RESPValue) -> Progress {
        if case .error(let error) = value {
            switch (error.kind, step) {
            case (.loading, _), (.busy, _): self.isLoading = true
            case (_, .hello), (_, .select): return .refused(.server(error))
            // The server speaks, and may know no PING for this user, or be a replica without its primary.
            case (_, .optional), (_, .ping): break
            }
        }
        guard step == .ping else { return .onward }
        defer { self.isLoading = false }
        return self.isLoading ? .later : .ready
    }
}
