import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Sends a signal to one process.
func signalProcess(_ pid: Int32, _ signal: Int32) {
    if pid > 0 { kill(pid, signal) }
}

/// A real server that a test starts for itself: on a free loopback port, in a folder of its own, gone with the test.
final class RedisServer: Sendable {
    /// Which program is run.
    struct Engine: Sendable, CustomStringConvertible {
        let description: String
        let executable: URL

        /// The distribution's Redis.
        static let redis = Engine(description: "redis-server", executable: tool("redis-server"))

        /// The distribution's Redis, and the newer engines that the environment names or that were fetched.
        static var all: [Engine] {
            [.redis]
                + [
                    Self.fetched("Redis 8", variable: "SIGNALBOX_REDIS8", "redis8/redis-server"),
                    Self.fetched("Valkey 9", variable: "SIGNALBOX_VALKEY", "valkey9/valkey-server"),
                ].compactMap(\.self)
        }

        private static func fetched(_ name: String, variable: String, _ path: String) -> Engine? {
            var root = URL(fileURLWithPath: #filePath)
            for _ in 0..<4 { root.deleteLastPathComponent() }
            let named = ProcessInfo.processInfo.environment[variable].map { URL(fileURLWithPath: $0) }
            let executable = named ?? root.appendingPathComponent(".venv/tools/\(path)")
            guard FileManager.default.isExecutableFile(atPath: executable.path) else { return nil }
            return Engine(description: name, executable: executable)
        }
    }

    /// What went wrong with a server.
    enum Failure: Error {
        case noFreePort
        case notReady(log: String)
        case toolFailed(String)
    }

    let port: Int
    let directory: URL
    private let engine: Engine
    private let arguments: [String]
    private let process: ProcessBox

    /// Starts a server and waits until it answers. `config` becomes the configuration file, for what cannot be an
    /// argument; with `tls`, the given port is the encrypted one and there is no other.
    static func start(
        _ engine: Engine = .redis,
        arguments: [String] = [],
        config: String? = nil,
        port: Int? = nil,
        tls: TestCertificates? = nil
    ) throws -> RedisServer {
        let server = try RedisServer(engine, arguments: arguments, config: config, port: port, tls: tls)
        try server.launch()
        return server
    }

    private init(_ engine: Engine, arguments: [String], config: String?, port: Int?, tls: TestCertificates?) throws {
        let port = try port ?? Self.freePort()
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("signalbox-redis-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        var all: [String] = []
        if let config {
            let file = directory.appendingPathComponent("server.conf")
            try config.write(to: file, atomically: true, encoding: .utf8)
            all.append(file.path)
        }
        all += ["--bind", "127.0.0.1", "--dir", directory.path, "--save", "", "--appendonly", "no"]
        if let tls {
            all += ["--port", "0", "--tls-port", String(port), "--tls-cert-file", tls.serverCertificate.path]
            all += ["--tls-key-file", tls.serverKey.path, "--tls-ca-cert-file", tls.authority.path]
        } else {
            all += ["--port", String(port)]
        }
        self.engine = engine
        self.port = port
        self.directory = directory
        self.arguments = all + arguments
        self.process = ProcessBox()
    }

    deinit { self.end() }

    /// The process, for signals.
    var pid: Int32 { self.process.pid }

    /// Ends the server as a crash would.
    func kill() { self.process.end() }

    /// Starts the killed server again, on the same port with the same arguments.
    func restart() throws { try self.launch() }

    /// Freezes the server: connections stay, nothing is answered.
    func freeze() { signalProcess(self.pid, SIGSTOP) }

    /// Lets a frozen server go on.
    func thaw() { signalProcess(self.pid, SIGCONT) }

    /// Ends the server and removes its folder.
    func end() {
        self.process.end()
        try? FileManager.default.removeItem(at: self.directory)
    }

    private func launch() throws {
        let log = self.directory.appendingPathComponent("server.log")
        try self.process.start(self.engine.executable, self.arguments, log: log)
        let deadline = ContinuousClock.now + .seconds(10)
        while !self.answers() {
            guard self.process.isRunning, ContinuousClock.now < deadline else {
                let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
                self.process.end()
                throw Failure.notReady(log: text)
            }
            usleep(10_000)
        }
    }

    /// Whether the server answers a `PING`, be it by asking for a password. An encrypted port only has to accept.
    private func answers() -> Bool {
        guard let socket = LoopbackSocket(port: self.port) else { return false }
        if self.arguments.contains("--tls-port") { return true }
        let answer = socket.ask("PING\r\n")
        return answer.hasPrefix("+PONG") || answer.hasPrefix("-NOAUTH") || answer.hasPrefix("-DENIED")
    }

    /// A port that nobody listens on.
    static func freePort() throws -> Int {
        guard let port = LoopbackSocket.freePort() else { throw Failure.noFreePort }
        return port
    }

    /// Where a program of the distribution is.
    static func tool(_ name: String) -> URL {
        let folders =
            (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":") + ["/usr/bin", "/usr/sbin"]
        let paths = folders.map { "\($0)/\(name)" }
        return URL(fileURLWithPath: paths.first { FileManager.default.isExecutableFile(atPath: $0) } ?? name)
    }

    /// Runs a program to its end and returns what it printed.
    @discardableResult
    static func run(_ name: String, _ arguments: [String], input: String? = nil) throws -> String {
        let process = Process()
        process.executableURL = Self.tool(name)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        let source = Pipe()
        process.standardInput = source
        try process.run()
        source.fileHandleForWriting.write(Data((input ?? "").utf8))
        try source.fileHandleForWriting.close()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure.toolFailed("\(name) \(arguments): \(text)") }
        return text
    }
}

/// The process of one server; it may be started again.
///
/// `@unchecked Sendable`: `process` is touched under `lock` only.
private final class ProcessBox: @unchecked Sendable {
    private var process: Process?
    private let lock = NSLock()

    var pid: Int32 { self.lock.withLock { self.process?.processIdentifier ?? 0 } }

    var isRunning: Bool { self.lock.withLock { self.process?.isRunning ?? false } }

    func start(_ executable: URL, _ arguments: [String], log: URL) throws {
        try self.lock.withLock {
            if !FileManager.default.fileExists(atPath: log.path) {
                _ = FileManager.default.createFile(atPath: log.path, contents: nil)
            }
            let process = Process()
            process.executableURL = executable
            process.arguments = arguments
            let handle = try FileHandle(forWritingTo: log)
            try handle.seekToEnd()
            process.standardOutput = handle
            process.standardError = handle
            process.standardInput = FileHandle.nullDevice
            try process.run()
            self.process = process
        }
    }

    func end() {
        let process = self.lock.withLock { self.process.take() }
        guard let process, process.isRunning else { return }
        signalProcess(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
