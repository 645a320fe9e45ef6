import NIOCore
import NIOPosix
import Synchronization

/// What a scripted provider saw of one request.
package struct FaultyRecord: Sendable {
    /// The request.
    package let request: FaultyRequest
    /// When its last byte came.
    package let arrivedAt: ContinuousClock.Instant
    /// Bytes of the reply that the system took.
    package var bytesWritten = 0
    /// When the reply was over as the script wants it, whole or broken off.
    package var finishedAt: ContinuousClock.Instant?
    /// When the gateway gave the request up, which it does by closing the connection before the reply is over.
    package var cancelledAt: ContinuousClock.Instant?
}

/// What a scripted provider saw.
package struct FaultyLog: Sendable {
    /// Requests in order, those that are kept.
    package var records: [FaultyRecord] = []
    /// Requests, those that are not kept as well.
    package var count = 0
    /// Connections that were made.
    package var connections = 0
    /// Connections that are open.
    package var openConnections = 0

    /// Creates the log of a provider that saw nothing.
    package init() {}

    /// Times between a request and the one before it.
    package var gaps: [Duration] {
        zip(self.records, self.records.dropFirst()).map { $0.arrivedAt.duration(to: $1.arrivedAt) }
    }

    /// Requests that the gateway gave up.
    package var cancelled: [FaultyRecord] {
        self.records.filter { $0.cancelledAt != nil }
    }
}

/// A provider over real sockets that answers by script, and remembers what it was asked.
package final class FaultyProvider: Sendable {
    /// Port on 127.0.0.1 that it listens on.
    package let port: Int
    private let log: Watched<FaultyLog>
    private let script: Mutex<FaultyScript>
    private let channels: Mutex<[ObjectIdentifier: any Channel]>
    private let listener: Mutex<(any Channel)?>
    private let keptRecords: Int
    private let clock = ContinuousClock()

    private init(port: Int, script: FaultyScript, keptRecords: Int) {
        self.port = port
        self.log = Watched(FaultyLog())
        self.script = Mutex(script)
        self.channels = Mutex([:])
        self.listener = Mutex(nil)
        self.keptRecords = keptRecords
    }

    /// Starts a provider on a port that the system chooses.
    ///
    /// - Parameters:
    ///   - script: what it answers with.
    ///   - keptRecords: requests that are remembered at most; later ones are only counted.
    package static func start(_ script: FaultyScript, keptRecords: Int = 10_000) async throws -> FaultyProvider {
        let holder = Mutex<FaultyProvider?>(nil)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let provider = holder.withLock({ $0 }) else { throw ChannelError.ioOnClosedChannel }
                    try channel.pipeline.syncOperations.addHandler(FaultyConnection(provider))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = listener.localAddress?.port ?? 0
        let provider = FaultyProvider(port: port, script: script, keptRecords: keptRecords)
        provider.listener.withLock { $0 = listener }
        holder.withLock { $0 = provider }
        return provider
    }

    /// Answers by another script from now on; requests are counted on.
    package func use(_ script: FaultyScript) {
        self.script.withLock { $0 = script }
    }

    /// What it saw so far.
    package var seen: FaultyLog { self.log.value }

    /// Requests so far.
    package var count: Int { self.log.value.count }

    /// Waits until it has seen something; nil where it did not in time.
    package func saw(
        within limit: Duration = .seconds(10),
        _ condition: @escaping @Sendable (FaultyLog) -> Bool
    ) async -> FaultyLog? {
        await self.log.wait(within: limit, until: condition)
    }

    /// Closes the listening socket and all connections.
    package func stop() async {
        let listener = self.listener.withLock { listener in
            defer { listener = nil }
            return listener
        }
        try? await listener?.close()
        for channel in self.channels.withLock({ Array($0.values) }) {
            try? await channel.close()
        }
        _ = await self.log.wait(within: .seconds(2)) { $0.openConnections == 0 }
    }

    // MARK: Connections

    func opened(_ channel: any Channel) {
        self.channels.withLock { $0[ObjectIdentifier(channel)] = channel }
        self.log.update { log in
            log.connections += 1
            log.openConnections += 1
        }
    }

    func closed(_ channel: any Channel, during number: Int?) {
        self.channels.withLock { $0[ObjectIdentifier(channel)] = nil }
        let now = self.clock.now
        self.log.update { log in
            log.openConnections -= 1
            if let number, log.records.indices.contains(number - 1) {
                log.records[number - 1].cancelledAt = now
            }
        }
    }

    func received(_ message: FaultyRequestReader.Message) -> (number: Int, steps: [FaultyStep]) {
        let now = self.clock.now
        let request = self.log.update { log in
            log.count += 1
            let request = FaultyRequest(number: log.count, head: message.head, body: message.body)
            if log.count <= self.keptRecords {
                log.records.append(FaultyRecord(request: request, arrivedAt: now))
            }
            return request
        }
        let script = self.script.withLock { $0 }
        return (request.number, script.reply(request).steps(for: request))
    }

    func wrote(_ count: Int, for number: Int) {
        self.change(number) { $0.bytesWritten += count }
    }

    func finished(_ number: Int) {
        let now = self.clock.now
        self.change(number) { $0.finishedAt = now }
    }

    private func change(_ number: Int, _ change: (inout FaultyRecord) -> Void) {
        guard number <= self.keptRecords else { return }
        self.log.update { change(&$0.records[number - 1]) }
    }
}
