import NIOCore
import NIOPosix
import RESP

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Commands per second over one connection of the Redis client, at several numbers of callers.
///
/// Each caller sends its next command from within the callback of the last one, as a busy gateway does. The CPU time is
/// that of the event loop's thread, the figure to trust on a machine with other work.
@main
struct RedisBenchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst().map { Int($0) ?? 0 }
        guard let port = arguments.first, port > 0 else {
            print("usage: redis-benchmark PORT [COMMANDS]     a Redis server listens on 127.0.0.1:PORT")
            exit(2)
        }
        let commands = arguments.count > 1 ? arguments[1] : 1_000_000
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        for (operation, callers) in [
            (Operation.set, 512), (.get, 512), (.get, 512), (.get, 512), (.get, 64), (.get, 1),
        ] {
            let count = callers == 1 ? commands / 20 : commands
            let round = try await loop.submit {
                let promise = loop.makePromise(of: Round.self)
                Run(operation, callers: callers, commands: count, port: port, loop: loop, promise).begin()
                return promise.futureResult
            }.get().get()
            let rate = Double(count) / round.seconds
            let processor = round.processorSeconds / Double(count) * 1e6
            print(
                "\(operation.rawValue) callers=\(callers) \(Int(rate)) commands/s, "
                    + "\(Double(Int(processor * 100)) / 100) us CPU per command, "
                    + "median \(round.median / 1_000) us, p99 \(round.p99 / 1_000) us"
            )
        }
        try await group.shutdownGracefully()
    }
}

private enum Operation: String {
    case get = "GET"
    case set = "SET"
}

/// What one round has shown.
private struct Round: Sendable {
    var seconds: Double
    var processorSeconds: Double
    var median: Int64
    var p99: Int64
}

/// One round on the loop.
private final class Run {
    private let operation: Operation
    private let callers: Int
    private let commands: Int
    private let node: RedisNode
    private let promise: EventLoopPromise<Round>
    private let value = ByteBuffer(repeating: 0x78, count: 200)
    private let keys: [ByteBuffer]
    private var sent = 0
    private var answered = 0
    private var samples: [Int64] = []
    private var startedAt = NIODeadline.now()
    private var processorAt = 0.0

    init(
        _ operation: Operation,
        callers: Int,
        commands: Int,
        port: Int,
        loop: any EventLoop,
        _ promise: EventLoopPromise<Round>
    ) {
        self.operation = operation
        self.callers = callers
        self.commands = commands
        self.promise = promise
        self.node = RedisNode(RedisNodeConfiguration(host: "127.0.0.1", port: port), eventLoop: loop)
        self.keys = (0..<8_192).map { ByteBuffer(string: "benchmark:\($0)") }
        self.samples.reserveCapacity(commands)
    }

    func begin() {
        self.node.onConnected = { _ in
            self.startedAt = .now()
            self.processorAt = Self.processorSeconds()
            for _ in 0..<self.callers { self.next() }
        }
    }

    private func next() {
        guard self.sent < self.commands else { return }
        let key = RESPArgument.buffer(self.keys[self.sent & 8_191])
        self.sent += 1
        let begin = NIODeadline.now()
        self.node.send(
            self.operation == .get ? .get(key) : .set(key, .buffer(self.value)),
            within: .seconds(5)
        ) { reply in
            guard case .success(let value) = reply, self.operation == .set || value.bytes?.readableBytes == 200 else {
                preconditionFailure("a wrong reply: \(reply)")
            }
            self.samples.append((.now() - begin).nanoseconds)
            self.answered += 1
            if self.answered == self.commands { self.finish() } else { self.next() }
        }
    }

    private func finish() {
        let elapsed = Double((NIODeadline.now() - self.startedAt).nanoseconds) / 1e9
        let processor = Self.processorSeconds() - self.processorAt
        self.samples.sort()
        self.promise.succeed(
            Round(
                seconds: elapsed,
                processorSeconds: processor,
                median: self.samples[self.samples.count / 2],
                p99: self.samples[self.samples.count * 99 / 100]
            )
        )
        self.node.close()
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
