import GatewayAdmin
import GatewayCore
import GatewayWire
import Synchronization
import Testing

@Suite struct CachePurgeTests {
    private static let key = ScriptedCache.key

    static let selections: [(String, CacheSelection)] = [
        (#""key":"\#(key)""#, .key(key)),
        (#""key":"\#(key.uppercased())""#, .key(key)),
        (#""tag":"doc:42""#, .tag("doc:42")),
        (#""tag":"pr\u00fcfung, \"x\"""#, .tag("prüfung, \"x\"")),
        (#""model":"groq-llama""#, .model("groq-llama")),
        (#""group":"chat""#, .group("chat")),
        (#""tenant":"acme""#, .tenant("acme")),
        (#""everything":true"#, .everything),
    ]

    @Test(arguments: Self.selections)
    func `each selector is understood, and only counts where nothing else is said`(
        member: String,
        selection: CacheSelection
    ) async {
        let cases = [
            ("{\(member)}", true), ("{\(member),\"dry_run\":true}", true), ("{\"dry_run\":false,\(member)}", false),
        ]
        for (body, isDryRun) in cases {
            let cache = ScriptedCache()
            let plane = Plane(cache)
            let answer = await plane.purge(body)
            #expect(answer.status == 200, "\(body)")
            #expect(cache.asked.withLock { $0 } == [.init(selection: selection, dryRun: isDryRun)])
            #expect(plane.lines.withLock { $0 }.count == (isDryRun ? 0 : 1))
        }
    }

    @Test func `the answer says what was found, and where`() async {
        let counted = await Plane().purge(#"{"tag":"doc:42"}"#)
        #expect(
            counted.text == #"{"dry_run":true,"selection":"tag","value":"doc:42","in_memory":3,"in_redis":5,"#
                + #""reached_all_nodes":true}"#
        )
        let alone = ScriptedCache(report: CachePurge(inMemory: 7, inRedis: nil, reachedAllNodes: false))
        let removed = await Plane(alone).purge(#"{"everything":true,"dry_run":false}"#)
        #expect(
            removed.text == #"{"dry_run":false,"selection":"everything","value":null,"in_memory":7,"in_redis":null,"#
                + #""reached_all_nodes":false}"#
        )
    }

    @Test func `a purge that was done is written to the audit log as one line`() async {
        let plane = Plane()
        _ = await plane.purge(#"{"tag":"a\nb"}"#)
        _ = await plane.purge(#"{"tag":"say \"hi\"","dry_run":false}"#)
        #expect(
            plane.lines.withLock { $0 } == [
                #"{"time":"2025-11-22T23:40:00.123Z","action":"cache_purge","who":"admin","selection":"tag","#
                    + #""value":"say \"hi\"","in_memory":3,"in_redis":5,"reached_all_nodes":true}"#
            ]
        )
    }

    static let refusals: [(body: String, status: Int, param: String?, words: String)] = [
        ("", 400, nil, "the text is empty"),
        ("{", 400, nil, "too early"),
        ("[]", 400, nil, "not an object"),
        ("\"tag\"", 400, nil, "not an object"),
        ("{}", 400, nil, "exactly one of key, tag, model, group, tenant"),
        (#"{"dry_run":false}"#, 400, nil, "exactly one"),
        (#"{"tag":"a","group":"b"}"#, 400, "group", "Both 'tag' and 'group'"),
        (#"{"tag":"a","everything":true}"#, 400, "everything", "Both"),
        (#"{"tag":"a","tag":"b"}"#, 400, "tag", "twice"),
        (#"{"tag":"a","dry_run":true,"dry_run":false}"#, 400, "dry_run", "twice"),
        (#"{"tag":"a","dry_run":"false"}"#, 400, "dry_run", "neither true nor false"),
        (#"{"tag":"a","dry_run":0}"#, 400, "dry_run", "neither"),
        (#"{"tag":"a","dry_run":null}"#, 400, "dry_run", "neither"),
        (#"{"tag":"a","dryrun":false}"#, 400, "dryrun", "Unknown member 'dryrun'"),
        (#"{"tags":"a","dry_run":false}"#, 400, "tags", "Unknown member 'tags'"),
        (#"{"tag":["a"],"dry_run":false}"#, 400, "tag", "not a string"),
        (#"{"tag":"","dry_run":false}"#, 400, "tag", "1 to 256"),
        (#"{"tag":"a\nb","dry_run":false}"#, 400, "tag", "control character"),
        (#"{"tenant":"a\u0000","dry_run":false}"#, 400, "tenant", "control character"),
        (#"{"everything":false,"dry_run":false}"#, 400, "everything", "not true"),
        (#"{"everything":"yes","dry_run":false}"#, 400, "everything", "not true"),
        (#"{"key":"abc","dry_run":false}"#, 400, "key", "64 hexadecimal digits"),
        (#"{"key":1,"dry_run":false}"#, 400, "key", "not a string"),
        (#"{"tag":"\#(String(repeating: "x", count: 257))","dry_run":false}"#, 400, "tag", "257 bytes"),
        (#"{"tag":"\#(String(repeating: "é", count: 129))","dry_run":false}"#, 400, "tag", "258 bytes"),
        (#"{"tag":"\#(String(repeating: "x", count: 4096))","dry_run":false}"#, 413, nil, "4096 bytes"),
        (#"{"tag":[[[[[[]]]]]],"dry_run":false}"#, 400, nil, "nested too deeply"),
    ]

    @Test(arguments: Self.refusals)
    func `what is not one clear selection purges nothing`(
        body: String,
        status: Int,
        param: String?,
        words: String
    ) async {
        let cache = ScriptedCache()
        let plane = Plane(cache)
        let answer = await plane.purge(body)
        #expect(answer.status == status)
        #expect(answer.error?.message.contains(words) == true, "\(answer.text)")
        #expect(answer.error?.param == param)
        #expect(cache.asked.withLock { $0 }.isEmpty)
        #expect(plane.lines.withLock { $0 }.isEmpty)
    }

    @Test func `names as long as is allowed are taken`() throws {
        let name = String(repeating: "x", count: CachePurgeRequest.maxNameBytes)
        let request = try CachePurgeRequest(reading: Array("{\"tag\":\"\(name)\"}".utf8))
        #expect(request == CachePurgeRequest(.tag(name)))
    }

    /// Whatever bytes come, nothing is removed that was not asked for in so many words.
    @Test(arguments: [UInt64(1), 2, 3])
    func `damaged bodies never become a purge of everything`(seed: UInt64) {
        var chance = SplitMix64(seed: seed)
        let bodies = Self.selections.dropLast().map { Array("{\($0.0),\"dry_run\":false}".utf8) }
        var read = 0
        for _ in 0..<5000 {
            var body = bodies[Int.random(in: 0..<bodies.count, using: &chance)]
            for _ in 0..<Int.random(in: 1...3, using: &chance) {
                let index = Int.random(in: 0..<body.count, using: &chance)
                switch Int.random(in: 0..<3, using: &chance) {
                case 0: body[index] = UInt8.random(in: 0...255, using: &chance)
                case 1: body.remove(at: index)
                default: body.insert(UInt8.random(in: 0x20...0x7E, using: &chance), at: index)
                }
            }
            guard let request = try? CachePurgeRequest(reading: body) else { continue }
            read += 1
            #expect(request.selection != .everything, "seed \(seed): \(String(decoding: body, as: UTF8.self))")
        }
        #expect(read > 100, "seed \(seed): the damage left nothing to read")
    }
}
