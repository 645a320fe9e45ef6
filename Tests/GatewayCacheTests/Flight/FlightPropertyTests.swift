import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import Testing

@testable import GatewayCache

/// Random requests for one answer: they join, stop reading, leave and run out of time whenever they like, and calls
/// fail wherever they may.
@Suite struct FlightPropertyTests {
    /// What one request was, and what its client may have got.
    private struct Party {
        let asked: Asked
        let isStream: Bool
        let wantsUsage: Bool
    }

    /// A call of the provider with words of its own, so that a mixture of two answers would be seen.
    private final class Call {
        let held: HeldReply
        let events: [String]
        let text: String
        var sent = 0
        var hasHead = false

        init(_ held: HeldReply, number: Int, words: Int) {
            self.held = held
            let words = (0..<words).map { "call-\(number)-word-\($0) " }
            self.events = Reply.events(words)
            self.text = words.joined()
        }
    }

    private final class Run {
        let fixture: RecallFixture
        let fails: Bool
        let seed: Int
        var random: CacheRandom
        var parties: [Party] = []
        var calls: [Call] = []
        var failures = 0

        init(seed: Int, fails: Bool, maxEntryBytes: Int) throws {
            self.seed = seed
            self.fails = fails
            self.random = CacheRandom(seed: UInt64(seed))
            self.fixture = try RecallFixture(
                group: { $0.maxEntryBytes = maxEntryBytes },
                process: { $0.negativeTTL = .zero }
            )
            self.fixture.upstream.script = Array(repeating: .hold, count: 10_000)
        }

        func chance(_ one: Int, in all: Int) -> Bool { self.random.draw(0..<all) < one }

        func settle() {
            self.fixture.run()
            for held in self.fixture.upstream.held[self.calls.count...] {
                self.calls.append(
                    Call(held, number: self.calls.count, words: self.random.draw(1..<12))
                )
            }
            // What a relay's own timer does.
            let now = self.fixture.loop.now
            for call in self.calls where call.held.isWaiting && now >= call.held.exchange.deadline {
                call.held.finish(GatewayError(.deadlineExceeded, "The deadline of the request passed."))
                self.failures += 1
                self.fixture.run()
            }
        }

        func join() throws {
            let isStream = self.chance(2, in: 3)
            let wantsUsage = isStream && self.chance(1, in: 2)
            let isHasty = self.fails && self.chance(1, in: 4)
            let headers = isHasty ? "x-request-timeout: \(self.random.draw(1..<40))0ms\r\n" : ""
            let asked = try self.fixture.ask(
                Ask.chat(stream: isStream, usage: wantsUsage ? true : nil),
                headers: headers
            )
            self.parties.append(Party(asked: asked, isStream: isStream, wantsUsage: wantsUsage))
            self.settle()
        }

        /// Goes on with a call by a step of a random size.
        func advance(_ call: Call) {
            guard call.held.isWaiting, call.held.exchange.client.isWritable else { return }
            if self.fails, self.chance(1, in: 12) {
                call.held.finish(GatewayError(.providerReset, "Cut."))
                self.failures += 1
                self.settle()
                return
            }
            guard call.held.exchange.isStream else {
                call.held.answer(Reply.json(call.text))
                self.settle()
                return
            }
            if !call.held.exchange.headSent {
                call.held.sendHead()
            } else if self.chance(1, in: 8) {
                call.held.sendBody(": ping\n\n")
            } else if call.sent < call.events.count {
                let next = min(call.events.count, call.sent + self.random.draw(1..<4))
                call.held.sendBody(call.events[call.sent..<next].joined())
                call.sent = next
            } else {
                call.held.report()
                if self.chance(2, in: 3) {
                    call.held.sendBody(Reply.done)
                }
                call.held.sendEnd()
            }
            self.settle()
        }

        func resume(_ client: RecordingClient) {
            client.takesBytes = true
            client.listener?.clientBecameWritable()
            self.settle()
        }

        func step() throws {
            switch self.random.draw(0..<10) {
            case 0, 1: try self.join()
            case 2, 3, 4, 5, 6:
                if let call = self.calls.filter({ $0.held.isWaiting }).randomElement(using: &self.random) {
                    self.advance(call)
                }
            case 7:
                if let party = self.parties.randomElement(using: &self.random) {
                    if party.asked.client.takesBytes {
                        party.asked.client.takesBytes = false
                    } else {
                        self.resume(party.asked.client)
                    }
                }
            case 8:
                guard self.fails, self.chance(1, in: 2), let party = self.parties.randomElement(using: &self.random),
                    !party.asked.client.hasLeft, !party.asked.client.isOver
                else { return }
                party.asked.client.hasLeft = true
                party.asked.client.listener?.clientWentAway()
                self.settle()
            default:
                self.fixture.pass(milliseconds: Int64(self.random.draw(0..<60)))
                self.settle()
            }
        }

        func finish() {
            for _ in 0..<10_000 {
                self.parties.filter { !$0.asked.client.takesBytes }.forEach { self.resume($0.asked.client) }
                guard let call = self.calls.first(where: { $0.held.isWaiting }) else { break }
                self.advance(call)
            }
        }

        // MARK: What must hold

        func check() {
            self.fixture.expectQuiet()
            #expect(self.fixture.observer.settled.count == self.parties.count, "seed \(self.seed)")
            for party in self.parties {
                let client = party.asked.client
                #expect(party.asked.exchange.isSettled, "seed \(self.seed)")
                #expect(party.asked.exchange.status != 0, "seed \(self.seed)")
                #expect(client.listener == nil, "seed \(self.seed)")
                let isSaid = party.asked.exchange.error != nil
                guard !client.hasLeft else {
                    #expect(client.heads.count <= 1 && client.misplaced == 0, "seed \(self.seed)")
                    continue
                }
                #expect(client.isWellFormed, "seed \(self.seed)")
                let shows = client.aborts > 0 || client.text.contains(#""error""#)
                #expect(shows == isSaid, "seed \(self.seed): \(client.text)")
                #expect(self.isTruthful(party), "seed \(self.seed): \(client.text)")
            }
            if !self.fails {
                #expect(self.calls.count == 1, "seed \(self.seed)")
            }
        }

        /// Whether a client has one whole answer of one call, or the beginning of one and an error.
        private func isTruthful(_ party: Party) -> Bool {
            let text = party.asked.client.text.replacing(": ping\n\n", with: "")
            guard party.asked.exchange.error == nil else {
                guard let error = text.firstRange(of: #"{"error""#) else { return party.asked.client.aborts > 0 }
                guard !text.contains("[DONE]") else { return false }
                var prefix = text[..<error.lowerBound]
                if prefix.hasSuffix("data: ") {
                    prefix.removeLast(6)
                }
                return self.calls.contains { $0.events.joined().hasPrefix(prefix) }
            }
            guard party.isStream else {
                return self.calls.contains { text.contains(#""content":"\#($0.text)""#) && text.hasSuffix("}") }
            }
            guard text.hasSuffix(Reply.done), text.ranges(of: "[DONE]").count == 1 else { return false }
            guard text.contains(#""usage":{"#) == party.wantsUsage else { return false }
            let said = text.matches(of: /"content":"([^"]*)"/).map { String($0.1) }.joined()
            guard self.calls.contains(where: { $0.text == said }) else { return false }
            // A stream that followed a stream has its very bytes; one made of a text has its own.
            let whole = text.dropLast(Reply.done.count + (party.wantsUsage ? Reply.usage.count : 0))
            return self.calls.contains { call in
                call.held.exchange.isStream ? call.events.joined() == whole : call.text == said
            }
        }
    }

    @Test(arguments: 1...300)
    func `as long as calls succeed there is one, and everybody gets its bytes`(seed: Int) throws {
        let run = try Run(seed: seed, fails: false, maxEntryBytes: 1 << 20)
        try run.join()
        for _ in 0..<60 {
            try run.step()
        }
        run.finish()
        run.check()
    }

    @Test(arguments: 1...500)
    func `whatever fails, everybody is answered or told, once, and nothing is left`(seed: Int) throws {
        let run = try Run(seed: seed, fails: true, maxEntryBytes: 1 << 20)
        for _ in 0..<120 {
            try run.step()
        }
        run.finish()
        run.check()
        // Nobody calls but for the first, after a failure, or after as many failures as there may be.
        #expect(run.calls.count <= run.parties.count, "seed \(seed)")
    }

    @Test(arguments: 1...300)
    func `an answer too large to keep is whole for whoever gets it`(seed: Int) throws {
        let run = try Run(seed: seed, fails: true, maxEntryBytes: 700)
        for _ in 0..<120 {
            try run.step()
        }
        run.finish()
        run.check()
    }
}
