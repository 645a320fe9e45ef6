import Foundation
import GatewayTelemetry
import Testing

/// What Prometheus's own tool says of the text.
struct PromtoolTests {
    static func promtool(_ arguments: [String], input: URL?) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["promtool"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        if let input {
            process.standardInput = try FileHandle(forReadingFrom: input)
        }
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    static func requirePromtool() throws {
        let version = try self.promtool(["--version"], input: nil)
        try #require(version.status == 0, "promtool is not installed; it is part of the Debian package 'prometheus'")
    }

    static func withDirectory(_ body: (URL) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "signalbox-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try body(directory)
    }

    @Test func `promtool has nothing to say about the Prometheus text`() throws {
        try Self.requirePromtool()
        try Self.withDirectory { directory in
            let file = directory.appending(path: "metrics.txt")
            try Data(PrometheusTextTests.scrape(.prometheus).text.utf8).write(to: file)
            let lint = try Self.promtool(["check", "metrics"], input: file)
            #expect(lint.output == "")
            #expect(lint.status == 0)
        }
    }

    @Test func `promtool notices what is wrong with a text`() throws {
        try Self.requirePromtool()
        try Self.withDirectory { directory in
            let file = directory.appending(path: "metrics.txt")
            let text = try PrometheusTextTests.scrape(.prometheus).text
            try Data(text.replacing("# HELP signalbox_connections ", with: "# ").utf8).write(to: file)
            #expect(try Self.promtool(["check", "metrics"], input: file).status != 0)
        }
    }

    /// `promtool check metrics` knows the Prometheus format only; the strict OpenMetrics parser of Prometheus is behind
    /// the import of samples, which wants a time with each.
    @Test(arguments: [true, false])
    func `Prometheus's strict parser takes the OpenMetrics text, and no text without its end`(isWhole: Bool) throws {
        try Self.requirePromtool()
        try Self.withDirectory { directory in
            let file = directory.appending(path: "metrics.txt")
            let scrape = try PrometheusTextTests.scrape(.openMetrics)
            let lines = scrape.text.split(separator: "\n").map { $0.hasPrefix("#") ? String($0) : "\($0) 1795367036" }
            let text = lines.dropLast(isWhole ? 0 : 1).joined(separator: "\n") + "\n"
            try Data(text.utf8).write(to: file)
            let blocks = directory.appending(path: "blocks")
            let arguments = ["tsdb", "create-blocks-from", "openmetrics", file.path, blocks.path]
            let result = try Self.promtool(arguments, input: nil)
            #expect((result.status == 0) == isWhole, "\(result.output)")
        }
    }
}
