import ArgumentParser
import GatewayRouting
import GatewayTraining
import GatewayWire

extension Train {
    /// Calibrates the complexity.
    struct ComplexityCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "complexity",
            abstract: "Fit the weights of the complexity to prompts of known difficulty.",
            discussion: """
                FILE has lines {"difficulty": 0.25, "prompt": "..."}, plain or compressed by gzip; the difficulty is \
                the share of models that fail. Rows of one "set" and "task" form a set, and all sets weigh alike, \
                however many rows they have. The weights are printed as Swift, to be put into \
                ComplexityWeights.swift, or with --json as JSON.
                """
        )

        @Argument(help: "File of rows; - is standard input.")
        var file: String

        @Option(name: .shortAndLong, help: "File that the weights are written to. (default: standard output)")
        var output: String?

        @Option(help: "Bytes of a line at most.")
        var maxLine = LineFile.defaultMostBytes

        @Flag(help: "Write JSON.")
        var json = false

        mutating func validate() throws {
            guard (1...64 << 20).contains(self.maxLine) else {
                throw ValidationError("--max-line is not a number of bytes from 1 to 67108864.")
            }
        }

        mutating func run() throws {
            do throws(ToolFailure) {
                let samples = try ComplexitySamples.read(self.file, mostLineBytes: self.maxLine)
                guard !samples.isEmpty else {
                    throw ToolFailure("\(self.file): no row has a difficulty and a prompt.")
                }
                let prior = ComplexityTrainer.Prior.shipped
                let weights = ComplexityWeightsText(base: prior.base, ComplexityTrainer.fit(samples, prior: prior))
                let text = self.json ? weights.json + "\n" : weights.swift
                guard let output = self.output else { return StandardOutput.write(text) }
                try ByteFile.write(Array(text.utf8), to: output)
            } catch {
                throw CleanExit.failure(error.message)
            }
        }
    }
}

/// Reads what the complexity is fitted to.
enum ComplexitySamples {
    /// The samples of a file; the first line that is none ends it, because weights of half a file are worse than none.
    static func read(_ path: String, mostLineBytes: Int) throws(ToolFailure) -> [ComplexityTrainer.Sample] {
        let file = try LineFile(path, mostBytes: mostLineBytes)
        let classifier = TaskClassifier()
        let score = ComplexityScore()
        let scratch = PromptScratch()
        var samples: [ComplexityTrainer.Sample] = []
        var sets: [String] = []
        while let line = try file.next() {
            let row: SignalRow
            do throws(ToolFailure) {
                guard let bytes = line.bytes else {
                    throw ToolFailure.tooLong(mostLineBytes)
                }
                row = try SignalRow(line: bytes)
            } catch {
                throw ToolFailure("\(path):\(line.number): \(error.message)")
            }
            guard case .difficulty(let difficulty, var prompt, let set) = row else { continue }
            sets.append(set)
            prompt.withUTF8 { prompt in
                let task = classifier.classify(prompt, scratch).task
                let parts = score.score(task: task, scratch).parts
                samples.append(ComplexityTrainer.Sample(parts: parts, task: task, difficulty: difficulty))
            }
        }
        return ComplexityTrainer.alike(samples, sets: sets)
    }
}

/// Fitted weights as text.
struct ComplexityWeightsText {
    let base: Double
    let weights: ComplexityTrainer.Weights

    init(base: Double, _ weights: ComplexityTrainer.Weights) {
        self.base = base
        self.weights = weights
    }

    /// The declarations of `ComplexityWeights`.
    var swift: String {
        let tasks = PromptTask.allCases.map { "    .\($0.name): \(self.rounded(self.weights.tasks[$0])),\n" }
        let parts = ComplexityPart.allCases.map { "    .\($0.name): \(self.rounded(self.weights.parts[$0])),\n" }
        return "static let base: Float = \(Figure.decimal(self.base, digits: 2))\n"
            + "static let tasks: [PromptTask: Float] = [\n\(tasks.joined())]\n"
            + "static let parts: [ComplexityPart: Float] = [\n\(parts.joined())]\n"
    }

    /// One object.
    var json: String {
        var writer = JSONWriter()
        func number(_ value: Double?, _ writer: inout JSONWriter) {
            writer.raw(Array(Figure.decimal(value ?? 0, digits: 6).utf8))
        }
        writer.beginObject()
        writer.key("base")
        number(self.base, &writer)
        writer.key("tasks")
        writer.beginObject()
        for task in PromptTask.allCases {
            writer.key(task.name)
            number(self.weights.tasks[task], &writer)
        }
        writer.endObject()
        writer.key("parts")
        writer.beginObject()
        for part in ComplexityPart.allCases {
            writer.key(part.name)
            number(self.weights.parts[part], &writer)
        }
        writer.endObject()
        writer.endObject()
        return writer.text
    }

    private func rounded(_ value: Double?) -> String {
        var text = Figure.decimal(value ?? 0, digits: 3)
        while text.hasSuffix("0") && !text.hasSuffix(".0") { text.removeLast() }
        return text
    }
}
