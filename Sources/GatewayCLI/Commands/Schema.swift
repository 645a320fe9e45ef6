import ArgumentParser
import GatewayConfig

/// Prints the JSON Schema of the configuration.
struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the JSON Schema of the configuration file.",
        discussion: "Editors with a YAML language server complete and check the file with it."
    )

    @Flag(help: "Print the reference page (docs/configuration.md) instead.")
    var markdown = false

    mutating func run() throws {
        StandardOutput.write(self.markdown ? ConfigSchema.markdown() : ConfigSchema.jsonSchema() + "\n")
    }
}
