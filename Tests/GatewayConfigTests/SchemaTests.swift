import GatewayCore
import Testing
import Yams

@testable import GatewayConfig

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct SchemaTests {
    /// Root of the package, seen from this file.
    private static func read(_ path: String) throws -> String {
        let root = URL(filePath: #filePath).appending(path: "../../../").standardized
        return try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    @Test func `the committed reference is the one that the table makes`() throws {
        #expect(try Self.read("docs/configuration.md") == ConfigSchema.markdown())
    }

    @Test func `every key of the table is accepted and covered`() throws {
        #expect(errors(everything) == [])
        let root = try #require(try Yams.compose(yaml: everything))
        let used = Self.paths(of: root, under: "", type: .mapping(ConfigSchema.root))
        #expect(used == Set(ConfigSchema.paths().map(\.path)))
    }

    private static func paths(of node: Node, under prefix: String, type: ConfigType) -> Set<String> {
        if let sequence = node.sequence {
            return sequence.reduce(into: []) { $0.formUnion(Self.paths(of: $1, under: prefix, type: type)) }
        }
        guard let mapping = node.mapping else { return [] }
        if case .names(let element) = type {
            return mapping.reduce(into: []) { $0.formUnion(Self.paths(of: $1.value, under: prefix, type: element)) }
        }
        return mapping.reduce(into: []) { paths, pair in
            guard let name = pair.key.scalar?.string, let key = type.keys.first(where: { $0.name == name }) else {
                return
            }
            paths.insert(prefix + name)
            let inner = prefix + name + key.type.infix + "."
            paths.formUnion(Self.paths(of: pair.value, under: inner, type: key.type))
        }
    }

    /// Files that state a default, and the same files without it.
    private static func pair(for path: String, _ value: String) -> (with: String, without: String) {
        let parts = path.split(separator: ".").map { $0.replacing("[]", with: "") }
        let nested = parts.dropFirst().reversed().reduce("") { inner, name in
            "\(name): " + (inner.isEmpty ? value : "{\(inner)}")
        }
        let switched = [
            "models[].hedge", "models[].timeouts.adaptive", "models[].batching", "models[].batch",
            "models[].degradation",
        ].first { path.hasPrefix($0 + ".") }
        if let pair = CacheFixture.pair(for: path, value) { return pair }
        let real = "  - {id: real, kind: openai, api_key: '${env:OPENAI_API_KEY}'"
        switch path {
        case "server.loops":
            let providers = "providers: [{kind: simulated}]"
            return ("server: {loops: \(value)}\n\(providers)", providers)
        case _ where path.hasPrefix("deployments[].preheat."):
            return (file(deployment: "    \(nested)\n"), file(deployment: "    preheat: true\n"))
        case "models[].fallbacks[].weight":
            let group = { (entry: String) in
                file(group: "    fallbacks: [\(entry)]\n  - {name: b, deployments: [a]}\n")
            }
            return (group("{id: b, weight: \(value)}"), group("{id: b}"))
        case _ where switched != nil:
            let on =
                switch switched {
                case "models[].timeouts.adaptive": "timeouts: {adaptive: true}"
                case "models[].degradation": "degradation: {}"
                default: "\(parts[1]): true"
                }
            return (file(group: "    \(nested)\n"), file(group: "    \(on)\n"))
        case "models[].deployments[].weight":
            let group = { (member: String) in file(group: "  - {name: two, deployments: [\(member)]}\n") }
            return (group("{id: a, weight: \(value)}"), group("{id: a}"))
        case "access_log": return (file(rest: "access_log: \(value)"), file())
        case "access_log.buffer":
            return (file(rest: "access_log: {file: x, buffer: \(value)}"), file(rest: "access_log: {file: x}"))
        case _ where path.hasPrefix("routing.decisions.sqlite."):
            let store = { (more: String) in file(rest: "routing: {decisions: {sqlite: {path: x\(more)}}}") }
            return (store(", \(parts[3]): \(value)"), store(""))
        case _ where path.hasPrefix("providers[].tls"):
            return (file(provider: "\(real), \(nested)}\n"), file(provider: "\(real)}\n"))
        default: break
        }
        switch parts[0] {
        case "server": return (file(server: "  \(nested)\n"), file())
        case "routing": return (file(rest: "routing: {\(nested)}"), file())
        case "providers": return (file(provider: "    \(nested)\n"), file())
        case "deployments": return (file(deployment: "    \(nested)\n"), file())
        default: return (file(group: "    \(nested)\n"), file())
        }
    }

    @Test(arguments: ConfigSchema.paths().filter { $0.key.fallback != nil }.map(\.path))
    func `a documented default is the one of the code`(_ path: String) throws {
        let key = try #require(ConfigSchema.paths().first { $0.path == path }?.key)
        let texts = Self.pair(for: path, try #require(key.fallback))
        #expect(texts.with != texts.without)
        #expect(try load(texts.with).get() == load(texts.without).get())
    }

    @Test func `every key without a value of its own says what its absence means`() {
        for entry in ConfigSchema.paths() where !entry.key.isRequired {
            #expect((entry.key.fallback == nil) != (entry.key.whenAbsent == nil), "\(entry.path)")
        }
        for entry in ConfigSchema.paths() {
            #expect(!entry.key.text.contains("\n") && !entry.key.text.contains("|"), "\(entry.path)")
        }
    }

    @Test func `a key that does not exist is refused in every mapping`() throws {
        let root = try #require(try Yams.compose(yaml: everything))
        let mappings = Self.mappings(of: root, type: .mapping(ConfigSchema.root))
        #expect(mappings.count == 67)
        for mark in mappings {
            var lines = everything.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            let line = lines[mark.line - 1]
            let start = line.index(line.startIndex, offsetBy: mark.column - 1)
            let isFlow = line[start] == "{"
            if isFlow {
                lines[mark.line - 1].insert(contentsOf: "qqqq: 1, ", at: line.index(after: start))
            } else {
                let indentation = String(repeating: " ", count: mark.column - 1)
                lines[mark.line - 1] = line[..<start] + "qqqq: 1\n" + indentation + line[start...]
            }
            let found = errors(lines.joined(separator: "\n"))
            #expect(found.count == 1, "\(mark)")
            #expect(
                found.first?.hasPrefix("f.yaml:\(mark.line):\(mark.column + (isFlow ? 1 : 0)):") == true,
                "\(found)"
            )
            #expect(found.first?.contains("unknown key 'qqqq'") == true)
        }
    }

    /// Places of all mappings whose keys the table knows.
    private static func mappings(of node: Node, type: ConfigType) -> [Mark] {
        if let sequence = node.sequence {
            return sequence.flatMap { Self.mappings(of: $0, type: type) }
        }
        guard let mapping = node.mapping, let mark = mapping.mark, !type.keys.isEmpty else { return [] }
        if case .names(let element) = type {
            return mapping.flatMap { Self.mappings(of: $0.value, type: element) }
        }
        return [mark]
            + mapping.flatMap { pair -> [Mark] in
                guard let key = type.keys.first(where: { $0.name == pair.key.scalar?.string }) else { return [] }
                return Self.mappings(of: pair.value, type: key.type)
            }
    }

    @Test func `the JSON Schema is JSON and describes every key`() throws {
        let text = ConfigSchema.jsonSchema()
        let schema = try JSONDecoder().decode(SchemaNode.self, from: Data(text.utf8))
        #expect(schema.paths(under: "") == Set(ConfigSchema.paths().map(\.path)))
        #expect(text.contains("https://json-schema.org/draft/2020-12/schema"))
        let mappings = text.split(separator: "\"properties\"").count - 1
        #expect(text.split(separator: "\"additionalProperties\": false").count - 1 == mappings)
    }

    @Test(arguments: ["minimal", "groq-first", "azure", "tls-http2", "cache-redis", "routing"])
    func `the examples load`(_ name: String) throws {
        let text = try Self.read("examples/\(name).yaml")
        #expect(errors(text) == [])
        #expect(errors(text, environment: [:]).count >= 1)
    }

    @Test func `the demo loads and needs nothing`() throws {
        let settings = try DemoConfig.settings(knownKinds: kinds, conditions: conditions).get()
        #expect(settings.server.listen == ListenAddress(host: "127.0.0.1", port: 8080))
        #expect(settings.server.admin == ListenAddress(host: "127.0.0.1", port: 9090))
        #expect(settings.providers.allSatisfy { $0.simulation != nil })
        #expect(settings.models.map(\.name) == ["demo", "fast", "resilient"])
        #expect(settings.models.flatMap(\.aliases).contains("gpt-4o-mini"))
        #expect(settings.accessLog.destination == .standardOutput)
    }
}

/// As much of a JSON Schema as the test walks.
private final class SchemaNode: Decodable {
    let properties: [String: SchemaNode]?
    let items: SchemaNode?
    let anyOf: [SchemaNode]?
    let additionalProperties: Additional?

    /// False, or what all other properties look like.
    enum Additional: Decodable {
        case refused
        case like(SchemaNode)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            self = (try? container.decode(Bool.self)) == nil ? .like(try container.decode(SchemaNode.self)) : .refused
        }
    }

    func paths(under prefix: String) -> Set<String> {
        var paths = Set<String>()
        for (name, node) in self.properties ?? [:] {
            paths.insert(prefix + name)
            paths.formUnion(node.paths(under: prefix + name + "."))
        }
        if let items = self.items {
            // A list in a list has the keys of the outer one.
            paths.formUnion(items.paths(under: prefix.hasSuffix("[].") ? prefix : prefix.dropLast() + "[]."))
        }
        for node in self.anyOf ?? [] {
            paths.formUnion(node.paths(under: prefix))
        }
        if case .like(let node) = self.additionalProperties {
            paths.formUnion(node.paths(under: prefix.dropLast() + ".NAME."))
        }
        return paths
    }
}
