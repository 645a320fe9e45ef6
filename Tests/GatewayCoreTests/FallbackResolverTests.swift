import GatewayCore
import GatewayTesting
import Testing

/// Fallbacks as `SnapshotBuilder` resolves them.
@Suite struct FallbackResolverTests {
    private static let names = ["a", "b", "c", "d", "e", "f"]

    private static func group(
        _ name: String,
        _ members: [String],
        _ fallbacks: [FallbackEntry] = [],
        aliases: [String] = []
    ) -> ModelGroup {
        ModelGroup(
            name: name,
            aliases: aliases,
            members: members.map { GroupMember(deployment: $0) },
            strategy: "in-order",
            fallbacks: fallbacks
        )
    }

    /// What a fallback came to be; ranks are counted from 0.
    private struct Resolved: Equatable, CustomStringConvertible {
        var name: String
        var rank: Int
        var weight = 1
        var causes = FallbackCauses.usual

        var description: String { "\(self.name)@\(self.rank)*\(self.weight)/\(self.causes.rawValue)" }
    }

    private static func resolve(
        _ groups: [ModelGroup],
        _ change: (inout Settings) -> Void = { _ in }
    ) throws -> [Resolved] {
        var settings = Settings(
            providers: [Fixture.provider()],
            deployments: Self.names.map { Deployment(id: $0, provider: "p", model: $0) },
            models: groups
        )
        change(&settings)
        let snapshot = try Fixture.builder().build(settings)
        let fallbacks = snapshot.groups[0].fallbacks
        #expect(zip(fallbacks, fallbacks.dropFirst()).allSatisfy { $0.rank <= $1.rank })
        let ranks = Set(fallbacks.map(\.rank)).sorted()
        return fallbacks.map { fallback in
            Resolved(
                name: snapshot.targets[fallback.target].deployment.id,
                rank: ranks.firstIndex(of: fallback.rank) ?? -1,
                weight: fallback.weight,
                causes: fallback.causes
            )
        }
    }

    @Test func `deployments stand in the order, rank and weight that they were given`() throws {
        let entries = [
            FallbackEntry(.deployment("c"), weight: 3, rank: 0), FallbackEntry(.deployment("b"), rank: 0),
            FallbackEntry(.deployment("d"), causes: [.timeout], rank: 1),
            FallbackEntry(.deployment("e"), causes: [.contextWindow, .contentPolicy], rank: 4),
        ]
        let resolved = try Self.resolve([Self.group("m", ["a"], entries)])
        #expect(
            resolved == [
                Resolved(name: "c", rank: 0, weight: 3), Resolved(name: "b", rank: 0),
                Resolved(name: "d", rank: 1, causes: FallbackCauses(.timeout)),
                Resolved(name: "e", rank: 2, causes: FallbackCauses([.contextWindow, .contentPolicy])),
            ]
        )
    }

    @Test func `a group stands for its members and then its own fallbacks`() throws {
        let groups = [
            Self.group("m", ["a"], [FallbackEntry(.group("alias")), FallbackEntry(.deployment("f"), rank: 1)]),
            Self.group("n", ["b", "c"], [FallbackEntry(.group("o"))], aliases: ["alias"]),
            Self.group("o", ["d"], [FallbackEntry(.deployment("e"))]),
        ]
        let resolved = try Self.resolve(groups)
        #expect(resolved.map(\.name) == ["b", "c", "d", "e", "f"])
        let ranks = resolved.map(\.rank)
        #expect(ranks[0] == ranks[1])
        #expect(zip(ranks.dropFirst(), ranks.dropFirst(2)).allSatisfy { $0 < $1 })
    }

    @Test func `weights of entry and member multiply`() throws {
        var other = Self.group("n", ["b", "c"])
        other.members[0].weight = 3
        let groups = [Self.group("m", ["a"], [FallbackEntry(.group("n"), weight: 2)]), other]
        #expect(try Self.resolve(groups).map(\.weight) == [6, 2])
    }

    @Test func `a group shares its rank with what stands beside it`() throws {
        let entries = [
            FallbackEntry(.group("n"), rank: 0), FallbackEntry(.deployment("c"), weight: 5, rank: 0),
            FallbackEntry(.deployment("d"), rank: 1),
        ]
        let groups = [Self.group("m", ["a"], entries), Self.group("n", ["b"], [FallbackEntry(.deployment("e"))])]
        let resolved = try Self.resolve(groups)
        let ranks = Dictionary(uniqueKeysWithValues: resolved.map { ($0.name, $0.rank) })
        let order = ["b", "c", "e", "d"].compactMap { ranks[$0] }
        #expect(order.count == 4 && order[0] == order[1] && order[1] < order[2] && order[2] < order[3], "\(resolved)")
    }

    @Test func `causes narrow on the way through groups`() throws {
        let groups = [
            Self.group("m", ["a"], [FallbackEntry(.group("n"), causes: [.timeout, .error, .contextWindow])]),
            Self.group(
                "n",
                ["b"],
                [
                    FallbackEntry(.deployment("c"), causes: [.timeout, .rateLimit]),
                    FallbackEntry(.deployment("d"), rank: 1),
                    FallbackEntry(.deployment("e"), causes: [.contentPolicy], rank: 2),
                ]
            ),
        ]
        let causes = try Self.resolve(groups).map(\.causes)
        #expect(causes.first == FallbackCauses([.timeout, .error, .contextWindow]))
        #expect(causes.dropFirst().first == FallbackCauses(.timeout))
        #expect(causes.dropFirst(2).first == FallbackCauses([.timeout, .error]))
        // What is for nothing is never asked.
        let rest = causes.dropFirst(3).filter { !$0.isEmpty }
        #expect(rest.isEmpty)
    }

    @Test func `nobody stands there twice, and no member does`() throws {
        let entries = [
            FallbackEntry(.deployment("a")), FallbackEntry(.deployment("c"), rank: 1),
            FallbackEntry(.group("n"), rank: 2), FallbackEntry(.deployment("c"), rank: 3),
        ]
        let groups = [Self.group("m", ["a", "b"], entries), Self.group("n", ["a", "c", "d"])]
        #expect(try Self.resolve(groups).map(\.name) == ["c", "d"])
    }

    @Test func `a deployment that is named for several causes is for all of them`() throws {
        let entries = [
            FallbackEntry(.deployment("b"), causes: [.contextWindow]),
            FallbackEntry(.deployment("c"), rank: 1),
            FallbackEntry(.deployment("b"), causes: [.timeout], rank: 2),
        ]
        let resolved = try Self.resolve([Self.group("m", ["a"], entries)])
        let causes = resolved.filter { $0.name == "b" }.reduce(into: FallbackCauses()) { $0.formUnion($1.causes) }
        #expect(causes == FallbackCauses([.contextWindow, .timeout]))
    }

    @Test func `a tier stands for its deployments of the same kind`() throws {
        func settings(_ settings: inout Settings) {
            for (index, tier) in [Tier.advanced, .basic, .basic, .standard, .basic, .basic].enumerated() {
                settings.deployments[index].tier = tier
            }
            settings.deployments[4].capabilities = [.embeddings]
            settings.deployments[5].capabilities = [.tools]
        }
        let basic = [FallbackEntry(.tier(.basic), causes: [.error], weight: 2)]
        let chat = try Self.resolve([Self.group("m", ["a", "b"], basic)], settings)
        #expect(chat.map(\.name) == ["c", "f"])
        #expect(chat.allSatisfy { $0.rank == 0 && $0.weight == 2 && $0.causes == FallbackCauses(.error) })
        let embeddings = try Self.resolve([Self.group("m", ["d"], basic)]) {
            settings(&$0)
            $0.deployments[3].capabilities = [.embeddings]
        }
        #expect(embeddings.map(\.name) == ["e"])
    }

    @Test(
        arguments: [
            ([("m", ["m"])], "m -> m"), ([("m", ["n"]), ("n", ["m"])], "m -> n -> m"),
            ([("m", ["o"]), ("n", ["m"]), ("o", ["n"])], "m -> o -> n -> m"),
            ([("m", ["n"]), ("n", ["o"]), ("o", ["n"])], "n -> o -> n"),
        ] as [([(String, [String])], String)]
    )
    func `a circle is refused with its way`(links: [(String, [String])], way: String) {
        let groups = links.enumerated().map { index, link in
            Self.group(link.0, [Self.names[index]], link.1.map { FallbackEntry(.group($0)) })
        }
        let error = #expect(throws: GatewayError.self) { try Self.resolve(groups) }
        #expect(error?.message.contains(way) == true, "\(error?.message ?? "")")
    }

    @Test func `two ways to the same group are no circle`() throws {
        let groups = [
            Self.group("m", ["a"], [FallbackEntry(.group("n")), FallbackEntry(.group("o"), rank: 1)]),
            Self.group("n", ["b"], [FallbackEntry(.group("q"))]), Self.group("o", ["c"], [FallbackEntry(.group("q"))]),
            Self.group("q", ["d"]),
        ]
        #expect(try Self.resolve(groups).map(\.name) == ["b", "d", "c"])
    }

    @Test(arguments: [FallbackEntry(.deployment("x")), FallbackEntry(.group("x"))])
    func `what does not exist is refused by name`(entry: FallbackEntry) {
        let error = #expect(throws: GatewayError.self) { try Self.resolve([Self.group("m", ["a"], [entry])]) }
        #expect(error?.message.contains("'x'") == true)
    }
}
