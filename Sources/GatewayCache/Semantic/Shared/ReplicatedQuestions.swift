package import NIOCore
package import RESP

/// Questions by a stream that all nodes write and read, for any Redis that has streams.
///
/// Each node keeps all questions in its own index, so looking one up asks nobody. The stream is cut to about the number
/// of questions that nodes keep, and read from its beginning by a node that starts. One loop of a process listens; all
/// of them publish.
package final class ReplicatedQuestions: SharedQuestions {
    let port: QuestionPort
    private let node: String
    private let maxEntries: Int
    private let feed: QuestionFeed?

    /// Publishes, and listens where there is a listener.
    ///
    /// - Parameters:
    ///   - node: names this process, and no other one: what it published is not handed to itself.
    ///   - maxEntries: entries of the stream, about.
    ///   - listener: a client on the loop of the port that nobody else uses, of one connection per server; nil on loops
    ///     that do not listen.
    ///   - arrived: gets what other nodes tell, in order, on the loop; nothing more comes before `taken` was called, once
    ///     and on the loop.
    package init(
        _ port: QuestionPort,
        node: String,
        maxEntries: Int,
        listener: (any RedisClient)? = nil,
        settings: QuestionFeedSettings = QuestionFeedSettings(),
        arrived: @escaping (_ notices: [QuestionNotice], _ taken: @escaping () -> Void) -> Void = { $1() }
    ) {
        self.port = port
        self.node = node
        self.maxEntries = max(1, maxEntries)
        self.feed = listener.map {
            QuestionFeed($0, port: port, node: node, settings: settings, arrived: arrived)
        }
    }

    package var kind: SharedIndexKind { .replicate }

    package var counts: QuestionCounts {
        var counts = self.port.counts
        counts.gaps = self.feed?.gaps ?? 0
        counts.resets = self.feed?.resets ?? 0
        return counts
    }

    /// Whether what other nodes had told before the start has been handed on.
    package var isWarm: Bool { self.feed?.isWarm ?? true }

    package func start() { self.feed?.start() }

    package func stop() { self.feed?.stop() }

    package func publish(_ question: SharedQuestion) {
        self.port.publish(question) { self.append($0, life: $1, $2) }
    }

    package func remove(_ question: WithdrawnQuestion) {
        self.port.withdraw(question) { self.append($0, life: Self.withdrawalLife, $1) }
    }

    /// Milliseconds for which a stream of nothing but withdrawals is kept: a node that was away as long as this has
    /// missed more than them.
    private static let withdrawalLife: Int64 = 86_400_000

    private func append(_ entry: ByteBuffer, life: Int64, _ done: @escaping (Bool) -> Void) {
        let stream = RESPArgument.string(self.port.names.stream)
        let fields: [(name: RESPArgument, value: RESPArgument)] = [("n", .string(self.node)), ("q", .buffer(entry))]
        var commands = [RESPCommand.xadd(stream, maxLength: self.maxEntries, fields)]
        for condition: RESPArgument in ["GT", "NX"] {
            // `GT` takes a stream without an end for one that never ends.
            commands.append(SharedTier.keyed("PEXPIRE", [stream, .integer(life), condition]))
        }
        self.port.client.sendPipeline(commands, within: QuestionPort.writeTimeout) { replies in
            if case .success? = replies.first { done(true) } else { done(false) }
        }
    }

    package func find(
        _ query: QuestionQuery,
        within timeout: TimeAmount,
        _ done: @escaping ([SharedQuestion]) -> Void
    ) {
        done([])
    }

    package func use(_ ring: KeyRing) { self.port.codec.use(ring) }
}
