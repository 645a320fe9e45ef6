import ArgumentParser
import Gateway

/// Prints the version.
struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print the version.")

    mutating func run() throws {
        StandardOutput.write("signalbox \(SignalboxVersion.current)\n")
    }
}
