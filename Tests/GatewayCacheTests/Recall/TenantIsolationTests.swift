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
    private static let names = ["a", "b", "ab", "a:b", "tenant:a", "key:a", "", "a\n", "ä"]

    @Test(arguments: CacheScope.allCases, 1...40)
    func `an answer made for one tenant is given to no other`(scope: CacheScope, seed: Int) throws {
        var random = CacheRandom(seed: UInt64(seed))
        let fixture = try RecallFixture(group: { $0.scope = scope })
        var owners: [String: String] = [:]
        var calls = 0
        var waiting: [(asked: Asked, owner: String)] = []
        func check(_ asked: Asked, _ owner: String) {
            guard asked.client.status == 200 else { return }
            let made = owners[asked.client.text]
            #expect(made == owner, "seed \(seed): made for \(made ?? "-"), given to \(owner)")
        }
        for _ in 0..<120 {
            let tenant = random.draw(0..<3) == 0 ? nil : Self.names.randomElement(using: &random)
            let name = Self.names.randomElement(using: &random) ?? ""
            let caller = random.draw(0..<8) == 0 ? nil : VirtualKey(name: name, digest: [], tenant: tenant)
            let owner = Self.owner(caller, scope)
            let isStream = random.draw(0..<2) == 0
            let hasKey = random.draw(0..<6) == 0
            let headers = hasKey ? "idempotency-key: k\(random.draw(0..<2))\r\n" : ""
            // The result of an idempotent request is its key's own, whatever the scope.
            let reader = hasKey ? "idempotent " + Self.owner(caller, .key) : owner
            let before = fixture.calls
            fixture.upstream.script = [.hold]
            let asked = try fixture.ask(
                Ask.chat("question \(random.draw(0..<3))", stream: isStream),
                headers: headers,
                caller: caller
            )
            if fixture.calls > before {
                calls += 1
                owners[Reply.json("for \(calls)")] = reader
                let held = try #require(fixture.upstream.held.last)
                guard random.draw(0..<2) == 0, !isStream else {
                    if isStream {
                        let events = Reply.events(["for \(calls)"])
                        held.sendHead()
                        events.forEach { held.sendBody($0) }
                        held.sendBody(Reply.done)
                        held.sendEnd()
                        fixture.run()
                        owners[asked.client.text] = reader
                        owners[Self.text(of: asked)] = reader
                    } else {
                        held.answer(Reply.json("for \(calls)"))
                        fixture.run()
                    }
                    check(asked, reader)
                    continue
                }
                // Others may follow it before it is answered.
                let other = VirtualKey(name: "other", digest: [], tenant: "other")
                waiting.append((asked, reader))
                let outsider = try fixture.ask(Ask.chat("question 0"), caller: other)
                held.answer(Reply.json("for \(calls)"))
                fixture.run()
                fixture.upstream.held.filter(\.isWaiting).forEach {
                    calls += 1
                    owners[Reply.json("for \(calls)")] = Self.owner(other, scope)
                    $0.answer(Reply.json("for \(calls)"))
                }
                fixture.run()
                if !isStreamText(outsider) {
                    check(outsider, Self.owner(other, scope))
                }
            } else if asked.client.isOver, asked.exchange.error == nil {
                checkEither(asked, reader, owners, seed)
            }
        }
        for (asked, owner) in waiting {
            check(asked, owner)
        }
        fixture.expectQuiet()
    }

    /// What identifies an answer in either form: its own words.
    private static func text(of asked: Asked) -> String {
        let text = asked.client.text
        guard let start = text.range(of: "for ") else { return text }
        return "words " + text[start.lowerBound...].prefix { $0 != "\"" }
    }

    private func isStreamText(_ asked: Asked) -> Bool { asked.client.text.hasPrefix("data:") }

    /// Compares by words, since an answer may be given in the other form than it came in.
    private func checkEither(_ asked: Asked, _ reader: String, _ owners: [String: String], _ seed: Int) {
        let words = Self.text(of: asked)
        let matching = owners.filter { $0.key.contains(words.dropFirst(6) + "\"") || $0.key == words }
        #expect(!matching.isEmpty, "seed \(seed) \(asked.client.text)")
        #expect(matching.values.allSatisfy { $0 == reader }, "seed \(seed): given to \(reader), of \(matching.values)")
    }
}
