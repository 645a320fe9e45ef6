import Crypto
import GatewayCache
import GatewayWire
import Testing

struct KeyMakerTests {
    private static let scope = KeyScope(
        endpoint: "/v1/chat/completions",
        target: .group("gpt"),
        policy: CacheKey(a: 1, b: 2, c: 3, d: 4),
        tenant: "team",
        epoch: 5
    )

    private static func key(_ body: String, ignoring ignored: IgnoredMembers = .standard) throws(KeyRefusal) -> CacheKey
    {
        try KeyMaker().key(for: Self.scope, body: Array(body.utf8).span.bytes, ignoring: ignored)
    }

    private static func refusal(_ body: String) -> KeyRefusal? {
        do throws(KeyRefusal) {
            _ = try Self.key(body)
            return nil
        } catch {
            return error
        }
    }

    @Test func `the key is the digest of a known encoding, so that it outlives a restart`() throws {
        var bytes = Array("signalbox/cache/request/1\0".utf8)
        bytes += [20] + "/v1/chat/completions".utf8 + [0x67, 3] + "gpt".utf8
        for word: UInt64 in [1, 2, 3, 4] { bytes += withUnsafeBytes(of: word.bigEndian) { Array($0) } }
        bytes += [1, 4] + "team".utf8 + [0, 0, 0, 0, 0, 0, 0, 5] + [0, 0, 0]
        bytes += #"{"messages":[],"temperature":0}"#.utf8
        let key = try Self.key(#"{"temperature":0.0,"model":"gpt", "messages":[ ]}"#)
        #expect(key == CacheKey(bytes: SHA256.hash(data: bytes)))
    }

    @Test func `requests of one meaning share a key`() throws {
        let key = try Self.key(#"{"model":"gpt","messages":[{"role":"user","content":"é"}],"temperature":0,"n":1}"#)
        let others = [
            #"{"messages":[{"content":"\u00e9","role":"user"}],"n":1.0,"temperature":-0e3}"#,
            #"{"model":"x","messages":[{"role":"user","content":"é"}],"temperature":0,"n":1,"stream":true}"#,
            #"{"messages":[{"role":"user","content":"é"}],"temperature":0,"n":1,"user":"u","metadata":{"a":"b"},"#
                + #""stream_options":{"include_usage":true},"signalbox":{"ttl":3}}"#,
        ]
        for other in others { #expect(try Self.key(other) == key, "\(other)") }
    }

    @Test func `requests of different meaning have different keys`() throws {
        let bodies = [
            #"{"messages":[{"role":"user","content":"a"}]}"#, #"{"messages":[{"role":"user","content":"a "}]}"#,
            #"{"messages":[{"role":"system","content":"a"}]}"#, #"{"messages":[]}"#,
            #"{"messages":[{"role":"user","content":"a"},{"role":"user","content":"a"}]}"#,
            #"{"messages":[{"role":"user","content":"a"}],"temperature":null}"#,
            #"{"messages":[{"role":"user","content":"a"}],"temperature":0}"#,
            #"{"messages":[{"role":"user","content":"a"}],"temperature":"0"}"#,
            #"{"messages":[{"role":"user","content":"a"}],"fallbacks":["m"]}"#,
            #"{"messages":[{"role":"user","content":"a"}],"tools":[{"type":"function"}]}"#,
            #"{"messages":[{"role":"user","content":"a"}],"cache":{"no-cache":true}}"#,
        ]
        #expect(Set(try bodies.map { try Self.key($0) }).count == bodies.count)
        let aliases = IgnoredMembers(IgnoredMembers.standardNames + ["cache"])
        #expect(try Self.key(bodies[10], ignoring: aliases) == Self.key(bodies[0], ignoring: aliases))
    }

    @Test func `a body without a sure meaning has no key`() {
        #expect(Self.refusal(#"{"messages":[],"n":1,"n":2}"#) == .duplicateMember)
        #expect(Self.refusal(#"{"messages":[{"role":"user","rol\u0065":"x"}]}"#) == .duplicateMember)
        #expect(Self.refusal("{") == .notJSON)
        #expect(Self.refusal("") == .notJSON)
        let deep = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
        #expect(Self.refusal(#"{"a":\#(deep)}"#) == .tooComplex)
        let wide = (0..<70_000).map { _ in "{}" }.joined(separator: ",")
        #expect(Self.refusal(#"{"a":[\#(wide)]}"#) == .tooComplex)
    }

    @Test func `a maker that has seen other bodies makes the same keys`() throws {
        let seed: UInt64 = 0x4EA7
        var random = KeyRandom(seed: seed)
        let maker = KeyMaker(retainedBytes: 512)
        for round in 0..<300 {
            let content = String(repeating: random.pick(["x", "\\u00e9", "\\n", "é"]), count: random.below(900))
            let name = random.pick(["a", "\\u0061", "b"])
            let tail = random.pick(["", "}", #","a":0"#])
            let body = Array(#"{"z":[{"\#(name)":"\#(content)"},1.50],"a":1\#(tail)}"#.utf8)
            let key = try? maker.key(for: Self.scope, body: body.span.bytes)
            let fresh = try? KeyMaker().key(for: Self.scope, body: body.span.bytes)
            #expect(key == fresh, "seed \(seed), round \(round)")
        }
    }

    @Test func `an idempotency key belongs to its owner and its route, and is no key of a request`() throws {
        let maker = KeyMaker()
        let keys = [
            maker.idempotencyKey(owner: "k", endpoint: "/a", header: "1"),
            maker.idempotencyKey(owner: "l", endpoint: "/a", header: "1"),
            maker.idempotencyKey(owner: "k", endpoint: "/b", header: "1"),
            maker.idempotencyKey(owner: "k", endpoint: "/a", header: "2"),
            maker.idempotencyKey(owner: "k/", endpoint: "a", header: "1"),
            maker.idempotencyKey(owner: "k", endpoint: "/", header: "a1"),
            maker.idempotencyKey(owner: "", endpoint: "", header: ""),
            try Self.key("{}"), maker.bodyFingerprint(Array("{}".utf8).span.bytes), KeyMaker.fingerprint(of: []),
            KeyMaker.fingerprint(of: ["k", "/a", "1"]), KeyMaker.fingerprint(of: ["k/a", "1"]),
        ]
        #expect(Set(keys).count == keys.count)
        #expect(maker.idempotencyKey(owner: "k", endpoint: "/a", header: "1") == keys[0])
    }

    @Test func `a body's fingerprint tells another body, however it streams`() {
        func print(_ body: String) -> CacheKey { KeyMaker().bodyFingerprint(Array(body.utf8).span.bytes) }
        let bodies = [
            #"{"model":"m","n":1}"#, #"{"model":"o","n":1}"#, #"{"model":"m","n":1,"stream":true}"#,
            #"{"model":"m","n":1,"user":"u"}"#, #"{"model":"m","n":1,"n":1}"#, #"{"model":"m","n":1, "n":1}"#,
            "no JSON", "no JSON ", "",
        ]
        #expect(Set(bodies.map(print)).count == bodies.count)
        #expect(print(#"{ "n":1.0,"signalbox_x":2,"model":"\u006d"}"#) == print(bodies[0]))
        #expect(print(bodies[4]) == print(bodies[4]))
    }

    @Test func `a name in a shared store is a keyed digest`() {
        let key = CacheKey(a: 0x0102_0304_0506_0708, b: 1, c: .max, d: 0)
        let message = Array("signalbox/cache/name/1\0".utf8) + key.bytes
        for secret in [Array(0..<32), [1], Array(repeating: 7, count: 200)] as [[UInt8]] {
            let names = KeyNames(secret: secret)
            let code = HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: secret))
            #expect(names.shared(key) == CacheKey(bytes: code))
            #expect(names.shared(key) == names.shared(key))
            #expect(names.shared(CacheKey(a: 0x0102_0304_0506_0708, b: 1, c: .max, d: 1)) != names.shared(key))
        }
    }
}
