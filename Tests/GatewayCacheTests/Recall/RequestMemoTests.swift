import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import NIOEmbedded
import Testing

@testable import GatewayCache

@Suite struct RequestMemoTests {
    private static func policies() throws -> [GroupPolicy] {
        var settings = Fixture.settings(models: ["m", "n"])
        for index in settings.models.indices {
            settings.models[index].cache = GroupCacheSettings()
        }
        let snapshot = try Fixture.builder().build(settings)
        return snapshot.groups.compactMap { plan in
            plan.group.cache.map { GroupPolicy(plan, $0, in: snapshot, ignored: .standard) }
        }
    }

    private static func find(
        _ memo: RequestMemo,
        _ body: [UInt8],
        _ policy: GroupPolicy,
        _ endpoint: Endpoint = .chatCompletions,
        _ tenant: String? = "a"
    ) -> CacheKey? {
        body.withUnsafeBytes { memo.key(of: $0, policy, endpoint, tenant) }
    }

    @Test func `a request is known by all its bytes, its group, endpoint and tenant`() throws {
        let policies = try Self.policies()
        var memo = RequestMemo()
        let key = CacheKey(a: 1, b: 2, c: 3, d: 4)
        let body = Array(#"{"model":"m","messages":[{"role":"user","content":"How are you today?"}]}"#.utf8)
        #expect(Self.find(memo, body, policies[0]) == nil)
        body.withUnsafeBytes { memo.note(key, of: $0, policies[0], .chatCompletions, "a") }
        #expect(Self.find(memo, body, policies[0]) == key)
        #expect(Self.find(memo, body, policies[1]) == nil)
        #expect(Self.find(memo, body, policies[0], .completions) == nil)
        #expect(Self.find(memo, body, policies[0], .chatCompletions, "b") == nil)
        #expect(Self.find(memo, body, policies[0], .chatCompletions, nil) == nil)
        for index in body.indices {
            var other = body
            other[index] ^= 1
            #expect(Self.find(memo, other, policies[0]) == nil, "byte \(index)")
        }
        #expect(Self.find(memo, body + [0x20], policies[0]) == nil)
        #expect(Self.find(memo, [], policies[0]) == nil)
        memo.clear()
        #expect(Self.find(memo, body, policies[0]) == nil)
    }

    @Test func `bodies of any length are told apart, also where the hash looks at a part of them only`() throws {
        let policy = try #require(try Self.policies().first)
        var chance = Chance(seed: 3)
        for length in [1, 7, 8, 9, 63, 64, 100, 801, 8_600, RequestMemo.maxBodyBytes, RequestMemo.maxBodyBytes + 1] {
            var memo = RequestMemo()
            let body = (0..<length).map { _ in UInt8(truncatingIfNeeded: chance.next()) }
            let key = CacheKey(a: UInt64(length), b: 0, c: 0, d: 0)
            body.withUnsafeBytes { memo.note(key, of: $0, policy, .chatCompletions, "a") }
            #expect(Self.find(memo, body, policy) == (length > RequestMemo.maxBodyBytes ? nil : key))
            for _ in 0..<50 {
                var other = body
                other[chance.below(length)] ^= UInt8(1 + chance.below(255))
                #expect(Self.find(memo, other, policy) == nil)
            }
        }
    }

    @Test func `what is remembered is bounded, and the last request is always known`() throws {
        let policy = try #require(try Self.policies().first)
        var memo = RequestMemo()
        for number in 0..<2_000 {
            let body = Array("\(number)".utf8) + Array(repeating: 0x61, count: 20_000)
            let key = CacheKey(a: UInt64(number), b: 0, c: 0, d: 0)
            body.withUnsafeBytes { memo.note(key, of: $0, policy, .chatCompletions, nil) }
            #expect(Self.find(memo, body, policy, .chatCompletions, nil) == key)
            #expect(memo.bytes <= RequestMemo.maxBytes)
        }
    }
}
