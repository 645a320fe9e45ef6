import ArgumentParser
import GatewaySemantic
import GatewayTraining
import GatewayWire

extension Train {
    /// Trains what scores pairs of questions.
    struct VerifierCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verifier",
            abstract: "Train the verifier of the semantic cache on labelled pairs of prompts.",
            discussion: """
                A FILE has lines {"a": "...", "b": "...", "label": 1, "source": "...", "weight": 1}, plain or \
                compressed by gzip; label 1 says that one answer may serve both. Pairs of one source are judged by \
                models that never saw that source, which gives the calibration. A line that is no pair ends it.
                """
        )

        @Option(name: .customLong("pairs"), help: "Files of pairs; - is standard input.")
        var files: [String]

        @Option(help: "Folder with the models that scripts/fetch-models.sh fetches.")
        var models: String = ".venv/models"

        @Option(help: "Language of all pairs, an ISO 639-1 code. (default: told by the words)")
        var language: String?

        @Option(name: .shortAndLong, help: "File that the model is written to.")
        var output: String

        @Option(help: "Bytes of a line at most.")
        var maxLine = LineFile.defaultMostBytes

        mutating func validate() throws {
            guard (1...64 << 20).contains(self.maxLine) else {
                throw ValidationError("--max-line is not a number of bytes from 1 to 67108864.")
            }
        }

        mutating func run() throws {
            do throws(ToolFailure) {
                var pairs: [VerifierPair] = []
                for file in self.files {
                    pairs += try Self.pairs(in: file, mostLineBytes: self.maxLine)
                }
                guard !pairs.isEmpty else { throw ToolFailure("No file has a pair.") }
                let embedder = try Self.embedder(in: self.models)
                let result = VerifierTraining.run(
                    pairs: pairs,
                    embedder: embedder,
                    language: self.language,
                    report: { StandardOutput.write($0 + "\n") }
                )
                try ByteFile.write(result.bytes, to: self.output)
            } catch {
                throw CleanExit.failure(error.message)
            }
        }

        private static func embedder(in models: String) throws(ToolFailure) -> StaticEmbedder {
            do throws(EmbedderError) {
                return try StaticEmbedder(folder: models + "/static-256")
            } catch {
                throw ToolFailure("\(error)")
            }
        }

        private static func pairs(in path: String, mostLineBytes: Int) throws(ToolFailure) -> [VerifierPair] {
            let file = try LineFile(path, mostBytes: mostLineBytes)
            var pairs: [VerifierPair] = []
            while let line = try file.next() {
                guard let bytes = line.bytes else { throw ToolFailure.tooLong(mostLineBytes) }
                guard let document = try? JSONValue.parse(bytes.span.bytes) else {
                    throw ToolFailure("\(path):\(line.number): the line is not JSON.")
                }
                do throws(CacheRowError) {
                    pairs.append(try VerifierPair(document))
                } catch {
                    throw ToolFailure("\(path):\(line.number): \(error.message)")
                }
            }
            return pairs
        }
    }
}
