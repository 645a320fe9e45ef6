import GatewayConfig
import GatewayCore
import Testing

@testable import GatewayCLI

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct CheckReportTests {
    /// A file of two deployments and a group with what a test adds to the group.
    private static func file(_ group: String) -> String {
        """
        providers:
          - {id: sim, kind: simulated}
        deployments:
          - {id: a, provider: sim, model: m, tier: advanced, capabilities: [tools], price: {input: 1, output: 2}}
          - {id: b, provider: sim, model: n, tier: basic, capabilities: [vision], price: {input: 1, output: 2}}
        models:
          - name: chat
            deployments: [a, b]
        \(group)
        """
    }

    private static func report(_ text: String, environment: [String: String] = [:]) throws -> CheckReport {
        try CheckReport(Array(text.utf8), fileName: "f.yaml", environment: environment) { _ in [0x78] }
    }

    /// What is said about a file but for facts.
    private static func lines(_ text: String) throws -> [String] {
        let report = try Self.report(text)
        return (report.output + report.complaint).split(separator: "\n").map(String.init).filter {
            !$0.contains(": info: ")
        }
    }

    private static let counts = "1 providers, 2 deployments, 1 model groups, 0 keys"

    static let findings: [(text: String, line: String)] = [
        (
            "    rules:\n      - {when: stream, priority: low}\n      - {when: stream && tokens > 1, priority: high}",
            """
            f.yaml:11:16: warning: models[0].rules[1].when: the rule 'rule-2' is never reached: \
            each request that meets its condition is met by 'rule-1' before it
            """
        ),
        (
            "    rules:\n      - when: >-\n          vision\n          && tools\n        priority: low",
            """
            f.yaml:10:15: error: models[0].rules[0].when: a request that meets the condition needs vision and tools, \
            which nobody who is left has: 'a', 'b'
            """
        ),
        (
            "    rules:\n      - {when: stream, use: {tier: standard}}",
            """
            f.yaml:10:29: error: models[0].rules[0].use: this leaves no member of 'chat': \
            all these requests are refused
            """
        ),
        (
            "    rules:\n      - {when: stream, shares: {a: 0, b: 0}}",
            """
            f.yaml:10:32: error: models[0].rules[0].shares: the shares that are left sum to nothing: \
            all these requests are refused
            """
        ),
        (
            "    strategy: proximity",
            """
            f.yaml:9:15: warning: models[0].strategy: no member states its region, so only measured round trips count
            """
        ),
        (
            "    degradation: {}",
            """
            f.yaml:9:18: warning: models[0].degradation.steps[1]: no member is of tier 'standard', \
            so this step changes nothing
            """
        ),
    ]

    @Test(arguments: Self.findings)
    func `a finding is told with its place, and what it amounts to`(text: String, line: String) throws {
        let isError = line.contains(": error: ")
        let summary = "f.yaml: \(isError ? 1 : 0) errors, \(isError ? 0 : 1) warnings (\(Self.counts))"
        #expect(try Self.lines(Self.file(text)) == [line, summary])
        let report = try Self.report(Self.file(text))
        #expect(report.succeeds(isStrict: false) == !isError)
        #expect(!report.succeeds(isStrict: true))
    }

    @Test func `a file that is fine says what a request may cost, and nothing fails`() throws {
        let report = try Self.report(Self.file(""))
        #expect(report.succeeds(isStrict: true))
        let expected = [
            """
            f.yaml:7:5: info: models[0]: requests that need one of these are refused: \
            parallel_tools, audio, json_schema, reasoning, logprobs
            """,
            """
            f.yaml:7:5: info: models[0]: no deployment has these together, so that such requests are refused: \
            tools with vision
            """,
            "f.yaml:7:5: info: models[0]: worst-case cost of one request: unbounded (no context_window of 'a', 'b')",
            "f.yaml: ok (\(Self.counts))",
        ]
        #expect(report.output == expected.joined(separator: "\n") + "\n")
        #expect(report.complaint == "")
    }

    static let broken: [(text: String, errors: [String])] = [
        (
            "    rules:\n      - {when: 'tokns > 1', priority: low}",
            ["f.yaml:10:17: models[0].rules[0].when: "]
        ),
        (
            "    rules:\n      - when: |\n          stream &&\n          tokens > \"x\"\n        priority: low",
            ["f.yaml:12:18: models[0].rules[0].when: "]
        ),
        ("    rules:\n      - {when: tokens, priority: low}", ["f.yaml:10:16: models[0].rules[0].when: "]),
        (
            "    fallbacks: [other]\n  - {name: other, deployments: [a], fallbacks: [chat]}",
            ["f.yaml:9:17: models[0].fallbacks[0]: 'other' falls back to 'chat' again: chat -> other -> chat; "]
        ),
        ("    strategy: best", ["f.yaml:9:15: models[0].strategy: 'best' is not known here; "]),
    ]

    @Test(arguments: Self.broken)
    func `what cannot be used is told by its place`(text: String, errors: [String]) throws {
        let report = try Self.report(Self.file(text))
        let lines = report.complaint.split(separator: "\n")
        #expect(lines.count == errors.count)
        for (line, beginning) in zip(lines, errors) {
            #expect(line.hasPrefix(beginning), "\(line)")
        }
        #expect(report.output == "")
        #expect(!report.succeeds(isStrict: false))
    }

    @Test(arguments: ConfigSchema.strategies)
    func `each strategy of the schema exists`(_ name: String) throws {
        let found = try Self.report(Self.file("    strategy: \(name)")).findings
        #expect(!found.contains { $0.severity == .error })
    }

    @Test(arguments: ConfigSchema.tasks)
    func `each task of the schema exists`(_ name: String) throws {
        let text = Self.file("").replacing("tier: basic", with: "tier: basic, quality: {\(name): 1}")
        #expect(!(try Self.report(text).findings.contains { $0.severity == .error }))
    }

    @Test(arguments: ["groq-first", "routing"])
    func `the examples of routing pass, strictly`(_ name: String) throws {
        let root = URL(filePath: #filePath).appending(path: "../../../").standardized
        let text = try String(contentsOf: root.appending(path: "examples/\(name).yaml"), encoding: .utf8)
        let keys = ["GROQ_API_KEY": "groq-secret", "OPENAI_API_KEY": "openai-secret", "TEAM_A_KEY": "team-secret"]
        let report = try Self.report(text, environment: keys)
        #expect(report.complaint == "")
        #expect(report.findings.filter { $0.severity != .info } == [])
        #expect(report.succeeds(isStrict: true))
        #expect(report.findings.contains { $0.message.hasPrefix("worst-case cost of one request: $") })
    }
}
