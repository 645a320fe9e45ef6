import GatewayCore
import GatewayTesting
import Testing

@Suite struct SnapshotBuilderTests {
    private static func provider(_ id: String, port: Int = 1, kind: String = "plain") -> Provider {
        Fixture.provider(id, kind: kind, port: port)
    }

    private static func settings() -> Settings {
        Settings(
            providers: [Self.provider("a"), Self.provider("b", port: 2)],
            deployments: [
                Deployment(id: "a-small", provider: "a", model: "small"),
                Deployment(id: "b-small", provider: "b", model: "small"),
                Deployment(id: "a-twin", provider: "a", model: "small"),
            ],
            models: [
                ModelGroup(
                    name: "chat",
                    aliases: ["gpt", "talk"],
                    members: [GroupMember(deployment: "b-small", weight: 3), GroupMember(deployment: "a-small")],
                    strategy: "in-order",
                    fallbacks: ["a-twin"]
                ),
                ModelGroup(name: "other", members: [GroupMember(deployment: "a-twin")], strategy: "in-order"),
            ],
            defaultProvider: "b"
        )
    }

    @Test func `names lead to groups, providers and deployments`() throws {
        let snapshot = try Fixture.builder().build(Self.settings())
        #expect(snapshot.groupIndex == ["chat": 0, "gpt": 0, "talk": 0, "other": 1])
        #expect(snapshot.providerIndex == ["a": 0, "b": 1])
        #expect(snapshot.directIndex == ["a/small": 0, "b/small": 1])
        #expect(snapshot.defaultProvider == 1)
        #expect(snapshot.groups[0].members == [1, 0])
        #expect(snapshot.groups[0].weights == [3, 1])
        #expect(snapshot.groups[0].fallbacks.map(\.target) == [2])
    }

    @Test func `targets are the deployments, then a wildcard for each provider`() throws {
        let snapshot = try Fixture.builder().build(Self.settings())
        #expect(snapshot.targets.map(\.deployment.id) == ["a-small", "b-small", "a-twin", "a/*", "b/*"])
        #expect(snapshot.targets.map(\.index) == [0, 1, 2, 3, 4])
        #expect(snapshot.providers.map(\.wildcard) == [3, 4])
        for provider in snapshot.providers {
            #expect(snapshot.targets[provider.wildcard].provider === provider)
            #expect(snapshot.targets[provider.wildcard].deployment.model.isEmpty)
        }
    }

    @Test func `targets know their paths and their model as JSON`() throws {
        var settings = Self.settings()
        settings.deployments[0].model = "sm\"all"
        let target = try Fixture.builder().build(settings).targets[0]
        #expect(String(decoding: target.modelJSON, as: UTF8.self) == #""sm\"all""#)
        #expect(String(decoding: target.path(for: .chatCompletions), as: UTF8.self) == "/v1/chat/completions")
        #expect(String(decoding: target.path(for: .embeddings), as: UTF8.self) == "/v1/embeddings")
        #expect(target.path(for: .passthrough).isEmpty)
    }

    @Test func `a stated price goes before the price book`() throws {
        var settings = Self.settings()
        settings.deployments[0].price = Price(input: 1, output: 2)
        let builder = Fixture.builder { kind, model in
            kind == "plain" && model == "small" ? Price(input: 8, output: 9) : nil
        }
        let snapshot = try builder.build(settings)
        #expect(snapshot.targets.map(\.price?.input) == [1, 8, 8, nil, nil])
    }

    @Test func `header lines hold host, credential and what the operator added`() throws {
        var settings = Self.settings()
        settings.providers[0].apiKey = Secret("sk-1")
        settings.providers[0].headers = [HeaderLine(name: "x-team", value: Secret("blue"))]
        let snapshot = try Fixture.builder().build(settings)
        #expect(
            String(decoding: snapshot.providers[0].headerLines, as: UTF8.self)
                == "host: 127.0.0.1:1\r\nauthorization: Bearer sk-1\r\nx-team: blue\r\n"
        )
        #expect(String(decoding: snapshot.providers[1].headerLines, as: UTF8.self) == "host: 127.0.0.1:2\r\n")
    }

    @Test(arguments: [
        (Origin(isTLS: false, host: "h", port: 80), "h"), (Origin(isTLS: true, host: "h", port: 443), "h"),
        (Origin(isTLS: true, host: "h", port: 80), "h:80"), (Origin(isTLS: false, host: "h", port: 443), "h:443"),
        (Origin(isTLS: true, host: "::1", port: 443), "[::1]"), (Origin(isTLS: false, host: "::1", port: 8), "[::1]:8"),
    ])
    func `the authority leaves out the scheme's own port and brackets IPv6`(origin: Origin, authority: String) {
        #expect(origin.authority == authority)
    }

    @Test func `versions count up from 1`() throws {
        let builder = Fixture.builder()
        #expect(try builder.build(Self.settings()).version == 1)
        #expect(try builder.build(Self.settings()).version == 2)
    }

    @Test func `providers share a pool exactly if their connections are alike`() throws {
        let changes: [(inout Provider) -> Void] = [
            { $0.origin.port = 99 }, { $0.origin.host = "localhost" }, { $0.origin.isTLS = true }, { $0.http = .http2 },
            { $0.proxy = ForwardProxy(host: "proxy", port: 1) }, { $0.caFile = "/ca.pem" },
            { $0.verifiesCertificate = false },
        ]
        let same: [(inout Provider) -> Void] = [
            { $0.apiKey = Secret("x") }, { $0.basePath = "/v2" },
            { $0.headers = [HeaderLine(name: "a", value: Secret("b"))] },
            { $0.pool.maxConnections = 3 }, { $0.kind = "quiet" }, { $0.apiVersion = "1" },
        ]
        let first = Self.provider("first")
        for (change, isShared) in changes.map({ ($0, false) }) + same.map({ ($0, true) }) {
            var second = Self.provider("second")
            change(&second)
            let snapshot = try Fixture.builder().build(Settings(providers: [first, second]))
            #expect((snapshot.providers[0].poolID == snapshot.providers[1].poolID) == isShared)
        }
    }

    @Test func `pool ids stay the same over rebuilds in another order`() throws {
        let builder = Fixture.builder()
        let first = try builder.build(Self.settings())
        var settings = Self.settings()
        settings.providers = [Self.provider("c", port: 3), settings.providers[1], settings.providers[0]]
        let second = try builder.build(settings)
        #expect(first.providers[0].poolID == second.providers[2].poolID)
        #expect(first.providers[1].poolID == second.providers[1].poolID)
        #expect(Set(second.providers.map(\.poolID)).count == 3)
    }

    @Test func `unknown references are refused by name`() {
        let changes: [(String, (inout Settings) -> Void)] = [
            ("provider kind 'strange'", { $0.providers[0].kind = "strange" }),
            ("provider 'nobody'", { $0.deployments[0].provider = "nobody" }),
            ("strategy 'guess'", { $0.models[0].strategy = "guess" }),
            ("deployment 'gone'", { $0.models[0].members[0].deployment = "gone" }),
            ("deployment 'lost'", { $0.models[0].fallbacks = ["lost"] }),
        ]
        for (text, change) in changes {
            var settings = Self.settings()
            change(&settings)
            let error = #expect(throws: GatewayError.self) { try Fixture.builder().build(settings) }
            #expect(error?.message.contains(text) == true)
        }
    }

    @Test func `without a default the first provider serves what names no model`() throws {
        var settings = Self.settings()
        settings.defaultProvider = nil
        #expect(try Fixture.builder().build(settings).defaultProvider == 0)
        #expect(try Fixture.builder().build(Settings()).defaultProvider == nil)
    }
}
