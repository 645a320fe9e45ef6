import Foundation
import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A real server that a test starts for itself, on a free loopback port and in a folder of its own.
final class QuestionServer: Sendable {
    /// What is run.
    struct Engine: Sendable, CustomStringConvertible {
        let description: String
        let executable: String
        var arguments: [String] = []

        /// The distribution's Redis.
        static let redis = Engine(description: "Redis", executable: Self.find("redis-server"))

        /// Redis 8, with vector sets; nil where it was not fetched.
        static let redis8: Engine? = Self.fetched("SIGNALBOX_REDIS8", "redis8/redis-server").map {
            Engine(description: "Redis 8", executable: $0)
        }

        /// Valkey; nil where it was not fetched.
        static let valkey: Engine? = Self.fetched("SIGNALBOX_VALKEY", "valkey9/valkey-server").map {
            Engine(description: "Valkey 9", executable: $0)
        }

        /// Redis 8 with the search module; nil where one of them was not fetched.
        static let search: Engine? = Self.redis8.flatMap { engine in
            Self.fetched("SIGNALBOX_REDISEARCH", "redisearch/redisearch.so").map {
                Engine(
                    description: "Redis 8 with search",
                    executable: engine.executable,
                    arguments: ["--loadmodule", $0]
                )
            }
        }

        /// All that are there.
        static let all = [Self.redis] + [Self.valkey, Self.redis8, Self.search].compactMap(\.self)

        private static func find(_ name: String) -> String {
            let folders =
                (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":") + ["/usr/bin", "/usr/sbin"]
            return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) } ?? name
        }

        private static func fetched(_ variable: String, _ path: String) -> String? {
            let root = (0..<5).reduce(URL(fileURLWithPath: #filePath)) { path, _ in path.deletingLastPathComponent() }
            let file =
                ProcessInfo.processInfo.environment[variable] ?? root.appendingPathComponent(".venv/tools/\(path)").path
            return FileManager.default.isReadableFile(atPath: file) ? file : nil
        }
    }

    enum Failure: Error {
        case notStarted(String)
        case inVain(String)
    }

    let port: Int
    /// The port over which nodes of a cluster talk.
    let busPort: Int
    private let engine: Engine
    private let directory: URL
    private let arguments: [String]
    private let process = ServerProcess()

    /// Starts a server. Whoever connects waits until it answers.
    init(_ engine: Engine, isCluster: Bool = false) throws {
        self.engine = engine
        self.port = try Self.freePort()
        self.busPort = try Self.freePort()
        self.directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("signalbox-questions-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.directory, withIntermediateDirectories: true)
        var arguments = ["--bind", "127.0.0.1", "--port", String(self.port), "--dir", self.directory.path]
        arguments += ["--save", "", "--appendonly", "no", "--logfile", "server.log"] + engine.arguments
        if isCluster { arguments += ["--cluster-enabled", "yes", "--cluster-port", String(self.busPort)] }
        self.arguments = arguments
        try self.launch()
    }

    deinit { self.end() }

    /// Starts the killed server again, on the same port and without its data.
    func launch() throws { try self.process.start(self.engine.executable, self.arguments) }

    /// Ends the server as a crash would.
    func kill() { self.process.end() }

    /// Freezes the server: connections stay, nothing is answered.
    func freeze() { self.process.signal(SIGSTOP) }

    /// Lets a frozen server go on.
    func thaw() { self.process.signal(SIGCONT) }

    /// Ends the server and removes its folder.
    func end() {
        self.process.end()
        try? FileManager.default.removeItem(at: self.directory)
    }

    private static func freePort() throws -> Int {
        let channel = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).wait()
        let port = channel.localAddress?.port
        try channel.close().wait()
        guard let port else { throw Failure.notStarted("no free port") }
        return port
    }
}

/// The process of one server.
///
/// `@unchecked Sendable`: `process` is touched under `lock` only.
private final class ServerProcess: @unchecked Sendable {
    private let lock = NSLock()
    private var process: Process?

    func start(_ executable: String, _ arguments: [String]) throws {
        try self.lock.withLock {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: executable)
            process.arguments = arguments
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            self.process = process
        }
    }

    func signal(_ number: Int32) {
        let pid = self.lock.withLock { self.process?.processIdentifier ?? 0 }
        if pid > 0 { kill(pid, number) }
    }

    func end() {
        guard let process = self.lock.withLock({ self.process.take() }), process.isRunning else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
