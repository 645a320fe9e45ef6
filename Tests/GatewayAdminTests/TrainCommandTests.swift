import ArgumentParser
import GatewayRouting
import GatewayTraining
import GatewayWire
import Testing

@testable import GatewayCLI

@Suite struct TrainCommandTests {
    @Test func `the defaults are those of the committed model`() throws {
        let line = ["language", "--sample", "s", "-o", "m"]
        let command = try #require(try Train.parseAsRoot(line) as? Train.LanguageModelCommand)
        let (options, defaults) = (command.options, LanguageTrainerOptions())
        #expect(options.seed == defaults.seed)
        #expect(options.modelBytes == defaults.modelBytes)
        #expect([options.firstSteps, options.lastSteps] == [defaults.firstSteps, defaults.lastSteps])
    }

    @Test(arguments: [
        ["language", "--sample", "s"], ["language", "-o", "m"],
        ["language", "--sample", "s", "-o", "m", "--steps", "0"],
        ["language", "--sample", "s", "-o", "m", "--max-bytes", "10"], ["complexity"],
        ["complexity", "f", "--max-line", "0"],
    ])
    func `a wrong command line is refused`(_ line: [String]) {
        let error = #expect(throws: (any Error).self) { try Train.parseAsRoot(line) }
        #expect(error.map { Train.exitCode(for: $0).rawValue } == 64)
    }

    @Test func `weights are written as Swift and as JSON`() throws {
        var weights = ComplexityTrainer.fit([], prior: .shipped)
        weights.parts = [.length: 0.12345, .code: 0.1]
        weights.tasks = [.chat: 0.5]
        let text = ComplexityWeightsText(base: 0.25, weights)
        #expect(text.swift.hasPrefix("static let base: Float = 0.25\nstatic let tasks: [PromptTask: Float] = [\n"))
        for line in ["    .length: 0.123,\n", "    .code: 0.1,\n", "    .chat: 0.5,\n", "    .math: 0.0,\n"] {
            #expect(text.swift.contains(line))
        }
        let document = try JSONValue.parse(text.json)
        #expect(document["base"]?.numberText == "0.250000")
        #expect(document["parts"]?["length"]?.numberText == "0.123450")
        #expect(document["parts"]?.members?.count == ComplexityPart.allCases.count)
        #expect(document["tasks"]?["chat"]?.numberText == "0.500000")
    }
}
