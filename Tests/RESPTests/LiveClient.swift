import NIOCore
import NIOPosix
import NIOSSL
import RESP

/// A node on a real event loop, for tests against real servers.
final class LiveClient: Sendable {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let remote: RedisRemote

    /// Begins to connect; `prepare` sets hooks on the loop.
    init(
        _ configuration: RedisNodeConfiguration,
        prepare: @escaping @Sendable (RedisNode) -> Void = { _ in }
    ) async throws {
        let loop = self.group.next()
        self.remote = try await loop.submit {
            let node = RedisNode(configuration, eventLoop: loop)
            prepare(node)
            return node.remote
        }.get()
    }

    /// Sends a command and waits for its reply.
    func send(_ command: RESPCommand, within timeout: TimeAmount = .seconds(5)) async throws(RedisError) -> RESPValue {
        try await self.remote.send(command, within: timeout)
    }

    /// Runs a script.
    func send(_ script: RedisScript, keys: [RESPArgument], arguments: [RESPArgument]) async -> RedisReply {
        let replies = AsyncStream<RedisReply>.makeStream()
        await self.remote.run { client in
            _ = client.send(script: script, keys: keys, arguments: arguments, within: .seconds(5)) {
                replies.continuation.yield($0)
            }
        }
        return await replies.stream.next() ?? .failure(.cancelled)
    }

    /// Sends a command and returns its reply, whatever it is. A cancelled task gives up the command.
    func reply(to command: RESPCommand, within timeout: TimeAmount) async -> RedisReply {
        do throws(RedisError) {
            return .success(try await self.send(command, within: timeout))
        } catch {
            return .failure(error)
        }
    }

    /// Sends a command and returns its reply with the time that passed on the loop; how soon the test's own task gets
    /// to run again says nothing about the client.
    func timed(_ command: RESPCommand, within timeout: TimeAmount) async -> (reply: RedisReply, time: TimeAmount) {
        let ends = AsyncStream<(RedisReply, TimeAmount)>.makeStream()
        await self.remote.run { client in
            let begin = NIODeadline.now()
            client.send(command, within: timeout) { ends.continuation.yield(($0, NIODeadline.now() - begin)) }
        }
        return await ends.stream.next() ?? (.failure(.cancelled), .zero)
    }

    var statistics: RedisStatistics {
        get async { await self.remote.run { $0.statistics } }
    }

    /// Waits until something is so, for ten seconds at most.
    func wait(until isSo: @escaping @Sendable (RedisStatistics) -> Bool) async throws -> Bool {
        for _ in 0..<1_000 {
            if isSo(await self.statistics) { return true }
            try await ContinuousClock().sleep(for: .milliseconds(10))
        }
        return false
    }

    /// Closes the client and its loop.
    func close() async throws {
        await self.remote.run { $0.close() }
        try await self.group.shutdownGracefully()
    }
}

extension RedisNodeConfiguration {
    /// A configuration for a server that a test has started.
    init(_ server: RedisServer, _ change: (inout RedisNodeConfiguration) -> Void = { _ in }) {
        self.init(host: "127.0.0.1", port: server.port)
        self.backoffMaximum = .milliseconds(300)
        change(&self)
    }
}

extension AsyncStream where Element: Sendable {
    /// Waits for one element.
    func next() async -> Element? {
        var iterator = self.makeAsyncIterator()
        return await iterator.next()
    }
}

/// Starts a client, lends it, and closes it.
func withClient<Answer: Sendable>(
    _ configuration: RedisNodeConfiguration,
    prepare: @escaping @Sendable (RedisNode) -> Void = { _ in },
    _ body: (LiveClient) async throws -> Answer
) async throws -> Answer {
    let client = try await LiveClient(configuration, prepare: prepare)
    do {
        let answer = try await body(client)
        try await client.close()
        return answer
    } catch {
        try await client.close()
        throw error
    }
}
