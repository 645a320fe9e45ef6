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

    private static func known(
        _ body: [UInt8],
        _ key: CacheKey,
        _ policy: GroupPolicy,
        tenant: String? = "a"
    ) throws -> AnsweredRequest {
        let plain = Array(#"{"model":"m","messages":[{"role":"user","content":"x"}]}"#.utf8)
        let scan = try RequestScan.scan(plain.span.bytes, for: .chatCompletions)
        let asker = AnsweredRequest.Asker(endpoint: .chatCompletions, model: "m", tenant: tenant)
        return body.withUnsafeBytes { AnsweredRequest(key, of: $0, scan, policy, asker) }
    }

    private static func find(
        _ memo: RequestMemo,
        _ body: [UInt8],
        _ endpoint: Endpoint = .chatCompletions
    ) -> CacheKey? {
        body.withUnsafeBytes { memo.request(with: $0, endpoint)?.key }
    }

    @Test func `a request is known by all its bytes and its endpoint`() throws {
        let policy = try #require(try Self.policies().first)
        var memo = RequestMemo()
        let key = CacheKey(a: 1, b: 2, c: 3, d: 4)
        let body = Array(#"{"model":"m","messages":[{"role":"user","content":"How are you today?"}]}"#.utf8)
        #expect(Self.find(memo, body) == nil)
        memo.note(try Self.known(body, key, policy))
        #expect(Self.find(memo, body) == key)
        #expect(Self.find(memo, body, .completions) == nil)
        for index in body.indices {
            var other = body
            other[index] ^= 1
            #expect(Self.find(memo, other) == nil, "byte \(index)")
        }
        #expect(Self.find(memo, body + [0x20]) == nil)
        #expect(Self.find(memo, []) == nil)
        memo.clear()
        #expect(Self.find(memo, body) == nil)
    }

    @Test func `bodies of any length are told apart, also where the hash looks at a part of them only`() throws {
        let policy = try #require(try Self.policies().first)
        var chance = Chance(seed: 3)
        for length in [1, 7, 8, 9, 63, 64, 100, 801, 8_600, RequestMemo.maxBodyBytes, RequestMemo.maxBodyBytes + 1] {
            var memo = RequestMemo()
            let body = (0..<length).map { _ in UInt8(truncatingIfNeeded: chance.next()) }
            let key = CacheKey(a: UInt64(length), b: 0, c: 0, d: 0)
            memo.note(try Self.known(body, key, policy))
            #expect(Self.find(memo, body) == (length > RequestMemo.maxBodyBytes ? nil : key))
            for _ in 0..<50 {
                var other = body
                other[chance.below(length)] ^= UInt8(1 + chance.below(255))
                #expect(Self.find(memo, other) == nil)
            }
        }
    }

    @Test func `what is remembered is bounded, and the last request is always known`() throws {
        let policy = try #require(try Self.policies().first)
        var memo = RequestMemo()
        for number in 0..<2_000 {
            let body = Array("\(number)".utf8) + Array(repeating: 0x61, count: 20_000)
            let key = CacheKey(a: UInt64(number), b: 0, c: 0, d: 0)
            memo.note(try Self.known(body, key, policy))
            #expect(Self.find(memo, body) == key)
            #expect(memo.bytes <= RequestMemo.maxBytes)
        }
    }

    @Test func `hundreds of requests that differ in a number do not drive each other out`() throws {
        let policy = try #require(try Self.policies().first)
        var memo = RequestMemo()
        let bodies = (0..<600).map { number in
            Array(#"{"model":"m","messages":[{"role":"user","content":"What is in document \#(number)?"}]}"#.utf8)
        }
        for (number, body) in bodies.enumerated() {
            memo.note(try Self.known(body, CacheKey(a: UInt64(number), b: 0, c: 0, d: 0), policy))
        }
        let found = bodies.enumerated().filter { number, body in
            let key = Self.find(memo, body)
            #expect(key == nil || key?.a == UInt64(number))
            return key != nil
        }
        #expect(found.count >= 590, "\(found.count) of 600 are known")
    }

    @Test func `a request that is noted again takes the place it had`() throws {
        let policies = try Self.policies()
        try #require(policies.count > 1)
        var memo = RequestMemo()
        let body = Array(#"{"model":"m","messages":[{"role":"user","content":"x"}]}"#.utf8)
        memo.note(try Self.known(body, CacheKey(a: 1, b: 0, c: 0, d: 0), policies[0]))
        let bytes = memo.bytes
        let later = CacheKey(a: 2, b: 0, c: 0, d: 0)
        memo.note(try Self.known(body, later, policies[1]))
        #expect(memo.bytes == bytes)
        #expect(Self.find(memo, body) == later)
    }
}
