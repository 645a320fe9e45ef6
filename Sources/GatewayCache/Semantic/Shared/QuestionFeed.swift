package import NIOCore
import RESP

/// How a node listens to others.
package struct QuestionFeedSettings: Sendable {
    /// Entries that are read at once: opening them takes up to 6 µs each, and must not hold the loop for long.
    package var batch = 16
    /// How long one read waits for entries; must be well below the time after which the listener takes a server that
    /// says nothing for dead.
    package var patience = TimeAmount.seconds(2)

    /// Creates the defaults.
    package init() {}
}

/// Listens to the stream of notices; confined to the loop of its listener.
///
/// A read waits on the server until there is something to read, and so do all commands behind it: the listener is a
/// client that nobody else uses, with one connection.
final class QuestionFeed {
    typealias Arrival = (_ notices: [QuestionNotice], _ taken: @escaping () -> Void) -> Void

    private let listener: any RedisClient
    private let port: QuestionPort
    private let node: String
    private let settings: QuestionFeedSettings
    private let arrived: Arrival
    private var machine = QuestionFeedMachine()
    private var notices: [QuestionNotice] = []
    private var ticket: RedisTicket?
    private var timer: Scheduled<Void>?
    /// Raised by each stop: what was asked before is not listened to.
    private var round: UInt64 = 0

    init(
        _ listener: any RedisClient,
        port: QuestionPort,
        node: String,
        settings: QuestionFeedSettings,
        arrived: @escaping Arrival
    ) {
        self.listener = listener
        self.port = port
        self.node = node
        self.settings = settings
        self.arrived = arrived
    }

    var isWarm: Bool { self.machine.isWarm }
    var gaps: UInt64 { self.machine.gaps }
    var resets: UInt64 { self.machine.resets }

    func start() {
        self.act(self.machine.started())
    }

    func stop() {
        self.round += 1
        self.machine.stopped()
        self.notices = []
        self.timer?.cancel()
        self.timer = nil
        if let ticket = self.ticket.take() { self.listener.cancel(ticket) }
    }

    private func act(_ action: QuestionFeedMachine.Action) {
        let round = self.round
        switch action {
        case .nothing: break
        case .check(let id): self.check(id, round)
        case .read(let id): self.read(after: id, round)
        case .wait(let milliseconds):
            let loop = self.listener.eventLoop.assumeIsolated()
            self.timer = loop.scheduleTask(in: .milliseconds(milliseconds)) { [weak self] in
                guard let self, self.round == round else { return }
                self.act(self.machine.waited())
            }
        case .deliver:
            let notices = self.notices
            self.notices = []
            guard !notices.isEmpty else { return self.act(self.machine.delivered()) }
            self.port.counts.received += UInt64(notices.count)
            self.arrived(notices) { [weak self] in
                guard let self, self.round == round else { return }
                self.act(self.machine.delivered())
            }
        }
    }

    private func check(_ id: StreamID, _ round: UInt64) {
        let stream = RESPArgument.string(self.port.names.stream)
        let place = RESPArgument.string(id.text)
        // A replica may have less than what was read: these are not marked as commands that it may answer.
        let commands = [
            SharedTier.keyed("XRANGE", [stream, place, place, "COUNT", "1"]),
            SharedTier.keyed("XREVRANGE", [stream, "+", "-", "COUNT", "1"]),
        ]
        self.ticket = self.listener.sendPipeline(commands, within: QuestionPort.writeTimeout) { [weak self] replies in
            guard let self, self.round == round else { return }
            guard replies.count == 2, let same = try? replies[0].get().elements,
                let newest = try? replies[1].get().elements
            else { return self.failed() }
            self.act(self.machine.checked(isThere: !same.isEmpty, newest: newest.first.flatMap { Self.id(of: $0) }))
        }
    }

    private func read(after id: StreamID, _ round: UInt64) {
        let batch = max(self.settings.batch, 1)
        // 0 would be for ever.
        let patience = max(self.settings.patience.nanoseconds / 1_000_000, 1)
        let arguments: [RESPArgument] = [
            "COUNT", .integer(batch), "BLOCK", .integer(patience), "STREAMS",
            .string(self.port.names.stream), .string(id.text),
        ]
        let command = RESPCommand("XREAD", arguments: arguments, keys: RESPCommand.Keys(first: 5, count: 1))
        let limit = self.settings.patience + QuestionPort.writeTimeout
        self.ticket = self.listener.send(command, within: limit) { [weak self] reply in
            guard let self, self.round == round else { return }
            guard case .success(let value) = reply else { return self.failed() }
            let entries = Self.entries(of: value)
            let last = entries.last.flatMap { Self.id(of: $0) }
            guard entries.isEmpty || last ?? id > id else { return self.failed() }
            self.notices = entries.compactMap { self.notice(in: $0) }
            self.act(self.machine.read(last: last, isFull: entries.count >= batch))
        }
    }

    private func failed() {
        self.port.counts.failures += 1
        self.act(self.machine.failed())
    }

    /// What an entry tells; nil where it is this node's, past its life, or unreadable.
    private func notice(in entry: RESPValue) -> QuestionNotice? {
        let fields = entry.elements.flatMap { $0.count == 2 ? $0[1] : nil }
        guard let fields, let bytes = fields["q"]?.bytes else {
            self.port.counts.unreadable += 1
            return nil
        }
        guard !(fields["n"]?.spells(self.node) ?? false) else {
            self.port.counts.own += 1
            return nil
        }
        guard let notice = self.port.read(bytes) else { return nil }
        if case .stored(let question) = notice, question.expiry <= self.port.now() {
            self.port.counts.expired += 1
            return nil
        }
        return notice
    }

    private static func id(of entry: RESPValue) -> StreamID? {
        entry.elements?.first?.text.flatMap { StreamID($0) }
    }

    /// The entries of the only stream that was asked for: in a map, or in a list of lists before version 3.
    private static func entries(of reply: RESPValue) -> [RESPValue] {
        switch reply {
        case .map(let streams): streams.first?.value.elements ?? []
        case .array(let streams): streams.first?.elements?.last?.elements ?? []
        default: []
        }
    }
}
