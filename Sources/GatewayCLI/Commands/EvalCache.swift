import ArgumentParser
import GatewayRouting
import GatewaySemantic
import GatewayTraining
import GatewayWire

extension Eval {
    /// Judges the semantic cache.
    struct Cache: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compare the semantic cache with simpler ones by labelled rows.",
            discussion: """
                A FILE has one JSON object per line, plain or compressed by gzip:

                  --pairs   {"a": "stored prompt", "b": "new prompt", "label": 1, "slice": "..."}
                  --stream  {"prompt": "...", "class": 7}, in order; requests of one class may share an answer
                  --faq     {"split": "train", "prompt": "...", "class": "..."}; train rows are stored, test rows ask, \
                val rows may set thresholds; rows of class "oos" must not hit

                Printed are hits, and the share of wrong ones with its interval, for an exact cache, one that ignores \
                case and marks, cosine thresholds, the per-entry rule of vCache, and the gateway's own way. A cosine \
                is given the best threshold at the wrong share that the gateway had, chosen with the labels in view.

                A limit stands in the way of a change for the worse: --min-hits is a share of the possible hits, \
                --max-wrong-hits a share of all hits, and --max-accepted SLICE=SHARE of the pairs of a slice that have \
                two answers, for the gateway's own way (its last row).

                Pairs are judged by what a group serves at a share of wrong hits of 1, 2 and 5 %: as it begins, or with \
                --learn FILE as it is after it has seen the stream of FILE in verified mode.

                --half cuts all files into two halves that share no text and no answer, to choose by one and report \
                the other. Give files that share texts together: they are cut together.

                Exit codes: 0 done; 1 a limit is not kept, a line could not be read, or a model is missing; 64 the \
                command line is wrong.
                """
        )

        @Option(help: "File of labelled pairs; - is standard input.")
        var pairs: [String] = []

        @Option(help: "File of prompts in the order of their arrival.")
        var stream: [String] = []

        @Option(help: "File of the wordings of canned answers.")
        var faq: [String] = []

        @Option(help: "Folder of the models: static-256 and, to compare with, minilm-l6.")
        var models = ".venv/models"

        @Flag(help: "Also compare with MiniLM's cosine: 7 ms per prompt.")
        var minilm = false

        @Option(help: "Verifier to judge instead of the one that is part of the program.")
        var verifier: String?

        @Option(help: "Share of wrong hits that is acceptable.", transform: Eval.Cache.share)
        var maxWrong = 0.01

        @Option(help: "Share of hits that verified mode compares with the model's answer.", transform: Eval.Cache.share)
        var verified = 0.3

        @Option(
            help: "Share of hits that are expected to be exact until there is evidence; the gateway expects none.",
            transform: Eval.Cache.share
        )
        var exactShare = 0.0

        @Option(help: "Share of prompts without an answer that canned answers expect.", transform: Eval.Cache.share)
        var outside = 0.2

        @Option(help: "Half of the rows to judge: even or odd. (default: all)")
        var half: CacheHalves.Half?

        @Option(help: "Stream that groups have learned from before pairs are judged.")
        var learn: String?

        @Option(help: "What verified mode decides by: bound, or per_entry, the record of each entry.")
        var policy = Policy.bound

        @Option(help: "Beginning of all random choices.")
        var seed: UInt64 = 1

        @Option(help: "Rows to list of each kind of mistake.")
        var list = 0

        @Option(help: "Least share of the possible hits.", transform: Eval.Cache.share)
        var minHits: Double?

        @Option(help: "Most share of wrong hits.", transform: Eval.Cache.share)
        var maxWrongHits: Double?

        @Option(
            help: ArgumentHelp("Most of a slice's pairs with two answers.", valueName: "slice=share"),
            transform: Eval.Cache.sliceLimit
        )
        var maxAccepted: [SliceLimit] = []

        @Option(help: "File that the curves are drawn into, as SVG.")
        var plot: String?

        @Flag(help: "Print the figures as JSON.")
        var json = false

        mutating func validate() throws {
            let files = self.pairs.count + self.stream.count + self.faq.count
            guard files > 0 else { throw ValidationError("There is no FILE: give --pairs, --stream or --faq.") }
            guard self.plot == nil || files == 1 else { throw ValidationError("--plot takes one FILE.") }
            guard (0...10_000).contains(self.list) else { throw ValidationError("--list is not from 0 to 10000.") }
        }

        mutating func run() throws {
            var complaints: [String] = []
            do throws(ToolFailure) {
                let evaluation = try self.evaluation()
                let read = try self.files()
                for (file, rows) in read.pairs {
                    complaints += try self.show(evaluation.pairs(rows, after: read.learned), of: file)
                }
                for (file, rows) in read.streams { complaints += try self.show(evaluation.stream(rows), of: file) }
                for (file, rows) in read.faqs { complaints += try self.show(evaluation.wordings(rows), of: file) }
            } catch {
                throw CleanExit.failure(error.message)
            }
            guard complaints.isEmpty else { throw CleanExit.failure(complaints.joined(separator: "\n")) }
        }

        private func show(_ report: CacheReport, of file: String) throws(ToolFailure) -> [String] {
            StandardOutput.write(self.json ? report.json + "\n" : file + "\n" + report.text + "\n")
            if let plot = self.plot {
                let svg = report.plot(title: "Semantic cache, \(report.kind.rawValue)").svg
                try ByteFile.write(Array(svg.utf8), to: plot)
            }
            let slices = self.maxAccepted.map { (slice: $0.slice, most: $0.most) }
            return report.complaints(leastHits: self.minHits, mostWrong: self.maxWrongHits, mostAccepted: slices)
                .map { "\(file): \($0)" }
        }

        private func evaluation() throws(ToolFailure) -> CacheEvaluation {
            var options = CacheEvaluation.Options()
            options.mostWrong = self.maxWrong
            options.verified = self.verified
            options.exactShare = self.exactShare
            options.outside = self.outside
            options.listed = self.list
            options.seed = self.seed
            options.isPerEntry = self.policy == .perEntry
            do {
                let languages = try LanguageDetector()
                let embedder = try StaticEmbedder(folder: self.models + "/static-256")
                let model = try self.model()
                let parts = SemanticMatcher.Parts(
                    embedder: embedder,
                    words: embedder,
                    guards: Guards(),
                    verifier: Verifier(model)
                ) { text in
                    let guess = languages.detect(text)
                    return guess.language == .unknown ? nil : guess.language.code
                }
                return CacheEvaluation(
                    parts: parts,
                    calibration: model.calibration,
                    reference: self.minilm ? try MiniLMEmbedder(folder: self.models + "/minilm-l6") : nil,
                    options: options
                )
            } catch let error as ToolFailure {
                throw error
            } catch {
                throw ToolFailure("\(error)")
            }
        }

        private func model() throws -> VerifierModel {
            guard let verifier = self.verifier else {
                guard let model = Verifier.builtIn?.model else {
                    throw ToolFailure("the program was built without a verifier: give one by --verifier.")
                }
                return model
            }
            return try VerifierModel(bytes: try ByteFile.contents(of: verifier, most: Self.mostModelBytes))
        }

        private static let mostModelBytes = 64 << 20
    }
}

extension CacheHalves.Half: ExpressibleByArgument {}

extension Eval.Cache {
    /// What verified mode decides by.
    enum Policy: String, CaseIterable, ExpressibleByArgument {
        case bound
        case perEntry = "per_entry"
    }

    /// The rows of all files, by file.
    private struct Files {
        var pairs: [(file: String, rows: [CachePair])] = []
        var streams: [(file: String, rows: [CacheArrival])] = []
        var faqs: [(file: String, rows: [CacheWording])] = []
        var learned: [CacheArrival]?
    }

    /// Reads all files, and leaves out what is not of the half.
    private func files() throws(ToolFailure) -> Files {
        var files = Files()
        for file in self.pairs {
            files.pairs.append(
                (file, try self.rows(of: file) { document throws(CacheRowError) in try CachePair(document) })
            )
        }
        for file in self.stream { files.streams.append((file, try self.arrivals(of: file))) }
        for file in self.faq {
            files.faqs.append(
                (file, try self.rows(of: file) { document throws(CacheRowError) in try CacheWording(document) })
            )
        }
        if let learn { files.learned = try self.arrivals(of: learn) }
        guard let half else { return files }
        var halves = CacheHalves()
        for each in files.pairs { halves.add(each.rows) }
        for each in files.streams { halves.add(each.rows) }
        for each in files.faqs { halves.add(each.rows) }
        if let learned = files.learned { halves.add(learned) }
        for index in files.pairs.indices { files.pairs[index].rows.removeAll { halves.half(of: $0.new) != half } }
        for index in files.streams.indices {
            files.streams[index].rows.removeAll { halves.half(of: $0.prompt) != half }
        }
        for index in files.faqs.indices { files.faqs[index].rows.removeAll { halves.half(of: $0.prompt) != half } }
        files.learned?.removeAll { halves.half(of: $0.prompt) != half }
        return files
    }

    private func arrivals(of file: String) throws(ToolFailure) -> [CacheArrival] {
        try self.rows(of: file) { document throws(CacheRowError) in try CacheArrival(document) }
    }

    /// The most of a slice's pairs that may be accepted.
    struct SliceLimit: Equatable {
        var slice: String
        var most: Double
    }

    /// Reads `0.01` or `1%`.
    static func share(_ text: String) throws -> Double {
        let isPercent = text.hasSuffix("%")
        guard let number = Double(isPercent ? String(text.dropLast()) : text) else {
            throw ValidationError("'\(text)' is no share. Write 0.01 or 1%.")
        }
        let share = isPercent ? number / 100 : number
        guard (0...1).contains(share) else { throw ValidationError("'\(text)' is no share from 0 to 1.") }
        return share
    }

    /// Reads `mutation-number=2%`.
    static func sliceLimit(_ text: String) throws -> SliceLimit {
        guard let equals = text.lastIndex(of: "=") else {
            throw ValidationError("'\(text)' is no limit. Write a slice and a share such as mutation-number=2%.")
        }
        let most = try Self.share(String(text[text.index(after: equals)...]))
        return SliceLimit(slice: String(text[..<equals]), most: most)
    }

    /// The rows of a file.
    private func rows<Row>(
        of path: String,
        _ read: (JSONValue) throws(CacheRowError) -> Row
    ) throws(ToolFailure) -> [Row] {
        let file = try LineFile(path, mostBytes: LineFile.defaultMostBytes)
        var rows: [Row] = []
        while let line = try file.next() {
            guard let bytes = line.bytes else {
                throw ToolFailure("\(path):\(line.number): the line is longer than \(LineFile.defaultMostBytes) bytes.")
            }
            do {
                rows.append(try read(try JSONValue.parse(bytes.span.bytes)))
            } catch let error as CacheRowError {
                throw ToolFailure("\(path):\(line.number): \(error.message)")
            } catch {
                throw ToolFailure("\(path):\(line.number): the line is no JSON.")
            }
        }
        guard !rows.isEmpty else { throw ToolFailure("\(path): there is no row.") }
        return rows
    }
}
