import ArgumentParser
import GatewayRouting

/// Judges what the gateway says of prompts, and of pairs of them.
struct Eval: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Judge routing's signals and the semantic cache by rows of which the answer is known.",
        subcommands: [Signals.self, Cache.self]
    )
}

extension Eval {
    /// Judges task, language and complexity.
    struct Signals: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compare task, language and complexity with what the rows of files say.",
            discussion: """
                A FILE has one JSON object per line, plain or compressed by gzip. Its members tell what it judges:

                  {"task": "code", "prompt": "...", "source": "collection/template"}
                  {"lang": "de", "kind": "sentences", "text": "..."}
                  {"difficulty": 0.25, "prompt": "...", "set": "...", "task": "..."}

                Printed are accuracy, F1 (its mean is over the tasks or languages that have rows), what was taken for \
                what, the rank correlation of the complexity with the difficulty over all rows and within each set, \
                and the time that a prompt took. Rows whose task is null are skipped and counted.

                A limit is a number, which holds for each signal that has rows, or SIGNAL=NUMBER with task, language \
                or complexity; --min-accuracy also takes SIGNAL/GROUP=NUMBER with a source or kind. Limits may be \
                given several times.

                Exit codes: 0 done; 1 a limit is not kept, a line could not be read, or there was no row; 64 the \
                command line is wrong.
                """
        )

        @Argument(help: "Files of rows; - is standard input.")
        var files: [String]

        @Option(
            help: ArgumentHelp("Least share of right answers.", valueName: "limit"),
            transform: { try Eval.bar($0, .accuracy) }
        )
        var minAccuracy: [SignalBar] = []

        @Option(help: ArgumentHelp("Least macro F1.", valueName: "limit"), transform: { try Eval.bar($0, .f1) })
        var minF1: [SignalBar] = []

        @Option(
            help: ArgumentHelp("Least rank correlation over all rows.", valueName: "limit"),
            transform: { try Eval.bar($0, .correlation) }
        )
        var minCorrelation: [SignalBar] = []

        @Option(
            help: ArgumentHelp("Least rank correlation within sets.", valueName: "limit"),
            transform: { try Eval.bar($0, .setCorrelation) }
        )
        var minSetCorrelation: [SignalBar] = []

        @Option(
            help: ArgumentHelp("Most microseconds per prompt (median).", valueName: "limit"),
            transform: { try Eval.bar($0, .medianMicroseconds) }
        )
        var maxMedianUs: [SignalBar] = []

        @Flag(help: "Leave out the language rows that training takes.")
        var heldOut = false

        @Option(help: "Language model to judge instead of the one that is part of the program.")
        var languageModel: String?

        @Option(help: "Bytes of a line at most.")
        var maxLine = LineFile.defaultMostBytes

        @Flag(help: "Print the figures as JSON.")
        var json = false

        mutating func validate() throws {
            guard !self.files.isEmpty else { throw ValidationError("There is no FILE.") }
            guard (1...64 << 20).contains(self.maxLine) else {
                throw ValidationError("--max-line is not a number of bytes from 1 to 67108864.")
            }
        }

        var bars: [SignalBar] {
            self.minAccuracy + self.minF1 + self.minCorrelation + self.minSetCorrelation + self.maxMedianUs
        }

        mutating func run() throws {
            var evaluation = SignalEvaluation(languages: try self.detector(), heldOutOnly: self.heldOut)
            do throws(ToolFailure) {
                for file in self.files {
                    try evaluation.read(file, mostLineBytes: self.maxLine) { StandardError.write($0 + "\n") }
                }
            } catch {
                throw CleanExit.failure(error.message)
            }
            let report = SignalReport(evaluation: evaluation)
            StandardOutput.write(self.json ? report.json + "\n" : report.text)
            let complaints = evaluation.complaints(self.bars)
            guard complaints.isEmpty else { throw CleanExit.failure(complaints.joined(separator: "\n")) }
        }

        private func detector() throws -> LanguageDetector {
            guard let path = self.languageModel else { return try LanguageDetector() }
            do {
                let bytes = try ByteFile.contents(of: path, most: Train.mostModelBytes)
                return LanguageDetector(model: try bytes.withUnsafeBytes { try LanguageModel($0) })
            } catch let error as ToolFailure {
                throw CleanExit.failure(error.message)
            } catch {
                throw CleanExit.failure("\(path): no language model (\(error)). 'signalbox train language' makes one.")
            }
        }
    }

    /// A limit from the command line.
    static func bar(_ text: String, _ metric: SignalBar.Metric) throws -> SignalBar {
        do throws(ToolFailure) {
            return try SignalBar(text, of: metric)
        } catch {
            throw ValidationError(error.message)
        }
    }
}
