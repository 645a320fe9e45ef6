import Foundation
import GatewayCore
import Synchronization
import Testing

@testable import GatewayTelemetry

struct AccessLogTests {
    /// What was reported to the operator.
    private final class Faults: Sendable {
        private let list = Mutex<[AccessLogFault]>([])

        var all: [AccessLogFault] { self.list.withLock { $0 } }

        func append(_ fault: AccessLogFault) {
            self.list.withLock { $0.append(fault) }
        }
    }

    private static func append(_ text: String, to lane: AccessLogLane) {
        Array(text.utf8).withUnsafeBytes { lane.append($0) }
    }

    /// Whether the writer thread brings something about in good time.
    private static func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
        let end = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < end {
            if try condition() { return true }
            sched_yield()
        }
        return false
    }

    private static func withFile(_ body: (URL) throws -> Void) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "signalbox-\(UUID().uuidString).log")
        defer { try? FileManager.default.removeItem(at: file) }
        try body(file)
    }

    private static func open(
        _ path: String,
        loops: Int = 1,
        maxBufferedBytes: Int = 1 << 20,
        _ faults: Faults
    ) throws
        -> AccessLog
    {
        let settings = AccessLogSettings(destination: .file(path), maxBufferedBytes: maxBufferedBytes)
        return try #require(try AccessLog(settings, loops: loops) { faults.append($0) })
    }

    @Test func `a log that is off costs no thread and no lane`() throws {
        #expect(try AccessLog(AccessLogSettings(destination: .off), loops: 2) { _ in } == nil)
    }

    @Test func `a file that cannot be opened is an error that names it`() {
        let settings = AccessLogSettings(destination: .file("/nonexistent/access.log"))
        #expect(throws: AccessLogFault.cannotOpen(path: "/nonexistent/access.log", errno: ENOENT)) {
            try AccessLog(settings, loops: 1) { _ in }
        }
    }

    @Test func `all lines of all loops reach the file, each loop's in order`() throws {
        try Self.withFile { file in
            let faults = Faults()
            let log = try Self.open(file.path, loops: 3, faults)
            let lines = 5000
            DispatchQueue.concurrentPerform(iterations: 3) { loop in
                for number in 0..<lines {
                    Self.append("\(loop) \(number)\n", to: log.lane(loop))
                }
            }
            log.flushAndStop()
            let text = try String(contentsOf: file, encoding: .utf8)
            let written = text.split(separator: "\n").map { $0.split(separator: " ").compactMap { Int($0) } }
            for loop in 0..<3 {
                #expect(written.filter { $0.first == loop }.compactMap(\.last) == Array(0..<lines))
            }
            #expect(log.droppedLines == 0)
            #expect(faults.all.isEmpty)
        }
    }

    @Test func `an exchange becomes one line of the file`() throws {
        try Self.withFile { file in
            let log = try Self.open(file.path, Faults())
            let telemetry = LoopTelemetry(index: 0, log: log.lane(0), wallClock: { Fixture.wallClock })
            let fixture = try Fixture(observer: telemetry)
            let exchanges = try (0..<20).map { _ in try fixture.typicalExchange() }
            for exchange in exchanges {
                exchange.settle()
                exchange.settle()
            }
            log.flushAndStop()
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(text.split(separator: "\n").count == 20)
            let expected = exchanges.compactMap { AccessLogLineTests.line($0) }
            func ids(_ lines: [String]) -> [Substring] { lines.compactMap { $0.firstMatch(of: /req_[0-9a-f]{32}/)?.0 } }
            #expect(ids(text.split(separator: "\n").map(String.init)) == ids(expected))
        }
    }

    @Test func `lines that find no room are dropped and counted, the others are kept whole`() throws {
        let bell = try WriterBell()
        let lane = AccessLogLane(maxBufferedBytes: 100, bell: bell)
        for number in 0..<20 {
            Self.append("line \(number + 100)\n", to: lane)
        }
        var taken: [UInt8] = []
        lane.take(into: &taken)
        #expect(String(decoding: taken, as: UTF8.self).split(separator: "\n").count == 11)
        #expect(taken.last == UInt8(ascii: "\n"))
        #expect(lane.droppedLines == 9)
        Self.append("again\n", to: lane)
        taken.removeAll()
        lane.take(into: &taken)
        #expect(taken == Array("again\n".utf8))
    }

    @Test func `lines after the stop are dropped and counted`() throws {
        try Self.withFile { file in
            let log = try Self.open(file.path, Faults())
            Self.append("before\n", to: log.lane(0))
            log.flushAndStop()
            log.flushAndStop()
            Self.append("after\n", to: log.lane(0))
            #expect(try String(contentsOf: file, encoding: .utf8) == "before\n")
            #expect(log.droppedLines == 1)
        }
    }

    @Test func `a full disk loses lines, counts them, and says so once`() throws {
        let faults = Faults()
        let log = try Self.open("/dev/full", faults)
        for round in 0..<3 {
            for number in 0..<10 {
                Self.append("line \(round) \(number)\n", to: log.lane(0))
            }
            // Awaited, so that the writer fails more than once.
            #expect(Self.eventually { log.droppedLines == UInt64(round + 1) * 10 })
        }
        log.flushAndStop()
        #expect(log.droppedLines == 30)
        #expect(faults.all == [.cannotWrite(errno: ENOSPC)])
    }

    @Test func `after rotation lines go to a new file of the old name`() throws {
        try Self.withFile { file in
            let rotated = file.appendingPathExtension("1")
            defer { try? FileManager.default.removeItem(at: rotated) }
            let log = try Self.open(file.path, Faults())
            Self.append("old\n", to: log.lane(0))
            #expect(try Self.eventually { try !String(contentsOf: file, encoding: .utf8).isEmpty })
            try FileManager.default.moveItem(at: file, to: rotated)
            log.reopen()
            #expect(Self.eventually { FileManager.default.fileExists(atPath: file.path) })
            Self.append("new\n", to: log.lane(0))
            log.flushAndStop()
            #expect(try String(contentsOf: rotated, encoding: .utf8) == "old\n")
            #expect(try String(contentsOf: file, encoding: .utf8) == "new\n")
        }
    }

    @Test func `a reader that takes nothing does not hold up a stop, nor does a line cut there swallow the next`()
        throws
    {
        let pipe = Pipe()
        let reader = pipe.fileHandleForReading
        let path = "/dev/fd/\(pipe.fileHandleForWriting.fileDescriptor)"
        let opened = try LogFile(.file(path), patience: 0)
        guard var file = consume opened else {
            Issue.record("no file")
            return
        }
        let line = "a line of 20 bytes.\n"
        let lines = Array(String(repeating: line, count: 50000).utf8)
        let failure = file.write(lines) { true }
        let lost = failure?.lost ?? 0
        #expect(failure?.errno == EAGAIN)
        #expect((1..<50000).contains(lost))
        // As much as a pipe holds is read, so that there is room for the rest.
        let first = reader.availableData
        let isWritten = file.write(Array("next\n".utf8)) { true } == nil
        #expect(isWritten)
        try pipe.fileHandleForWriting.close()
        _ = consume file
        let text = String(decoding: first + reader.readDataToEndOfFile(), as: UTF8.self)
        let whole = text.split(separator: "\n").filter { $0 + "\n" == line }
        #expect(UInt64(whole.count) + lost == 50000)
        #expect(text.hasSuffix("\nnext\n"))
    }
}
