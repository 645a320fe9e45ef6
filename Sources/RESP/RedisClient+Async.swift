package import NIOCore

/// For tasks that run on the client's own event loop.
extension RedisClient {
    /// Sends a command and waits for its reply. Must be called on the client's loop; cold callers elsewhere use `remote`.
    package func send(
        _ command: RESPCommand,
        within timeout: TimeAmount
    ) async throws(RedisError) -> RESPValue {
        self.eventLoop.preconditionInEventLoop()
        let result = await withCheckedContinuation { continuation in
            self.send(command, within: timeout) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    /// The client for callers anywhere.
    package var remote: RedisRemote { RedisRemote(self) }
}

/// A client for cold callers on any thread: hops to the client's loop for every command.
package struct RedisRemote: Sendable {
    private let eventLoop: any EventLoop
    private let client: NIOLoopBound<any RedisClient>

    /// Wraps a client; must be called on its loop.
    package init(_ client: any RedisClient) {
        self.eventLoop = client.eventLoop
        self.client = NIOLoopBound(client, eventLoop: client.eventLoop)
    }

    /// What is known of one call on the client's loop; its cancellation may come before it.
    private enum Call {
        case coming
        case sent(RedisTicket)
        case cancelled
    }

    /// Sends a command and waits for its reply; a cancelled task gives up on the command.
    package func send(
        _ command: RESPCommand,
        within timeout: TimeAmount
    ) async throws(RedisError) -> RESPValue {
        let call = NIOLoopBoundBox<Call>.makeBoxSendingValue(.coming, eventLoop: self.eventLoop)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<RedisReply, Never>) in
                self.eventLoop.execute {
                    if case .cancelled = call.value { return continuation.resume(returning: .failure(.cancelled)) }
                    let ticket = self.client.value.send(command, within: timeout) { continuation.resume(returning: $0) }
                    call.value = .sent(ticket)
                }
            }
        } onCancel: {
            self.eventLoop.execute {
                if case .sent(let ticket) = call.value { self.client.value.cancel(ticket) }
                call.value = .cancelled
            }
        }
        return try result.get()
    }

    /// Sends commands right behind each other and waits for all replies.
    package func sendPipeline(
        _ commands: [RESPCommand],
        within timeout: TimeAmount
    ) async -> [RedisReply] {
        await withCheckedContinuation { continuation in
            self.eventLoop.execute {
                self.client.value.sendPipeline(commands, within: timeout) { continuation.resume(returning: $0) }
            }
        }
    }

    /// Runs something on the client's loop with the client in hand.
    package func run<Answer: Sendable>(_ body: @escaping @Sendable (any RedisClient) -> Answer) async -> Answer {
        await withCheckedContinuation { continuation in
            self.eventLoop.execute { continuation.resume(returning: body(self.client.value)) }
        }
    }
}
