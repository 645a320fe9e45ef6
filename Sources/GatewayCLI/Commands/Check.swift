import ArgumentParser
import Gateway
import GatewayConfig
import GatewayCore

/// Validates a configuration file without running anything.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Validate a configuration file.",
        discussion: """
            Reports every error with line and column; then what the file's routing means: rules that are never reached, \
            groups that cannot serve, statements without effect, and what one request may cost at most. Exit code 0 if \
            the file can be used, 1 if not; with --strict also where there are warnings.
            """
    )

    @Argument(help: "Configuration file (YAML).")
    var file: String

    @Flag(help: "Fail on warnings, too.")
    var strict = false

    mutating func run() throws {
        let bytes: [UInt8]
        do {
            bytes = try ConfigFile.contents(of: self.file)
        } catch {
            throw CleanExit.failure("\(self.file): \(error.reason)")
        }
        let report = try CheckReport(bytes, fileName: self.file, environment: Environment.all) {
            try ConfigFile.contents(of: $0)
        }
        StandardOutput.write(report.output)
        StandardError.write(report.complaint)
        guard report.succeeds(isStrict: self.strict) else { throw ExitCode.failure }
    }
}

/// What is said about a configuration file.
struct CheckReport {
    /// Lines for standard output.
    private(set) var output = ""
    /// Lines for standard error: why the file cannot be used.
    private(set) var complaint = ""
    /// What was found in a file that can be read.
    private(set) var findings: [Finding] = []
    private let isReadable: Bool

    /// Reads a file and looks through it.
    init(
        _ bytes: [UInt8],
        fileName: String,
        environment: [String: String],
        readFile: @escaping (String) throws -> [UInt8]
    ) throws {
        let result = ConfigLoader.load(
            bytes: bytes,
            fileName: fileName,
            environment: environment,
            knownKinds: Gateway.knownKinds,
            conditions: Gateway.checkCondition,
            readFile: readFile
        )
        switch result {
        case .failure(let errors):
            self.isReadable = false
            self.complaint = "\(errors)\n"
        case .success(let settings):
            self.isReadable = true
            self.findings = try Gateway.findings(of: settings)
            let places = ConfigPlaces(text: String(decoding: bytes, as: UTF8.self))
            for finding in places.sorted(self.findings) {
                self.output += places.line(finding, fileName: fileName) + "\n"
            }
            self.output += "\(fileName): \(self.summary(of: settings))\n"
        }
    }

    /// Whether the exit code is 0.
    func succeeds(isStrict: Bool) -> Bool {
        self.isReadable && self.count(.error) == 0 && (!isStrict || self.count(.warning) == 0)
    }

    private func count(_ severity: Finding.Severity) -> Int {
        self.findings.count { $0.severity == severity }
    }

    private func summary(of settings: Settings) -> String {
        let counts = [
            "\(settings.providers.count) providers", "\(settings.deployments.count) deployments",
            "\(settings.models.count) model groups", "\(settings.keys.count) keys",
        ]
        let (errors, warnings) = (self.count(.error), self.count(.warning))
        guard errors + warnings > 0 else { return "ok (\(counts.joined(separator: ", ")))" }
        return "\(errors) errors, \(warnings) warnings (\(counts.joined(separator: ", ")))"
    }
}
