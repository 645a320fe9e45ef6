/// Several commands given at once: what becomes of each, and the way back to one list of replies.
struct ClusterPipeline {
    enum Kind {
        /// Each piece goes where its keys are.
        case pieces([RedirectDispatcher.Piece])
        /// All commands go to one node.
        case transaction(HashSlot?)
        /// A transaction over several slots.
        case refused
    }

    /// Where the reply to one command comes from.
    private enum Source {
        case piece(Int)
        case split(ClusterSplit, first: Int)
        case crossSlot
    }

    let kind: Kind
    private var sources: [Source] = []

    init(_ commands: [RESPCommand]) {
        let plans = commands.map { ClusterPlan($0) }
        var slots: [HashSlot] = []
        var isCut = false
        for plan in plans {
            switch plan {
            case .whole(let slot): slots.append(slot)
            case .anywhere: break
            case .parts, .crossSlot: isCut = true
            }
        }
        if let first = commands.first, Self.isMulti(first) {
            self.kind = isCut || Set(slots).count > 1 ? .refused : .transaction(slots.first)
            return
        }
        var pieces: [RedirectDispatcher.Piece] = []
        for (command, plan) in zip(commands, plans) {
            switch plan {
            case .anywhere:
                self.sources.append(.piece(pieces.count))
                pieces.append(.init(command: command, slot: slots.first))
            case .whole(let slot):
                self.sources.append(.piece(pieces.count))
                pieces.append(.init(command: command, slot: slot))
            case .parts(let split):
                self.sources.append(.split(split, first: pieces.count))
                pieces += split.parts.map { .init(command: $0.command, slot: $0.slot) }
            case .crossSlot: self.sources.append(.crossSlot)
            }
        }
        self.kind = .pieces(pieces)
    }

    /// The replies to the commands, from those to the pieces.
    func joined(_ replies: [RedisReply]) -> [RedisReply] {
        self.sources.map { source in
            switch source {
            case .piece(let index): replies[index]
            case .split(let split, let first): split.joined(Array(replies[first..<(first + split.parts.count)]))
            case .crossSlot: .failure(.crossSlot)
            }
        }
    }

    /// Whether the command begins a transaction.
    static func isMulti(_ command: RESPCommand) -> Bool {
        command.name.withUTF8Buffer { $0.elementsEqual("MULTI".utf8) }
    }
}
