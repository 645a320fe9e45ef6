import ArgumentParser
import Gateway
import GatewayConfig
import GatewayCore

/// Validates a configuration file without running anything.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Validate a configuration file.",
        discussion: "Reports every error with line and column. Exit code 0 if the file can be used, 1 if not."
    )

    @Argument(help: "Configuration file (YAML).")
    var file: String

    mutating func run() throws {
        let bytes: [UInt8]
        do {
            bytes = try ConfigFile.contents(of: self.file)
        } catch {
            throw CleanExit.failure("\(self.file): \(error.reason)")
        }
        let result = ConfigLoader.load(
            bytes: bytes,
            fileName: self.file,
            environment: Environment.all,
            knownKinds: Gateway.knownKinds,
            readFile: { try ConfigFile.contents(of: $0) }
        )
        switch result {
        case .success(let settings):
            StandardOutput.write(
                "\(self.file): ok (\(settings.providers.count) providers, \(settings.deployments.count) deployments, "
                    + "\(settings.models.count) model groups, \(settings.keys.count) keys)\n"
            )
        case .failure(let errors):
            throw CleanExit.failure("\(errors)")
        }
    }
}
