import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import Testing

@testable import GatewayCache

@Suite struct TenantIsolationTests {
    /// Who may share an answer with a caller.
    private static func owner(_ caller: VirtualKey?, _ scope: CacheScope) -> String {
        switch scope {
        case .shared: "everybody"
        case .tenant: caller.map { $0.tenant.map { "tenant " + $0 } ?? "key " + $0.name } ?? "nobody"
        case .key: caller.map { "key " + $0.name } ?? "nobody"
        }
    }

    /// Names that would meet where they are joined without care.
    private static let names = ["a", "b", "ab", "a:b", "tenant:a", "key:a", "a,", "a\n", "ä"]

    /// The number of the call that an answer comes from, in whichever form it is.
    private static func call(of text: String) -> Int? {
        guard let start = text.firstRange(of: "made-") else { return nil }
        return Int(text[start.upperBound...].prefix { $0.isNumber })
    }

    private static func caller(using random: inout CacheRandom) -> VirtualKey? {
        guard random.draw(0..<8) > 0 else { return nil }
        let tenant = random.draw(0..<3) == 0 ? nil : Self.names.randomElement(using: &random)
        return VirtualKey(name: Self.names.randomElement(using: &random) ?? "", digest: [], tenant: tenant)
    }

    @Test(arguments: CacheScope.allCases, 1...40)
    func `an answer made for one tenant is given to no other`(scope: CacheScope, seed: Int) throws {
        var random = CacheRandom(seed: UInt64(seed))
        let fixture = try RecallFixture(group: { $0.scope = scope })
        var owners: [Int: String] = [:]
        var asked: [(asked: Asked, reader: String)] = []
        func answer(_ held: HeldReply, _ number: Int) {
            guard held.exchange.isStream else {
                held.answer(Reply.json("made-\(number)"))
                return
            }
            held.sendHead()
            for event in Reply.events(["made-\(number)"]) + [Reply.done] {
                held.sendBody(event)
            }
            held.sendEnd()
        }
        for _ in 0..<150 {
            let caller = Self.caller(using: &random)
            let hasKey = random.draw(0..<6) == 0
            // The result of an idempotent request is its key's own, whatever the scope.
            let reader = hasKey ? "idempotent " + Self.owner(caller, .key) : Self.owner(caller, scope)
            let before = fixture.calls
            fixture.upstream.script = [.hold]
            let isStream = random.draw(0..<2) == 0
            let question = hasKey ? 0 : random.draw(0..<3)
            let one = try fixture.ask(
                Ask.chat("question \(question)", stream: hasKey || isStream),
                headers: hasKey ? "idempotency-key: k\(random.draw(0..<2))\r\n" : "",
                caller: caller
            )
            asked.append((one, reader))
            if fixture.calls > before {
                owners[fixture.calls - 1] = reader
            }
            while random.draw(0..<3) > 0 {
                let held = fixture.upstream.held
                let waiting = held.indices.filter { held[$0].isWaiting }
                guard let number = waiting.randomElement(using: &random) else { break }
                answer(held[number], number)
                fixture.run()
            }
        }
        for (number, held) in fixture.upstream.held.enumerated() where held.isWaiting {
            answer(held, number)
            fixture.run()
        }
        for (one, reader) in asked {
            let call = try #require(Self.call(of: one.client.text), "seed \(seed): \(one.client.text)")
            #expect(owners[call] == reader, "seed \(seed): made for \(owners[call] ?? "-"), given to \(reader)")
        }
        // The property would hold of a cache that shares nothing.
        #expect(fixture.calls < asked.count)
        fixture.expectQuiet()
    }
}
