import Foundation
import Gateway
import GatewayTesting
import GatewayWire
import Logging
import NIOCore
import NIOPosix
import Testing

/// A provider of a stage, with what the configuration says about it.
struct Seat: Sendable {
    /// What it answers with.
    var script: FaultyScript
    /// Further keys of its deployment, as in a YAML flow mapping: `capabilities: [prefill], tier: basic`.
    var deployment = ""
    /// Whether somebody listens at its address.
    var isListening = true
    /// Address that the configuration names instead of the provider's.
    var baseURL: String?

    /// A provider with a script.
    init(_ script: FaultyScript, _ deployment: String = "") {
        self.script = script
        self.deployment = deployment
    }

    /// An address at which the test itself listens; the provider with the script is asked nothing.
    static func at(_ baseURL: String) -> Seat {
        var seat = Seat(.steps(.silence))
        seat.baseURL = baseURL
        return seat
    }

    /// An address at which connections are refused.
    static var absent: Seat {
        var seat = Seat(.steps(.silence))
        seat.isListening = false
        return seat
    }
}

/// What the configuration says about the model group `m`: the values of its keys, as YAML flow.
struct GroupText: Sendable {
    /// Providers that are members; the others are fallbacks, in order.
    var members = 1
    /// `fallbacks`; nil names all that are no members.
    var fallbacks: String?
    /// `retry`.
    var retry = "{attempts: 2, backoff: 20ms..200ms}"
    /// `timeouts`.
    var timeouts = "{connect: 2s, head: 30s, first_token: 30s, reply: 30s, idle: 30s, total: 60s}"
    /// `rescue`.
    var rescue = "auto"
    /// Further keys, a line each.
    var more: [String] = []
    /// What stands below the group, as it is: further groups, `keys`.
    var below: [String] = []

    /// The group of most tests: two retries, 30 s of patience, one member.
    static let usual = GroupText()

    /// The same with changes.
    func with(_ change: (inout GroupText) -> Void) -> GroupText {
        var text = self
        change(&text)
        return text
    }
}

/// A gateway in this process, in front of scripted providers, for one test.
///
/// The providers are `alpha`, `beta`, `gamma` and `delta`, with one deployment each, of the same name, whose model is
/// `alpha-1` and so on. The group is `m`.
final class Stage: Sendable {
    private static let names = ["alpha", "beta", "gamma", "delta"]

    private let gateway: Gateway
    private let providers: [FaultyProvider]
    private let folder: URL

    private init(gateway: Gateway, providers: [FaultyProvider], folder: URL) {
        self.gateway = gateway
        self.providers = providers
        self.folder = folder
    }

    /// The provider of the first member.
    var alpha: FaultyProvider { self.providers[0] }
    /// The second provider.
    var beta: FaultyProvider { self.providers[1] }
    /// The third provider.
    var gamma: FaultyProvider { self.providers[2] }
    /// Requests that all providers got.
    var providerRequests: Int { self.providers.reduce(0) { $0 + $1.count } }
    /// Port of the data plane.
    var port: Int { self.gateway.port }

    // MARK: Life

    /// Sets a stage up, runs a test on it, and takes it down.
    static func run(
        _ seats: [Seat],
        _ group: GroupText = .usual,
        keptRecords: Int = 10_000,
        _ body: (Stage) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "signalbox-stage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var providers: [FaultyProvider] = []
        for seat in seats {
            let provider = try await FaultyProvider.start(seat.script, keptRecords: keptRecords)
            if !seat.isListening {
                await provider.stop()
            }
            providers.append(provider)
        }
        let config = folder.appending(path: "signalbox.yaml")
        let text = Self.configuration(seats, ports: providers.map(\.port), group, folder: folder)
        try Data(text.utf8).write(to: config)
        let log = Logger(label: "signalbox") { _ in SwiftLogNoOpLogHandler() }
        let outcome: Result<Void, any Error>
        do {
            let gateway = try await Gateway.start(.file(config.path), environment: [:], log: log)
            let stage = Stage(gateway: gateway, providers: providers, folder: folder)
            do {
                try await body(stage)
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            await gateway.stop()
        } catch {
            outcome = .failure(error)
        }
        for provider in providers {
            await provider.stop()
        }
        try outcome.get()
    }

    private static func configuration(_ seats: [Seat], ports: [Int], _ group: GroupText, folder: URL) -> String {
        let names = Self.names.prefix(seats.count)
        var text = """
            server:
              listen: "127.0.0.1:0"
              admin: "127.0.0.1:0"
              loops: 2
              timeouts: {drain: 2s}
            access_log: {file: "\(folder.appending(path: "access.log").path)"}
            providers:

            """
        for ((name, seat), port) in zip(zip(names, seats), ports) {
            let address = seat.baseURL ?? "http://127.0.0.1:\(port)/v1"
            text += "  - {id: \(name), kind: openai-compatible, base_url: \"\(address)\", "
            text += "api_key: sk-scripted-\(name), pool: {preheat: 0}}\n"
        }
        text += "deployments:\n"
        for (name, seat) in zip(names, seats) {
            let further = seat.deployment.isEmpty ? "" : ", " + seat.deployment
            text += "  - {id: \(name), provider: \(name), model: \(name)-1\(further)}\n"
        }
        let members = names.prefix(group.members).joined(separator: ", ")
        let fallbacks = group.fallbacks ?? "[\(names.dropFirst(group.members).joined(separator: ", "))]"
        text += """
            models:
              - name: m
                deployments: [\(members)]
                strategy: priority
                retry: \(group.retry)
                timeouts: \(group.timeouts)
                rescue: \(group.rescue)

            """
        if fallbacks != "[]" {
            text += "    fallbacks: \(fallbacks)\n"
        }
        for line in group.more {
            text += "    \(line)\n"
        }
        for line in group.below {
            text += line + "\n"
        }
        return text
    }

    // MARK: Asking

    /// Sends a request over a new connection, and does not wait.
    func begin(_ request: ChatRequest = .sampled) async throws -> ClientConnection {
        let connection = try await ClientConnection.open(to: self.port)
        try await connection.send(request.text)
        return connection
    }

    /// Sends a request over a new connection, and waits for the end of its reply.
    func ask(_ request: ChatRequest = .sampled, within limit: Duration = .seconds(20)) async throws -> ClientReply {
        let connection = try await self.begin(request)
        let reply = try await connection.ended(within: limit)
        await connection.close()
        return reply
    }

    /// The page of metrics.
    func metrics() async throws -> String {
        let connection = try await ClientConnection.open(to: self.gateway.adminPort)
        try await connection.send("GET /metrics HTTP/1.1\r\nhost: admin\r\n\r\n")
        let reply = try await connection.ended()
        await connection.close()
        return String(decoding: reply.body, as: UTF8.self)
    }

    /// Sum of the samples of a metric whose labels hold all of the texts.
    func metric(_ name: String, _ labels: String...) async throws -> Double {
        try await self.metrics().split(separator: "\n").reduce(0) { sum, line in
            let isWanted = line.hasPrefix(name + "{") || line.hasPrefix(name + " ")
            guard isWanted, labels.allSatisfy({ line.contains($0) }), let value = line.split(separator: " ").last else {
                return sum
            }
            return sum + (Double(value) ?? 0)
        }
    }

    /// Stops the gateway, and reads what it logged about its exchanges.
    func accessLog() async throws -> [JSONValue] {
        await self.gateway.stop()
        let text = try String(contentsOf: self.folder.appending(path: "access.log"), encoding: .utf8)
        return try text.split(separator: "\n").map { try JSONValue.parse(String($0)) }
    }
}

extension Stage {
    /// Sends a request, and expects the complete answer.
    func expect(
        _ answer: FaultyAnswer,
        of request: ChatRequest = .sampled,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let reply = try await self.ask(request)
        #expect(reply.isComplete(answer), sourceLocation: sourceLocation)
    }

    /// Sends requests at the same time, and waits for the ends of all replies, which come in no order.
    func askAll(_ requests: [ChatRequest], within limit: Duration = .seconds(20)) async throws -> [ClientReply] {
        try await withThrowingTaskGroup(of: ClientReply.self) { tasks in
            for request in requests {
                tasks.addTask { try await self.ask(request, within: limit) }
            }
            return try await tasks.reduce(into: []) { $0.append($1) }
        }
    }
}
