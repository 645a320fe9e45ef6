import GatewayCore
import Testing

@testable import GatewayConfig

@Suite struct CacheErrorTests {
    private static let redis = "redis: {r: {url: redis://127.0.0.1}}"

    /// A small file whose last lines are these.
    private static func cache(_ line: String) -> String { file(rest: "\(line)\n\(Self.redis)") }

    private static func group(_ exact: String) -> String { file(group: "    cache: {exact: {\(exact)}}\n") }

    static let processWide: [BrokenFile] = [
        BrokenFile(
            cache("cache: {redis: rr, key_secret: \(CacheFixture.secret)}"),
            "f.yaml:13:16: cache.redis: no Redis has the name 'rr'; did you mean 'r'?"
        ),
        BrokenFile(
            file(rest: "cache: {redis: main, key_secret: \(CacheFixture.secret)}"),
            "f.yaml:13:16: cache.redis: no Redis has the name 'main'; the file declares none"
        ),
        BrokenFile(
            cache("cache: {redis: r}"),
            """
            f.yaml:13:16: cache.redis: names in Redis need 'key_secret', so that they tell nothing of the requests; \
            make one with: openssl rand -base64 32, and give it to all nodes: key_secret: ${env:NAME}
            """
        ),
        BrokenFile(
            cache("cache: {redis: r, key_secret: shortsecret}"),
            "f.yaml:13:31: cache.key_secret: the secret is too short; make one with: openssl rand -base64 32"
        ),
        BrokenFile(
            cache("cache: {prefix: 'a*'}"),
            """
            f.yaml:13:17: cache.prefix: 'a*' cannot begin names in Redis; \
            use at most 64 letters, digits and . : - _
            """
        ),
        BrokenFile(
            cache("cache: {policy: lfu}"),
            """
            f.yaml:13:17: cache.policy: 'lfu' is not known here; did you mean 'lru'? \
            valid: s3-fifo, w-tinylfu, lru
            """
        ),
        BrokenFile(
            cache("cache: {lookup_timeout: 0}"),
            "f.yaml:13:25: cache.lookup_timeout: '0' is out of range; write a duration from 1ms to 10s"
        ),
        BrokenFile(
            cache("cache: {coalesce: {wait: poll, max_followers: 0}}"),
            "f.yaml:13:26: cache.coalesce.wait: 'poll' is not known here; valid: stream, entry",
            "f.yaml:13:47: cache.coalesce.max_followers: '0' is out of range; write a number from 1 to 1000000"
        ),
        BrokenFile(
            cache("cache: {idempotency: {window: 0s}}"),
            "f.yaml:13:31: cache.idempotency.window: '0s' is out of range; write a duration from 1s to 30d"
        ),
        BrokenFile(
            cache("cache: {aliases: [litellm, litellm]}"),
            "f.yaml:13:28: cache.aliases[1]: 'litellm' is listed twice; remove one of them"
        ),
        BrokenFile(
            cache("cache: {preheat: -1}"),
            "f.yaml:13:18: cache.preheat: '-1' is not a whole number; write one from 0 to 100000"
        ),
    ]

    private static func encryption(_ text: String) -> String {
        Self.cache("cache: {redis: r, key_secret: '${env:CACHE_SECRET}', encryption: \(text)}")
    }

    static let encryptionErrors: [BrokenFile] = [
        BrokenFile(
            file(rest: "cache: {encryption: {keys: [{id: a, key: '${env:CACHE_KEY_1}'}], active: a}}"),
            """
            f.yaml:13:21: cache.encryption: only values in Redis are encrypted; \
            name a Redis with 'redis', or remove 'encryption'
            """
        ),
        BrokenFile(
            encryption("{keys: [{id: a, key: '${env:CACHE_KEY_1}'}], active: b}"),
            "f.yaml:13:119: cache.encryption.active: no encryption key has the id 'b'; did you mean 'a'?"
        ),
        BrokenFile(
            encryption("{keys: [{id: a, key: '${env:CACHE_SECRET}0'}], active: a}"),
            """
            f.yaml:13:87: cache.encryption.keys[0].key: \
            this is not a key of 32 bytes in base64 or hexadecimal digits; make one with: openssl rand -base64 32
            """
        ),
        BrokenFile(
            encryption("{keys: [], active: a}"),
            "f.yaml:13:73: cache.encryption.keys: there is no key to encrypt with; add one: {id: k1, key: ...}",
            "f.yaml:13:85: cache.encryption.active: no encryption key has the id 'a'; the file declares none"
        ),
        BrokenFile(
            encryption("{keys: [{id: 'a/b', key: '${env:CACHE_KEY_1}'}], active: a/b}"),
            """
            f.yaml:13:79: cache.encryption.keys[0].id: 'a/b' cannot stand in front of values; \
            use at most 32 letters, digits and . - _
            """
        ),
        BrokenFile(
            encryption("{keys: [{id: a, key: '${env:CACHE_KEY_1}'}, {id: a, key: '${env:CACHE_KEY_2}'}], active: a}"),
            """
            f.yaml:13:115: cache.encryption.keys[1].id: the encryption key id 'a' is already taken in line 13; \
            rename or remove one of them
            """
        ),
    ]

    /// A file whose only group asks a judge, with another group and what it says of the deployment.
    private static func judge(_ name: String, deployment: String = "", others: String = "") -> String {
        file(
            deployment: deployment,
            group: "    cache: {semantic: {judge: \(name)}, exact: true}\n\(others)",
            rest: "cache: {semantic: {models: m}}\n"
        )
    }

    private static func embedder(_ name: String, deployment: String = "") -> String {
        file(
            deployment: deployment,
            rest: "cache: {semantic: {embedder: {model: \(name), dimensions: 8}}}\n"
        )
    }

    static let askedModels: [BrokenFile] = [
        BrokenFile(
            judge("nobody"),
            """
            f.yaml:13:31: models[0].cache.semantic.judge: no model group or deployment has the name 'nobody'; \
            declared: chat, a
            """
        ),
        BrokenFile(
            judge("chta"),
            """
            f.yaml:13:31: models[0].cache.semantic.judge: no model group or deployment has the name 'chta'; \
            did you mean 'chat'?
            """
        ),
        BrokenFile(
            judge("chat"),
            """
            f.yaml:13:31: models[0].cache.semantic.judge: 'chat' answers by meaning itself, and may give the verdict on \
            other answers; name a deployment, or a group without 'semantic'
            """
        ),
        BrokenFile(
            judge("a", deployment: "    capabilities: [embeddings]\n"),
            """
            f.yaml:14:31: models[0].cache.semantic.judge: 'a' gives embeddings and no answers, by the 'capabilities' of \
            its deployments; name a model that answers in words
            """
        ),
        BrokenFile(
            embedder("nobody/m"),
            """
            f.yaml:13:38: cache.semantic.embedder.model: no model group or deployment has the name 'nobody/m'; \
            declared: chat, a
            """
        ),
        BrokenFile(
            embedder("chat", deployment: "    capabilities: [tools, vision]\n"),
            """
            f.yaml:14:38: cache.semantic.embedder.model: 'chat' gives no embeddings, by the 'capabilities' of its \
            deployments; name a model for embeddings, or add 'embeddings' to them
            """
        ),
    ]

    @Test(arguments: [
        ("later", "later"), ("other", "other"), ("a", "sim/m"), ("sim/any", "sim/any"), ("sim/m", "sim/m"),
    ])
    func `a judge is named as requests would name it`(written: String, asked: String) throws {
        let others = "  - {name: later, aliases: [other], deployments: [a], cache: {exact: true}}\n"
        let settings = try load(Self.judge(written, others: others)).get()
        #expect(settings.models[0].cache?.semantic?.judge == asked)
    }

    @Test(arguments: [
        ("chat", "", "chat"), ("a", "", "sim/m"), ("a", "    capabilities: [embeddings, tools]\n", "sim/m"),
        ("a", "    capabilities: [vision]\n", "sim/m"), ("sim/vectors", "", "sim/vectors"),
    ])
    func `a model for vectors is named as requests would name it`(
        written: String,
        deployment: String,
        asked: String
    ) throws {
        let settings = try load(Self.embedder(written, deployment: deployment)).get()
        let expected = EmbedderChoice.remote(model: asked, dimensions: 8, timeout: .milliseconds(200))
        #expect(settings.cache.semantic.embedder == expected)
    }

    static let groups: [BrokenFile] = [
        BrokenFile(
            file(group: "    cache: {semantic: {max_wrong: 1%}, exact: true}\n"),
            """
            f.yaml:13:23: models[0].cache.semantic: no weights are configured that turn texts into vectors; \
            write cache: {semantic: {models: FOLDER}} with the folder that the set-up step has made
            """
        ),
        BrokenFile(
            file(group: "    cache: {semantic: true, exact: false}\n"),
            """
            f.yaml:13:23: models[0].cache.semantic: answers are found by meaning among those that 'exact' keeps, \
            which is off; write exact: true beside it
            """
        ),
        BrokenFile(
            file(
                group: "    cache: {semantic: {max_wrong: 60%}, exact: true}\n",
                rest: "cache: {semantic: {models: m}}\n"
            ),
            """
            f.yaml:13:35: models[0].cache.semantic.max_wrong: no cache that compares by meaning can be held to 60%; \
            write a share above 0% and up to 50%, or leave 'semantic' out
            """
        ),
        BrokenFile(
            file(
                group: "    cache: {semantic: {opposites: [hot]}, exact: true}\n",
                rest: "cache: {semantic: {models: m}}\n"
            ),
            """
            f.yaml:13:36: models[0].cache.semantic.opposites[0]: 'hot' is not a pair of words; write it as ONE / OTHER
            """
        ),
        BrokenFile(
            file(group: "    cache: {}\n"),
            """
            f.yaml:13:12: models[0].cache: 'exact' is missing; add it: \
            Same request, same answer: `true` takes the defaults below, `false` keeps nothing.
            """
        ),
        BrokenFile(
            file(group: "    cache: {exat: true, exact: true}\n"),
            "f.yaml:13:13: models[0].cache: unknown key 'exat'; did you mean 'exact'?"
        ),
        BrokenFile(
            group("ttl: 0s"),
            "f.yaml:13:26: models[0].cache.exact.ttl: '0s' is out of range; write a duration from 1s to 365d"
        ),
        BrokenFile(
            group("jitter: 0.1"),
            """
            f.yaml:13:29: models[0].cache.exact.jitter: '0.1' is not a whole percentage; \
            write it with its sign, such as 20%
            """
        ),
        BrokenFile(
            group("finish_reasons: [stop, content_filter]"),
            """
            f.yaml:13:44: models[0].cache.exact.finish_reasons[1]: an answer that was filtered is never stored; \
            remove 'content_filter'
            """
        ),
        BrokenFile(
            group("finish_reasons: []"),
            """
            f.yaml:13:37: models[0].cache.exact.finish_reasons: without a reason to end, no answer would be stored; \
            name one, or write exact: false
            """
        ),
        BrokenFile(
            group("vary: {headers: ['a b', X-A, x-a]}"),
            """
            f.yaml:13:38: models[0].cache.exact.vary.headers[0]: a name must have 1 to 256 bytes and no white space; \
            shorten it, or write '-' for spaces
            """,
            "f.yaml:13:50: models[0].cache.exact.vary.headers[2]: the header 'x-a' is listed twice; remove one of them"
        ),
        BrokenFile(
            group("bypass: [{}, {tag: a, header: b}, {tag: a, value: b}, {header: 'ä'}]"),
            "f.yaml:13:30: models[0].cache.exact.bypass[0]: this holds for no request; add 'header' or 'tag'",
            """
            f.yaml:13:40: models[0].cache.exact.bypass[1].tag: one condition names one thing; \
            write two conditions: either is enough
            """,
            "f.yaml:13:71: models[0].cache.exact.bypass[2].value: only a header has a value; remove it",
            """
            f.yaml:13:84: models[0].cache.exact.bypass[3].header: 'ä' is not a header name; \
            use letters, digits and hyphens
            """
        ),
        BrokenFile(
            group("replay_pace: fast"),
            """
            f.yaml:13:34: models[0].cache.exact.replay_pace: 'fast' is not a pace; \
            write instant, recorded, or events per second from 1 to 10000
            """
        ),
        BrokenFile(
            group("replay_pace: 0"),
            """
            f.yaml:13:34: models[0].cache.exact.replay_pace: '0' is not a pace; \
            write instant, recorded, or events per second from 1 to 10000
            """
        ),
        BrokenFile(
            group("early_refresh: {beta: -1}"),
            """
            f.yaml:13:43: models[0].cache.exact.early_refresh.beta: '-1' is not a number in range; \
            write a decimal number from 0 to 100
            """
        ),
        BrokenFile(
            group("ignore: [trace, messages]"),
            """
            f.yaml:13:37: models[0].cache.exact.ignore[1]: 'messages' changes the answer; \
            remove it; a request that differs in it must not get another one's answer
            """
        ),
        BrokenFile(
            file(group: "    cache: {exact: {max_size: 2MiB}}\n", rest: "cache: {memory: 1MiB}"),
            """
            f.yaml:13:31: models[0].cache.exact.max_size: \
            an answer may be larger than the whole cache ('cache.memory' is 1MiB); \
            lower 'max_size' or raise 'cache.memory'
            """
        ),
    ]

    @Test(arguments: processWide + encryptionErrors + askedModels + groups)
    func `a mistake is named with its place`(_ broken: BrokenFile) {
        #expect(errors(broken.text) == broken.errors)
    }

    @Test func `an answer may be larger than the memory if there is Redis`() throws {
        let rest = "cache: {memory: 1MiB, redis: r, key_secret: \(CacheFixture.secret)}\n\(Self.redis)"
        let text = file(group: "    cache: {exact: {max_size: 2MiB}}\n", rest: rest)
        #expect(try load(text).get().models[0].cache?.maxEntryBytes == 2 << 20)
    }
}
