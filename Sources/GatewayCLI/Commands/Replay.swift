import ArgumentParser
import Gateway
import GatewayWire

/// Makes recorded decisions again by another configuration, and says what would change.
struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what another configuration would have made of recorded decisions.",
        discussion: """
            Takes one decision per line, as a gateway gives them out:

              curl 'http://127.0.0.1:9090/admin/v1/decisions?format=jsonl&limit=1000' > decisions.jsonl
              signalbox replay decisions.jsonl --config new.yaml

            Each request is decided again with the signals, live numbers and draws that were recorded; deployments \
            are matched by id. Rules are evaluated on the recorded facts. A rule that asks for what a record never \
            holds (prompt, headers, user, session), or what nobody had asked for, leaves the decision unknown.

            Exit codes: 0 done, 1 a file cannot be read, 2 something would change and --fail-on-change is given.
            """
    )

    @Argument(help: "File with decisions, one per line; - is standard input.")
    var file: String

    @Option(name: .shortAndLong, help: "Configuration file to decide by.")
    var config: String

    @Flag(help: "Print the summary as JSON.")
    var json = false

    @Flag(help: "End with exit code 2 if any decision would change or be refused.")
    var failOnChange = false

    /// Bytes of a file at most.
    static let maxBytes = 1 << 30

    mutating func run() throws {
        let summary: ReplaySummary
        do throws(CacheFailure) {
            summary = try self.summary()
        } catch {
            throw CleanExit.failure(error.message)
        }
        StandardOutput.write(self.json ? summary.json + "\n" : summary.text)
        if self.failOnChange, summary.hasChanges {
            throw ExitCode(2)
        }
    }

    private func summary() throws(CacheFailure) -> ReplaySummary {
        let settings = try Cache.settings(self.config, environment: Environment.all)
        let bytes = try WholeFile.contents(of: self.file, upTo: Self.maxBytes)
        let stage: ReplayStage
        do {
            stage = try OfflineDecisions(settings).stage()
        } catch {
            throw CacheFailure("\(self.config): \(error)")
        }
        var summary = ReplaySummary()
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            do throws(ReplayStage.Fault) {
                summary.add(ReplaySummary.Decision(try stage.replay(Array(line))))
            } catch {
                summary.invalid += 1
                StandardError.write("\(self.file):\(number): \(CacheText.plain(error.message))\n")
            }
        }
        guard summary.total > 0 else {
            throw CacheFailure("\(self.file) holds no decision.")
        }
        return summary
    }
}

extension ReplaySummary.Decision {
    init(_ result: ReplayStage.Result) {
        let after: End =
            switch result.after {
            case .routed(let id): .routed(id)
            case .refused(let code, _): .refused(code)
            case .unknown(let why): .unknown(why)
            }
        self.init(
            id: result.id,
            model: result.model,
            before: result.before,
            after: after,
            unmeasured: result.unmeasured
        )
    }
}
