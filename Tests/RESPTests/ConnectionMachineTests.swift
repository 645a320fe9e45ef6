import NIOCore
import RESP
import Testing

struct ConnectionMachineTests {
    private func at(_ milliseconds: Int64) -> NIODeadline {
        .uptimeNanoseconds(1_000_000) + .milliseconds(milliseconds)
    }

    /// A machine that carries commands: without a handshake of its own, any reply to a probe of readiness will do.
    private func rules() -> ConnectionMachine<Int>.Rules {
        var configuration = RedisNodeConfiguration(host: "h", port: 1)
        configuration.connectTimeout = .seconds(1)
        configuration.keepalive = .seconds(10)
        configuration.hangTimeout = .seconds(5)
        configuration.maxPendingCommands = 4
        configuration.maxPendingBytes = 100
        return ConnectionMachine<Int>.Rules(configuration)
    }

    private func ready() -> ConnectionMachine<Int> {
        var machine = ConnectionMachine<Int>(self.rules(), at: self.at(0))
        machine.enqueueHandshake(.hello, at: self.at(0))
        machine.enqueueHandshake(.ping, at: self.at(0))
        _ = machine.received(.map([]))
        guard case .ready = machine.received(simple("PONG")) else {
            Issue.record("the handshake did not end")
            return machine
        }
        return machine
    }

    private func reply(_ delivery: ConnectionMachine<Int>.Delivery) -> Int? {
        guard case .reply(let context, _) = delivery else { return nil }
        return context
    }

    private func isSkipped(_ delivery: ConnectionMachine<Int>.Delivery) -> Bool {
        guard case .skipped = delivery else { return false }
        return true
    }

    @Test func `replies go to callers in order`() {
        var machine = self.ready()
        for number in 1...3 {
            machine.enqueue(number, number: UInt64(number), bytes: 10, deadline: self.at(100), at: self.at(0))
        }
        let given = (1...3).map { _ in self.reply(machine.received(.null)) }
        #expect(given == [1, 2, 3])
        #expect(machine.pendingCount == 0 && machine.pendingBytes == 0)
    }

    @Test func `the reply of somebody who left is skipped`() {
        var machine = self.ready()
        for number in 1...3 {
            machine.enqueue(number, number: UInt64(number), bytes: 10, deadline: self.at(100), at: self.at(0))
        }
        let cancelled = machine.cancel(2)
        let again = machine.cancel(2)
        let unknown = machine.cancel(9)
        #expect(cancelled == 2 && again == nil && unknown == nil)
        #expect(machine.pendingCount == 3)
        let first = self.reply(machine.received(.null))
        let isSecondSkipped = self.isSkipped(machine.received(.null))
        let third = self.reply(machine.received(.null))
        #expect(first == 1 && isSecondSkipped && third == 3)
    }

    @Test func `deadlines expire in any order, and late replies are skipped`() {
        var machine = self.ready()
        machine.enqueue(1, number: 1, bytes: 1, deadline: self.at(300), at: self.at(0))
        machine.enqueue(2, number: 2, bytes: 1, deadline: self.at(100), at: self.at(0))
        machine.enqueue(3, number: 3, bytes: 1, deadline: self.at(200), at: self.at(0))
        #expect(machine.nextWake == self.at(100))
        let early = machine.due(at: self.at(99)).expired
        let second = machine.due(at: self.at(100)).expired
        #expect(early.isEmpty && second == [2])
        #expect(machine.nextWake == self.at(200))
        let both = machine.due(at: self.at(300)).expired
        #expect(both == [1, 3])
        for _ in 1...3 {
            let isSkipped = self.isSkipped(machine.received(.null))
            #expect(isSkipped)
        }
        let isUnexpected = if case .unexpected = machine.received(.null) { true } else { false }
        #expect(isUnexpected)
    }

    @Test func `pushes stand beside the queue`() {
        var machine = self.ready()
        machine.enqueue(1, number: 1, bytes: 1, deadline: self.at(100), at: self.at(0))
        let isPush = if case .push = machine.received(.push([bulk("invalidate"), .null])) { true } else { false }
        #expect(isPush)
        let given = self.reply(machine.received(.integer(1)))
        #expect(given == 1)
    }

    @Test func `a subscription is answered by its confirmations`() {
        var machine = self.ready()
        machine.enqueueDirect(1, bytes: 1, confirmations: 2, deadline: self.at(100), at: self.at(0))
        machine.enqueue(2, number: 1, bytes: 1, deadline: self.at(100), at: self.at(0))
        let confirmation = RESPValue.push([bulk("subscribe"), bulk("c"), .integer(1)])
        let isMessage =
            if case .push = machine.received(.push([bulk("message"), bulk("c"), bulk("m")])) { true } else { false }
        let isFirstQuiet = if case .nothing = machine.received(confirmation) { true } else { false }
        let subscriber = self.reply(machine.received(confirmation))
        let other = self.reply(machine.received(.integer(7)))
        #expect(isMessage && isFirstQuiet && subscriber == 1 && other == 2)
        machine.enqueueDirect(3, bytes: 1, confirmations: 2, deadline: self.at(100), at: self.at(0))
        let refused = self.reply(machine.received(.error(RESPError("NOPERM no"))))
        #expect(refused == 3)
    }

    @Test func `commands and bytes are bounded, those that nobody waits for included`() {
        var machine = self.ready()
        let rooms = [
            machine.hasRoom(for: 4, bytes: 100), machine.hasRoom(for: 5, bytes: 1), machine.hasRoom(for: 1, bytes: 101),
        ]
        #expect(rooms == [true, false, false])
        machine.enqueue(1, number: 1, bytes: 60, deadline: self.at(1), at: self.at(0))
        _ = machine.cancel(1)
        let isHeld = !machine.hasRoom(for: 1, bytes: 41)
        _ = machine.received(.null)
        let isFree = machine.hasRoom(for: 4, bytes: 100)
        #expect(isHeld && isFree)
    }

    @Test func `a silent connection is asked, and a server that stays silent is given up`() {
        var machine = self.ready()
        #expect(machine.nextWake == self.at(10_000))
        let isQuiet = machine.due(at: self.at(9_999)).ping
        let isAsked = machine.due(at: self.at(10_000)).ping
        #expect(!isQuiet && isAsked)
        machine.enqueueKeepalive(at: self.at(10_000))
        #expect(machine.nextWake == self.at(15_000))
        let before = machine.due(at: self.at(14_999)).ending
        let after = machine.due(at: self.at(15_000)).ending
        #expect(before == nil && after == .hung)
    }

    @Test func `bytes of a slow reply are a sign of life`() {
        var machine = self.ready()
        machine.enqueue(1, number: 1, bytes: 1, deadline: self.at(60_000), at: self.at(0))
        machine.heard(at: self.at(4_000))
        let early = machine.due(at: self.at(8_999)).ending
        let late = machine.due(at: self.at(9_000)).ending
        #expect(early == nil && late == .hung)
    }

    @Test func `a probe ends well in time and badly afterwards`() {
        var machine = self.ready()
        machine.enqueueProbe(deadline: self.at(100), at: self.at(0))
        let isProbed = if case .probed = machine.received(simple("PONG")) { true } else { false }
        #expect(isProbed)
        machine.enqueueProbe(deadline: self.at(200), at: self.at(0))
        let hasFailed = machine.due(at: self.at(200)).probeFailed
        let failsOnce = machine.due(at: self.at(300)).probeFailed
        let isSkipped = self.isSkipped(machine.received(simple("PONG")))
        #expect(hasFailed && !failsOnce && isSkipped)
    }

    @Test func `an ended connection returns everybody who still waits`() {
        var machine = self.ready()
        for number in 1...4 {
            machine.enqueue(number, number: UInt64(number), bytes: 10, deadline: self.at(100), at: self.at(0))
        }
        _ = machine.received(.null)
        _ = machine.cancel(3)
        let left = machine.closed()
        #expect(left == [2, 4])
        #expect(machine.nextWake == .distantFuture)
        let again = machine.closed()
        #expect(again.isEmpty)
    }
}

struct HandshakeTests {
    private func begin(_ replies: [RESPValue]) -> (last: String, wake: NIODeadline) {
        let start = NIODeadline.uptimeNanoseconds(1_000_000)
        var configuration = RedisNodeConfiguration(host: "h", port: 1)
        configuration.libraryName = "test"
        configuration.database = 1
        var machine = ConnectionMachine<Int>(ConnectionMachine.Rules(configuration), at: start)
        for (step, _) in Handshake.commands(for: configuration) { machine.enqueueHandshake(step, at: start) }
        machine.heard(at: start)
        var last = ""
        for reply in replies {
            last = "\(machine.received(reply))"
        }
        return (last, machine.nextWake)
    }

    @Test func `the questions depend on the configuration`() {
        var configuration = RedisNodeConfiguration(host: "h", port: 1)
        #expect(Handshake.commands(for: configuration).map { "\($0.command.name)" } == ["HELLO", "PING"])
        configuration.password = "secret"
        configuration.clientName = "name"
        configuration.libraryName = "library"
        configuration.libraryVersion = "1"
        configuration.database = 2
        configuration.readsFromReplica = true
        let commands = Handshake.commands(for: configuration).map(\.command)
        #expect(commands.map { "\($0.name)" } == ["HELLO", "CLIENT", "CLIENT", "SELECT", "READONLY", "PING"])
        #expect(commands[0].arguments == ["3", "AUTH", "default", "secret", "SETNAME", "name"])
    }

    @Test func `an unknown library name does not matter, a refused login does`() {
        let unknown = RESPValue.error(RESPError("ERR Unknown subcommand 'SETINFO'"))
        #expect(self.begin([.map([]), unknown, simple("OK"), simple("PONG")]).last == "ready")
        #expect(self.begin([.error(RESPError("WRONGPASS no"))]).last.contains("refused"))
        #expect(
            self.begin([.map([]), unknown, .error(RESPError("ERR DB index is out of range"))]).last.contains("refused")
        )
        #expect(self.begin([.map([]), unknown, simple("OK"), .error(RESPError("NOPERM ping"))]).last == "ready")
    }

    @Test func `a server that loads is asked again later`() {
        let loading = RESPValue.error(RESPError("LOADING Redis is loading the dataset in memory"))
        let (last, wake) = self.begin([.map([]), simple("OK"), loading, loading])
        #expect(last == "nothing")
        #expect(wake == .uptimeNanoseconds(1_000_000) + .milliseconds(100))
    }
}
