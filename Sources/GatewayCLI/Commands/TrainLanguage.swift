import ArgumentParser
import GatewayRouting
import GatewayTraining

extension Train {
    /// Trains the language model.
    struct LanguageModelCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "language",
            abstract: "Train the model that tells languages apart.",
            discussion: """
                The sample has lines {"lang": "de", "kind": "sentences", "text": "..."}; a tenth of them, chosen by a \
                hash of the text, is never trained on. The files of --words and --text have lines of language, \
                weight and text with tabs between them, as scripts/fetch-language-data.sh makes them. All files may be \
                compressed by gzip.

                With the words, the text and the sample that Sources/CLanguageModel/SOURCES.md names, the output is \
                the model that is part of the program, byte for byte. It takes some minutes.
                """
        )

        @Option(help: "File of sample rows.")
        var sample: String

        @Option(help: ArgumentHelp("Folder with files of weighted words, NAME.tsv.", valueName: "folder"))
        var words: String?

        @Option(help: "File of weighted text.")
        var text: String?

        @Option(name: .shortAndLong, help: "File that the model is written to.")
        var output: String

        @Flag(help: "At the end, judge the model by the rows of the sample that it was not trained on.")
        var heldOut = false

        @Option(help: "Beginning of all random choices.")
        var seed: UInt64 = LanguageTrainerOptions().seed

        @Option(help: "Bytes of the model at most.")
        var maxBytes = LanguageTrainerOptions().modelBytes

        @Option(help: "Words shown before the least useful runs of letters are cut, and again after.")
        var steps = LanguageTrainerOptions().firstSteps

        mutating func validate() throws {
            guard (1024...Train.mostModelBytes).contains(self.maxBytes) else {
                throw ValidationError("--max-bytes is not a number from 1024 to \(Train.mostModelBytes).")
            }
            guard (1...1_000_000_000).contains(self.steps) else {
                throw ValidationError("--steps is not a number from 1 to 1000000000.")
            }
        }

        /// How the model is trained.
        var options: LanguageTrainerOptions {
            var options = LanguageTrainerOptions()
            options.seed = self.seed
            options.modelBytes = self.maxBytes
            options.firstSteps = self.steps
            options.lastSteps = self.steps
            return options
        }

        mutating func run() throws {
            do throws(ToolFailure) {
                let words = try self.input()
                guard words.count > 0 else {
                    throw ToolFailure("\(self.sample): no line can be trained on ('train language -h' tells the form).")
                }
                let bytes = LanguageTrainer.train(words: words, options: self.options) { self.tell($0) }
                try ByteFile.write(bytes, to: self.output)
                self.tell("\(self.output): \(bytes.count) bytes")
            } catch {
                throw CleanExit.failure(error.message)
            }
            guard self.heldOut else { return }
            var judge = try Eval.Signals.parse([self.sample, "--held-out", "--language-model", self.output])
            try judge.run()
        }

        /// All words, in the order that the committed model was trained in.
        private func input() throws(ToolFailure) -> LanguageTrainerWords {
            var words = LanguageTrainerWords()
            let tables = try self.words.map { folder throws(ToolFailure) in
                let files = try ByteFile.files(in: folder, suffix: ".tsv")
                guard !files.isEmpty else { throw ToolFailure("\(folder): there is no file NAME.tsv.") }
                return files
            }
            for path in (tables ?? []) + (self.text.map { [$0] } ?? []) {
                let bytes = try ByteFile.contents(of: path, most: Train.mostInputBytes)
                let skipped = bytes.withUnsafeBufferPointer { words.addTable($0) }
                if skipped > 0 { self.tell("\(path): \(skipped) lines left out: no language, weight and text") }
            }
            let bytes = try ByteFile.contents(of: self.sample, most: Train.mostInputBytes)
            let skipped = bytes.withUnsafeBufferPointer { words.addSample($0) }
            self.tell("\(self.sample): \(skipped) lines left out: held out, or no language and text")
            return words
        }

        private func tell(_ line: String) { StandardError.write(line + "\n") }
    }
}
