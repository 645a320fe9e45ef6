import GatewayCore
import GatewayWire
import Synchronization
import Testing

@testable import GatewayAdmin

@Suite struct CacheRoutesTests {
    private static let entry = "/admin/v1/cache/entries/" + ScriptedCache.key

    @Test func `statistics are shown with the ratios of memory and Redis`() async {
        var state = CacheStatistics()
        state.entries = 12
        state.bytes = 3 << 20
        state.capacity = 4 << 20
        state.insertions = 20
        state.evictions = 1
        state.expirations = 2
        state.rejections = 3
        state.purged = 4
        state.flights = 5
        state.hasRedis = true
        state.redisIsUp = true
        state.redisCommands = 30
        state.redisFailures = 6
        state.redisHits = 2
        state.redisMisses = 1
        state.redisWrites = 7
        state.redisDrops = 8
        state.redisUnreadable = 9
        state.redisQueuedBytes = 10
        let answer = await Plane(ScriptedCache(state: state)).ask(.get, "/admin/v1/cache")
        #expect(answer.status == 200)
        #expect(answer.contentType == "application/json")
        #expect(
            answer.text == #"{"memory":{"entries":12,"bytes":3145728,"capacity_bytes":4194304,"fill_ratio":0.7500,"#
                + #""insertions":20,"evictions":1,"expirations":2,"rejections":3,"purged":4},"flights":5,"#
                + #""redis":{"up":true,"hits":2,"misses":1,"hit_ratio":0.6666,"commands":30,"failures":6,"writes":7,"#
                + #""drops":8,"unreadable":9,"queued_bytes":10},"semantic":null}"#
        )
    }

    @Test func `without Redis and look-ups there are no such figures`() async throws {
        let answer = await Plane().ask(.get, "/admin/v1/cache")
        let document = try JSONValue.parse(answer.body.span.bytes)
        #expect(document["redis"] == .null)
        #expect(document["memory"]?["fill_ratio"] == .null)
        var state = CacheStatistics()
        state.hasRedis = true
        let other = await Plane(ScriptedCache(state: state)).ask(.get, "/admin/v1/cache")
        #expect(try JSONValue.parse(other.body.span.bytes)["redis"]?["hit_ratio"] == .null)
    }

    @Test(arguments: [
        ("", 20), ("?", 20), ("?limit=1", 1), ("?limit=10000", 10_000), ("?limit=007", 7),
    ])
    func `hot keys are listed up to the limit`(query: String, limit: Int) async {
        let cache = ScriptedCache()
        let answer = await Plane(cache).ask(.get, "/admin/v1/cache/hot" + query)
        #expect(answer.status == 200)
        #expect(cache.limits.withLock { $0 } == [limit])
        let key = ScriptedCache.key
        #expect(
            answer.text == "[{\"key\":\"\(key)\",\"group\":\"chat\",\"count\":41},"
                + "{\"key\":\"\(key)\",\"group\":\"code\",\"count\":7}]"
        )
    }

    @Test(arguments: [
        "?limit=0", "?limit=10001", "?limit=-1", "?limit=", "?limit", "?limit=1e2", "?limit=5&limit=5",
        "?limit=99999999", "?limt=5", "?limit=5&x=1", "?limit=٣",
    ])
    func `a limit that is none is refused`(query: String) async {
        let cache = ScriptedCache()
        let answer = await Plane(cache).ask(.get, "/admin/v1/cache/hot" + query)
        #expect(answer.status == 400)
        #expect(answer.error?.code == "invalid_request")
        #expect(answer.error?.param == "limit")
        #expect(cache.limits.withLock { $0 }.isEmpty)
    }

    @Test(arguments: [ScriptedCache.key, ScriptedCache.key.uppercased()])
    func `an entry is shown without its text`(key: String) async {
        let answer = await Plane().ask(.get, "/admin/v1/cache/entries/" + key)
        #expect(answer.status == 200)
        #expect(
            answer.text == "{\"key\":\"\(ScriptedCache.key)\","
                + #""tier":"redis","group":"chat","deployment":"groq-llama","provider":"groq","tenant":"acme","#
                + #""tags":["doc:42","say \"hi\""],"form":"events","bytes":8600,"#
                + #""stored_at":"2025-11-22T23:40:00.123Z","fresh_for_ms":-1500,"cost_usd":"0.000094"}"#
        )
    }

    @Test func `an entry that is not there is 404`() async {
        let key = String(ScriptedCache.key.reversed())
        let answer = await Plane().ask(.get, "/admin/v1/cache/entries/" + key)
        #expect(answer.status == 404)
        #expect(answer.error?.code == "not_cached")
        #expect(answer.error?.type == "invalid_request_error")
    }

    @Test(arguments: [
        "", "abc", String(ScriptedCache.key.dropLast()), ScriptedCache.key + "0", ScriptedCache.key.dropLast() + "g",
        ScriptedCache.key.dropLast(2) + "é", ScriptedCache.key + "/", String(repeating: "%61", count: 64),
    ])
    func `a malformed key is 400 and says what a key is`(key: String) async {
        let answer = await Plane().ask(.get, "/admin/v1/cache/entries/" + key)
        #expect(answer.status == 400)
        #expect(answer.error?.param == "key")
        #expect(answer.error?.message.contains("64 hexadecimal digits") == true)
    }

    @Test(arguments: [
        ("/admin/v1/cache", HTTPMethod.post, "GET, HEAD"), ("/admin/v1/cache/hot", .delete, "GET, HEAD"),
        (Self.entry, .delete, "GET, HEAD"), ("/admin/v1/cache/purge", .get, "POST"),
        ("/admin/v1/cache/purge", .delete, "POST"),
    ])
    func `other methods are refused with those that are taken`(path: String, method: HTTPMethod, allow: String) async {
        let answer = await Plane().ask(method, path)
        #expect(answer.status == 405)
        #expect(answer.allow == allow)
    }

    @Test(arguments: ["/admin/v1/cache/", "/admin/v1/cache/hots", "/admin/v1/cache/entries", "/admin/v1/cached"])
    func `other paths are unknown`(path: String) async {
        let answer = await Plane().ask(.get, path)
        #expect(answer.status == 404)
        #expect(answer.error?.code == "unknown_url")
    }

    @Test(arguments: [
        ("/admin/v1/cache", HTTPMethod.get), ("/admin/v1/cache/hot", .get), (Self.entry, .get),
        ("/admin/v1/cache/purge", .post),
    ])
    func `without a cache the answer says how to have one`(path: String, method: HTTPMethod) async {
        let answer = await Plane(nil).ask(method, path, #"{"everything":true,"dry_run":false}"#)
        #expect(answer.status == 409)
        #expect(answer.error?.message.contains("cache: {exact: true}") == true)
    }

    @Test(arguments: [nil, "", "sk-other", "sk-admin-1 "] as [String?])
    func `without the admin key nothing is shown or purged`(credential: String?) async {
        let cache = ScriptedCache()
        let plane = Plane(cache, key: Secret("sk-admin-1"))
        for (method, path) in [
            (HTTPMethod.get, "/admin/v1/cache"), (.get, "/admin/v1/cache/hot"), (.get, Self.entry),
            (.post, "/admin/v1/cache/purge"), (.get, "/admin/v1/cache/nothing"),
        ] {
            let body = #"{"everything":true,"dry_run":false}"#
            let answer = await plane.ask(method, path, body, credential: credential)
            #expect(answer.status == 401, "\(path)")
        }
        #expect(cache.asked.withLock { $0 }.isEmpty)
        #expect(plane.lines.withLock { $0 }.isEmpty)
        #expect(await plane.ask(.get, "/admin/v1/cache", credential: "sk-admin-1").status == 200)
    }

    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.000Z"), (951_782_399_999, "2000-02-28T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (1_763_854_800_123, "2025-11-22T23:40:00.123Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        (.max, "9999-12-31T23:59:59.999Z"), (-1, "1970-01-01T00:00:00.000Z"), (.min, "1970-01-01T00:00:00.000Z"),
    ])
    func `moments are written in UTC`(milliseconds: Int64, text: String) {
        #expect(UTCTime.text(ofMilliseconds: milliseconds) == text)
    }

    @Test(arguments: [
        (
            #"{"group":"chat","asked":"Why?","stored":"Why?"}"#,
            #"{"decision":"hit","similarity":0.5,"language":"en","refusals":[],"score":0.75,"risk":0.125,"#
                + #""risk_limit":0.25,"features":{"cosine":0.5,"overlap":null}}"#
        ),
        (
            #"{"group":"chat","asked":"3 \"days\"","stored":"5 days"}"#,
            #"{"decision":"refused","similarity":0.5,"language":"en","refusals":[{"guard":"numbers","#
                + #""asked":"3 \"days\"","stored":"5 days"}],"score":null,"risk":null,"risk_limit":null,"features":{}}"#
        ),
    ])
    func `two questions are compared`(body: String, document: String) async {
        let answer = await Plane(ScriptedCache()).ask(.post, "/admin/v1/cache/compare", body)
        #expect(answer.status == 200)
        #expect(answer.text == document)
    }

    @Test(arguments: [
        "", "{}", #"{"group":"chat","asked":"","stored":"a"}"#, #"{"group":"code","asked":"a","stored":"b"}"#,
    ])
    func `a comparison that cannot be made is refused with the reason`(body: String) async {
        let answer = await Plane(ScriptedCache()).ask(.post, "/admin/v1/cache/compare", body)
        #expect(answer.status == 400)
        #expect(answer.text.contains("Send {") || answer.text.contains("semantic: true"))
    }
}
