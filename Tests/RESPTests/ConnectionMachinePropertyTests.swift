import NIOCore
import RESP
import Testing

/// No reply is ever matched to a wrong command, whatever callers, time and server do.
struct ConnectionMachinePropertyTests {
    /// A server in memory: answers each command with its number, in order, some time later, with pushes in between.
    private struct Server {
        var owed: [RESPValue] = []

        mutating func answers(_ chance: inout RedisJitter) -> [RESPValue] {
            var values: [RESPValue] = []
            for _ in 0..<Int.random(in: 0...6, using: &chance) where !self.owed.isEmpty {
                if Int.random(in: 0..<4, using: &chance) == 0 { values.append(.push([bulk("invalidate"), .null])) }
                values.append(self.owed.removeFirst())
            }
            return values
        }
    }

    @Test(arguments: UInt64(0)..<100)
    func `every caller hears exactly once, and nothing but its own reply`(_ seed: UInt64) {
        var chance = RedisJitter(seed: seed)
        var configuration = RedisNodeConfiguration(host: "h", port: 1)
        configuration.hangTimeout = .seconds(3_600)
        configuration.keepalive = .milliseconds(40)
        configuration.maxPendingCommands = 40
        var now = NIODeadline.uptimeNanoseconds(1_000_000)
        var number: UInt64 = 0
        var ended: [UInt64: String] = [:]
        var given: [UInt64] = []
        for _ in 0..<4 {
            // One connection, until it is cut.
            var machine = ConnectionMachine<UInt64>(ConnectionMachine.Rules(configuration), at: now)
            var server = Server()
            for step in [Handshake.Step.hello, .ping] {
                machine.enqueueHandshake(step, at: now)
                server.owed.append(simple("hello"))
            }
            var open: [UInt64] = []
            func end(_ context: UInt64, _ how: String) {
                if ended[context] != nil { Issue.record("seed \(seed): \(context) ended twice") }
                ended[context] = how
                open.removeAll { $0 == context }
            }
            for _ in 0..<300 {
                now = now + .milliseconds(Int64.random(in: 0...5, using: &chance))
                switch Int.random(in: 0..<10, using: &chance) {
                case 0...4:
                    guard machine.isReady, machine.hasRoom(for: 1, bytes: 10) else { continue }
                    number += 1
                    let deadline = now + .milliseconds(Int64.random(in: 1...60, using: &chance))
                    if Int.random(in: 0..<10, using: &chance) == 0 {
                        machine.enqueueDirect(number, bytes: 10, deadline: deadline, at: now)
                    } else {
                        machine.enqueue(number, number: number, bytes: 10, deadline: deadline, at: now)
                    }
                    server.owed.append(.integer(Int64(number)))
                    given.append(number)
                    open.append(number)
                case 5:
                    let isOld = Int.random(in: 0..<4, using: &chance) == 0
                    guard let victim = (isOld ? given : open).randomElement(using: &chance) else { continue }
                    if let context = machine.cancel(victim) {
                        #expect(context == victim)
                        end(context, "cancelled")
                    }
                case 6:
                    guard machine.isReady, Int.random(in: 0..<4, using: &chance) == 0 else { continue }
                    machine.enqueueProbe(deadline: now + .milliseconds(10), at: now)
                    server.owed.append(simple("PONG"))
                default:
                    for value in server.answers(&chance) {
                        machine.heard(at: now)
                        switch machine.received(value) {
                        case .reply(let context, let reply):
                            #expect(reply == .integer(Int64(context)), "seed \(seed)")
                            end(context, "replied")
                        case .unexpected, .refused: Issue.record("seed \(seed): \(value) was not expected")
                        case .push, .skipped, .probed, .nothing, .ready: break
                        }
                    }
                }
                guard now >= machine.nextWake else { continue }
                let due = machine.due(at: now)
                for context in due.expired { end(context, "timed out") }
                if due.ping {
                    machine.enqueueKeepalive(at: now)
                    server.owed.append(simple("PONG"))
                }
                #expect(due.ending == nil)
            }
            for context in machine.closed() { end(context, "disconnected") }
            #expect(open.isEmpty, "seed \(seed)")
        }
        #expect(ended.count == given.count)
        #expect(Set(ended.values).isSuperset(of: ["replied", "cancelled", "timed out"]), "seed \(seed)")
    }

    @Test(arguments: UInt64(0)..<20)
    func `a deadline is kept to the millisecond when the machine is woken as it asks`(_ seed: UInt64) {
        var chance = RedisJitter(seed: seed)
        var configuration = RedisNodeConfiguration(host: "h", port: 1)
        configuration.hangTimeout = .seconds(3_600)
        let start = NIODeadline.uptimeNanoseconds(1_000_000)
        var machine = ConnectionMachine<NIODeadline>(ConnectionMachine.Rules(configuration), at: start)
        machine.enqueueHandshake(.ping, at: start)
        _ = machine.received(simple("PONG"))
        for number in 0..<200 {
            let deadline = start + .microseconds(Int64.random(in: 1...50_000, using: &chance))
            machine.enqueue(deadline, number: UInt64(number), bytes: 1, deadline: deadline, at: start)
        }
        var expired = 0
        var wakes = 0
        while expired < 200, wakes < 1_000 {
            let now = machine.nextWake
            wakes += 1
            for deadline in machine.due(at: now).expired {
                expired += 1
                #expect(deadline <= now && now - deadline <= .milliseconds(1), "seed \(seed)")
            }
        }
        #expect(expired == 200)
        #expect(wakes <= 52)
    }
}
