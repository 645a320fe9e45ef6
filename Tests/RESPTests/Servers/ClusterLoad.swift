import NIOCore

@testable import RESP

/// Many callers on one client's loop, each with one command at a time, some of which they give up at random. Every value
/// is derived from its key, so that a reply that was matched to the wrong command shows.
///
/// Confined to the client's loop.
final class ClusterLoad {
    /// What was seen.
    struct Report: Sendable {
        var begun = 0
        var ended = 0
        var endedTwice = 0
        var wrong: [String] = []
        var late: [String] = []
        var succeeded = 0
        var cancelled = 0
        /// Reads with much time that failed though nobody gave them up.
        var failedPatientReads: [String] = []
        var failures: [String: Int] = [:]
        /// Successes since the last mark on keys that the mark names.
        var succeededSinceMark = 0
    }

    private(set) var report = Report()
    private let client: any RedisClient
    private let keys: [String]
    private let patience: TimeAmount
    private let slack: TimeAmount
    private var random: ClusterRandom
    private var isStopping = false
    private var marked: (slots: ClosedRange<UInt16>, enough: Int)?
    private var onEnough: (() -> Void)?
    private var onStopped: (() -> Void)?

    init(
        _ client: any RedisClient,
        seed: UInt64,
        patience: TimeAmount = .seconds(20),
        slack: TimeAmount = .seconds(2)
    ) {
        self.client = client
        self.random = ClusterRandom(seed: seed)
        self.patience = patience
        self.slack = slack
        self.keys = (0..<1_000).map { "load:\($0)" }
    }

    static func value(of key: String) -> String { "<\(key)>" + String(repeating: key, count: 5) }

    /// Stores a value under every key.
    func prepare() -> EventLoopFuture<Void> {
        let promise = self.client.eventLoop.makePromise(of: Void.self)
        let commands = self.keys.map { RESPCommand.set(.string($0), .string(Self.value(of: $0))) }
        self.client.sendPipeline(commands, within: .seconds(20)) { replies in
            let failure = replies.lazy.compactMap { if case .failure(let error) = $0 { error } else { nil } }.first
            if let failure { promise.fail(failure) } else { promise.succeed() }
        }
        return promise.futureResult
    }

    func start(callers: Int) {
        for _ in 0..<callers { self.next() }
    }

    /// Succeeds when so many commands on keys of these slots have succeeded from now on.
    func mark(_ slots: ClosedRange<UInt16>, enough: Int) -> EventLoopFuture<Void> {
        let promise = self.client.eventLoop.makePromise(of: Void.self)
        self.report.succeededSinceMark = 0
        self.marked = (slots, enough)
        self.onEnough = { promise.succeed() }
        return promise.futureResult
    }

    /// Lets every caller end what it has begun.
    func stop() -> EventLoopFuture<Report> {
        let promise = self.client.eventLoop.makePromise(of: Report.self)
        self.isStopping = true
        self.onStopped = { promise.succeed(self.report) }
        self.checkStopped()
        return promise.futureResult
    }

    private func checkStopped() {
        guard self.isStopping, self.report.begun == self.report.ended else { return }
        self.onStopped?()
        self.onStopped = nil
    }

    private func key() -> String { self.keys[Int(self.random.next() % UInt64(self.keys.count))] }

    private func next() {
        guard !self.isStopping else { return self.checkStopped() }
        self.report.begun += 1
        let isPatient = self.random.next() % 4 != 0
        let timeout = isPatient ? self.patience : .milliseconds(Int64(self.random.next() % 100) + 1)
        let key = self.key()
        switch self.random.next() % 20 {
        case 0..<3:
            let command = RESPCommand.set(.string(key), .string(Self.value(of: key)))
            self.run(command, on: [key], within: timeout, isPatientRead: false) { $0.isOK }
        case 3..<5:
            let keys = [key] + (0..<3).map { _ in self.key() }
            self.run(.mget(keys.map { .string($0) }), on: keys, within: timeout, isPatientRead: isPatient) {
                $0.elements?.map(\.text) == keys.map { Self.value(of: $0) }
            }
        default:
            self.run(.get(.string(key)), on: [key], within: timeout, isPatientRead: isPatient) {
                $0.text == Self.value(of: key)
            }
        }
    }

    private func run(
        _ command: RESPCommand,
        on keys: [String],
        within timeout: TimeAmount,
        isPatientRead: Bool,
        isRight: @escaping (RESPValue) -> Bool
    ) {
        let begin = self.client.eventLoop.now
        var isOver = false
        let ticket = self.client.send(command, within: timeout) { reply in
            if isOver { self.report.endedTwice += 1 }
            isOver = true
            self.report.ended += 1
            let taken = self.client.eventLoop.now - begin
            if taken > timeout + self.slack { self.report.late.append("\(command.name) took \(taken) of \(timeout)") }
            switch reply {
            case .success(let value):
                if !isRight(value) { self.report.wrong.append("\(command.name) \(keys): \(value)") }
                self.succeeded(keys)
            case .failure(.cancelled): self.report.cancelled += 1
            case .failure(let error):
                self.report.failures["\(error)", default: 0] += 1
                guard isPatientRead else { break }
                self.report.failedPatientReads.append("\(command.name) \(keys): \(error) after \(taken)")
            }
            self.client.eventLoop.assumeIsolated().execute { self.next() }
        }
        guard self.random.next() % 10 == 0 else { return }
        let wait = TimeAmount.microseconds(Int64(self.random.next() % 3_000))
        self.client.eventLoop.assumeIsolated().scheduleTask(in: wait) {
            if !isOver { self.client.cancel(ticket) }
        }
    }

    private func succeeded(_ keys: [String]) {
        self.report.succeeded += 1
        guard let marked = self.marked, keys.contains(where: { marked.slots.contains(HashSlot(key: $0).number) }) else {
            return
        }
        self.report.succeededSinceMark += 1
        guard self.report.succeededSinceMark == marked.enough else { return }
        self.onEnough?()
        self.onEnough = nil
    }
}
