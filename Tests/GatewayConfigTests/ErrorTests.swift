import GatewayCore
import Testing

@testable import GatewayConfig

/// One broken file and what is said about it.
struct BrokenFile: Sendable, CustomTestStringConvertible {
    var text: String
    var errors: [String]

    init(_ text: String, _ errors: String...) {
        self.text = text
        self.errors = errors
    }

    var testDescription: String { self.errors.first ?? "" }
}

@Suite struct ErrorTests {
    static let unknownKeys: [BrokenFile] = [
        BrokenFile(
            file(rest: "modles: []"),
            "f.yaml:13:1: unknown key 'modles'; did you mean 'models'?"
        ),
        BrokenFile(
            file(server: "  lisen: 127.0.0.1:1\n"),
            "f.yaml:3:3: server: unknown key 'lisen'; did you mean 'listen'?"
        ),
        BrokenFile(
            file(provider: "    pool: {max_conections: 3}\n"),
            """
            f.yaml:6:12: providers[0].pool: unknown key 'max_conections'; did you mean 'max_connections'?
            """
        ),
        BrokenFile(
            file(group: "    retry: {attempts: 2, jitter: full}\n"),
            """
            f.yaml:13:26: models[0].retry: unknown key 'jitter'; \
            valid here: attempts, backoff, on, budget, budget_reserve, budget_window, max_wait
            """
        ),
        BrokenFile(
            file(rest: "? [a, b]\n: c"),
            "f.yaml:13:3: a key must be a plain word; write 'key: value'"
        ),
    ]

    static let values: [BrokenFile] = [
        BrokenFile(
            file(group: "    timeouts: {connect: 2 parsecs}\n"),
            """
            f.yaml:13:25: models[0].timeouts.connect: '2 parsecs' is not a duration; \
            write a number with a unit: 200ms, 1.5s, 2m or 1h
            """
        ),
        BrokenFile(
            file(group: "    timeouts: {total: 0s}\n"),
            "f.yaml:13:23: models[0].timeouts.total: '0s' is out of range; write a duration from 1ms to 1d"
        ),
        BrokenFile(
            file(server: "  limits: {body: 16Mo}\n"),
            """
            f.yaml:3:18: server.limits.body: '16Mo' is not a size; \
            write bytes, or a number with a unit: 256KiB, 16MiB or 1MB
            """
        ),
        BrokenFile(
            file(server: "  limits: {head: 1}\n"),
            "f.yaml:3:18: server.limits.head: '1' is out of range; write a size from 1KiB to 1MiB"
        ),
        BrokenFile(
            file(server: "  listen: 127.0.0.1:70000\n"),
            """
            f.yaml:3:11: server.listen: '127.0.0.1:70000' cannot be listened on: the port is missing or out of range; \
            write host:port, the port from 0 to 65535
            """
        ),
        BrokenFile(
            file(server: "  h2c: maybe\n"),
            "f.yaml:3:8: server.h2c: 'maybe' is neither true nor false; write true or false"
        ),
        BrokenFile(
            file(server: "  handover: handover.sock\n"),
            """
            f.yaml:3:13: server.handover: the path is not absolute; \
            begin it with /, so that both processes find it from anywhere
            """
        ),
        BrokenFile(
            file(server: "  handover: /\(String(repeating: "x", count: 90))\n"),
            "f.yaml:3:13: server.handover: the path is too long for a socket; use at most 90 bytes"
        ),
        BrokenFile(
            file(provider: "    simulation: {faults: {cut: 101%}}\n"),
            """
            f.yaml:6:32: providers[0].simulation.faults.cut: '101%' is not a share; \
            write a percentage from 0% to 100%, or a fraction such as 0.02
            """
        ),
        BrokenFile(
            file(provider: "    simulation:\n      faults: {cut: 60%, error: 50%}\n"),
            "f.yaml:7:15: providers[0].simulation.faults: the shares of faults sum to more than 100%; lower them"
        ),
        BrokenFile(
            file(deployment: "    price: {input: 0.5e3, output: 1}\n"),
            """
            f.yaml:10:20: deployments[0].price.input: '0.5e3' is not an amount of money; \
            write US dollars per million tokens as a decimal with up to 9 places, such as 0.59
            """
        ),
        BrokenFile(
            file(deployment: "    tier: standrad\n"),
            """
            f.yaml:10:11: deployments[0].tier: 'standrad' is not known here; \
            did you mean 'standard'? valid: basic, standard, advanced
            """
        ),
        BrokenFile(
            file(deployment: "    context_window: 0\n"),
            """
            f.yaml:10:21: deployments[0].context_window: '0' is out of range; write a number from 1 to 1000000000
            """
        ),
        BrokenFile(
            file(deployment: "    capabilities: [tools, tools]\n"),
            "f.yaml:10:27: deployments[0].capabilities[1]: 'tools' is listed twice; remove one of them"
        ),
        BrokenFile(
            file(deployment: "    region:\n"),
            "f.yaml:10:12: deployments[0].region: this has no value; give it one, or remove the key"
        ),
        BrokenFile(
            file(deployment: "    region: [x]\n"),
            "f.yaml:10:13: deployments[0].region: this must be a single value, not a list or a mapping"
        ),
        BrokenFile(
            file(rest: "keys: x"),
            "f.yaml:13:7: keys: this must be a list; begin each element with '- ', or write [a, b]"
        ),
        BrokenFile(
            file(rest: "access_log: {buffer: 1MiB}"),
            """
            f.yaml:13:13: access_log: 'file' is missing; \
            add it: File to append to; it is opened anew on SIGHUP, so that it can be rotated.
            """
        ),
    ]

    static let references: [BrokenFile] = [
        BrokenFile(
            file(rest: "default_provider: smi"),
            "f.yaml:13:19: default_provider: no provider has the id 'smi'; did you mean 'sim'?"
        ),
        BrokenFile(
            file(deployment: "  - {id: b, provider: other, model: m}\n"),
            "f.yaml:10:23: deployments[1].provider: no provider has the id 'other'; declared: sim"
        ),
        BrokenFile(
            file(deployment: "  - {id: a, provider: sim, model: m}\n"),
            """
            f.yaml:10:10: deployments[1].id: the deployment id 'a' is already taken in line 7; \
            rename or remove one of them
            """
        ),
        BrokenFile(
            file(group: "    fallbacks: [zz, a]\n"),
            """
            f.yaml:13:17: models[0].fallbacks[0]: no deployment or model group has the name 'zz'; declared: a, chat
            """,
            """
            f.yaml:13:21: models[0].fallbacks[1]: 'a' is already among 'deployments', \
            which are all tried before the fallbacks; remove it from one of the two lists
            """
        ),
        BrokenFile(
            file(group: "    aliases: [x, x, chat]\n"),
            "f.yaml:13:18: models[0].aliases[1]: 'x' is listed twice; remove one of them",
            """
            f.yaml:13:21: models[0].aliases[2]: the model group name 'chat' is already taken in line 11; \
            rename or remove one of them
            """
        ),
        BrokenFile(
            file(group: "  - {name: two, deployments: [{id: a, weight: 0}]}\n"),
            """
            f.yaml:13:30: models[1].deployments: the weights sum to nothing, so no deployment would be asked; \
            raise one of them
            """
        ),
        BrokenFile(
            file(group: "  - {name: two, deployments: [a, {id: a, weight: 2}]}\n"),
            """
            f.yaml:13:39: models[1].deployments[1].id: the deployment 'a' is listed twice; \
            remove one of them, and give the other the sum of the weights
            """
        ),
        BrokenFile(
            file(group: "  - {name: two, deployments: []}\n"),
            "f.yaml:13:30: models[1].deployments: a model group needs a deployment; name at least one"
        ),
        BrokenFile(
            file(server: "  admin: 127.0.0.1:8080\n"),
            """
            f.yaml:3:10: server.admin: data plane and admin plane have the same address; \
            give the admin plane a port of its own
            """
        ),
        BrokenFile(
            file(server: "  listen: :8080\n"),
            """
            f.yaml:3:11: server.listen: without 'keys' anybody who reaches this address could use the providers; \
            add 'keys', or listen on 127.0.0.1, [::1] or localhost
            """
        ),
    ]

    static let providers: [BrokenFile] = [
        BrokenFile(
            "providers:\n  - kind: anthropic",
            """
            f.yaml:2:11: providers[0].kind: providers of kind 'anthropic' are not available yet; \
            use its OpenAI-compatible address with kind: openai-compatible, if it has one
            """
        ),
        BrokenFile(
            "providers:\n  - kind: opnai",
            "f.yaml:2:11: providers[0].kind: 'opnai' is not a kind of provider; did you mean 'openai'?"
        ),
        BrokenFile(
            "providers:\n  - kind: groq",
            """
            f.yaml:2:5: providers[0]: a provider of kind 'groq' needs 'api_key'; add api_key: ${env:GROQ_API_KEY}
            """
        ),
        BrokenFile(
            "providers:\n  - kind: vllm",
            """
            f.yaml:2:5: providers[0]: a provider of kind 'vllm' needs 'base_url'; \
            add its address, such as https://api.example.com/v1
            """
        ),
        BrokenFile(
            "providers:\n  - {kind: vllm, base_url: 'ftp://x/', api_version: '1'}",
            """
            f.yaml:2:28: providers[0].base_url: the scheme is not http or https; \
            write it like https://api.example.com/v1
            """,
            "f.yaml:2:53: providers[0].api_version: a provider of kind 'vllm' has no API version; remove it"
        ),
        BrokenFile(
            "providers:\n  - {id: a/b, kind: simulated, base_url: http://x}",
            """
            f.yaml:2:10: providers[0].id: a provider id cannot hold '/'; \
            requests name 'provider/model'; use '-' instead
            """,
            "f.yaml:2:42: providers[0].base_url: a simulated provider is not called, so this does nothing; remove it"
        ),
        BrokenFile(
            "providers:\n  - {kind: ollama, simulation: {tokens: 3}, tls: {verify: no}}",
            """
            f.yaml:2:32: providers[0].simulation: only a provider of kind simulated is simulated; \
            remove it, or write kind: simulated
            """,
            """
            f.yaml:2:50: providers[0].tls: the provider is called without TLS; \
            write https:// in 'base_url', or remove 'tls'
            """
        ),
        BrokenFile(
            "providers:\n  - kind: ollama\n    headers: {Host: a, X-A: b, x-a: c, 'b d': e}",
            "f.yaml:3:15: providers[0].headers: the header 'Host' belongs to the connection; remove it",
            "f.yaml:3:32: providers[0].headers: the header 'x-a' is given twice; remove one of them",
            "f.yaml:3:40: providers[0].headers: 'b d' is not a header name; use letters, digits and hyphens"
        ),
        BrokenFile(
            "providers: []",
            "f.yaml:1:12: providers: no provider is configured; add one, such as "
                + "'- {id: groq, kind: groq, api_key: ...}'"
        ),
    ]

    static let keys: [BrokenFile] = [
        BrokenFile(
            file(rest: "keys:\n  - name: k"),
            """
            f.yaml:14:5: keys[0]: neither 'key' nor 'sha256' is given; \
            add key: ${env:NAME}, or sha256: with 64 digits
            """
        ),
        BrokenFile(
            file(rest: "keys:\n  - {name: k, sha256: abc}"),
            """
            f.yaml:14:23: keys[0].sha256: this is not a SHA-256 digest; \
            write its 64 hexadecimal digits, without a prefix
            """
        ),
        BrokenFile(
            file(rest: "keys:\n  - {name: k, key: abc}\n  - {name: k, key: 12345678, models: [caht, sim/x, no/x]}"),
            "f.yaml:14:20: keys[0].key: the key is too short; use at least 8 characters, at best random ones",
            "f.yaml:15:12: keys[1].name: the key name 'k' is already taken in line 14; rename or remove one of them",
            "f.yaml:15:39: keys[1].models[0]: no model group has the name 'caht'; did you mean 'chat'?",
            """
            f.yaml:15:52: keys[1].models[2]: no model group has the name 'no/x'; \
            name a model group, an alias, or provider/model
            """
        ),
        BrokenFile(
            file(rest: "keys:\n  - {name: a, key: 12345678}\n  - {name: b, key: 12345678}"),
            "f.yaml:15:20: keys[1].key: this is the same key as the one in line 14; give each entry a key of its own"
        ),
        BrokenFile(file(rest: "keys: []"), "f.yaml:13:7: keys: the list of keys is empty; add a key, or remove 'keys'"),
    ]

    static let syntax: [BrokenFile] = [
        BrokenFile("", "f.yaml:1:1: the file is empty; configure at least one provider"),
        BrokenFile("# nothing\n", "f.yaml:1:1: the file is empty; configure at least one provider"),
        BrokenFile("- a", "f.yaml:1:1: this must be a mapping; write 'key: value' lines, indented alike"),
        BrokenFile(
            "a:\n\t- b",
            """
            f.yaml:2:1: YAML: found character that cannot start any token; indent with spaces, not with tabs
            """
        ),
        BrokenFile(
            "providers:\n  - {kind: groq, api_key: ${env:GROQ_API_KEY}}",
            """
            f.yaml:2:28: YAML: did not find expected ',' or '}'; inside { } and [ ] put ${...} into quotes
            """
        ),
        BrokenFile(
            "server: {}\nserver: {}",
            "f.yaml:1:1: 'server' stands more than once in the same mapping; keep one of them"
        ),
        BrokenFile(
            "a: &x [1]\nb: *x",
            "f.yaml:2:4: YAML anchors and aliases are not supported; write the value out"
        ),
    ]

    @Test(arguments: unknownKeys + values + references + providers + keys + syntax)
    func `an error names its place, its cause and its cure`(_ broken: BrokenFile) {
        #expect(errors(broken.text) == broken.errors)
    }

    @Test func `all errors of a file are reported at once and in file order`() throws {
        let found = errors(
            """
            server: {listn: x, loops: y}
            providers: [{id: a, kind: groq}, {id: a, kind: gemini}]
            models: [{name: chat, deployments: [none], strategy: best}]
            default_provider: b
            nothing: here
            """
        )
        let places = found.compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(
            places == [
                "f.yaml:1:10:", "f.yaml:1:27:", "f.yaml:2:13:", "f.yaml:2:39:", "f.yaml:2:48:", "f.yaml:3:37:",
                "f.yaml:3:54:", "f.yaml:4:19:", "f.yaml:5:1:",
            ]
        )
    }

    @Test func `no more errors are kept than a reader can use`() throws {
        let text = (0..<500).map { "key\($0): 1\n" }.joined()
        #expect(errors(text).count == ConfigErrors.limit)
    }

    @Test func `a file that is not UTF-8 is refused`() {
        let result = ConfigLoader.load(
            bytes: [0x61, 0xFF],
            fileName: "f.yaml",
            environment: [:],
            knownKinds: kinds,
            conditions: conditions,
            readFile: { _ in [] }
        )
        guard case .failure(let errors) = result else {
            Issue.record("the file was loaded")
            return
        }
        #expect(errors.description == "f.yaml:1:1: the file is not UTF-8 text; save it as UTF-8")
    }

    @Test(arguments: [
        ("modles", "models"), ("model", "models"), ("tiemouts", "timeouts"), ("cache", nil), ("x", nil),
        ("acces_log", "access_log"), ("MODELS", "models"),
    ])
    func `the nearest word is suggested when it is near enough`(_ word: String, _ expected: String?) {
        let words = ["access_log", "keys", "models", "timeouts"]
        #expect(Suggestion.nearest(to: word, among: words) == expected)
    }
}
