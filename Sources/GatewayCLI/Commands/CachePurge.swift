import ArgumentParser
import GatewayAdmin
import GatewayWire

extension Cache {
    /// Removes stored answers.
    struct Purge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove stored answers on all nodes and in Redis.",
            discussion: """
                Without --yes it only counts what would go. Exactly one of --key, --tag, --model, --group, --tenant \
                and --everything says what is meant. The gateway writes a line to its log for each purge that was done.

                  signalbox cache purge --tag doc:42          counts
                  signalbox cache purge --tag doc:42 --yes    removes

                Exit code 1 if not all nodes could be told.
                """
        )

        @Option(help: "One answer, by its key.", transform: Cache.key)
        var key: String?

        @Option(help: "Answers to requests that had this tag in x-signalbox-cache-tags.")
        var tag: String?

        @Option(help: "Answers of a deployment, by its id.")
        var model: String?

        @Option(help: "Answers of a model group.")
        var group: String?

        @Option(help: "Answers of a tenant.")
        var tenant: String?

        @Flag(help: "All answers.")
        var everything = false

        @Flag(help: "Remove them, do not only count.")
        var yes = false

        @OptionGroup var plane: CacheAdminOptions

        /// What is meant: the member of the body, and its value where it has one.
        private var selectors: [(name: String, value: String?)] {
            let named = [
                ("key", self.key), ("tag", self.tag), ("model", self.model), ("group", self.group),
                ("tenant", self.tenant),
            ]
            return named.compactMap { name, value in value.map { (name, $0) } }
                + (self.everything ? [("everything", nil)] : [])
        }

        mutating func validate() throws {
            let selectors = self.selectors
            guard selectors.count == 1, let (name, value) = selectors.first else {
                throw ValidationError(
                    "Give exactly one of --key, --tag, --model, --group, --tenant and --everything; there are "
                        + "\(selectors.count)."
                )
            }
            let most = CachePurgeRequest.maxNameBytes
            guard value.map({ (1...most).contains($0.utf8.count) }) ?? true else {
                throw ValidationError("The value of --\(name) is empty or longer than \(most) bytes.")
            }
        }

        /// The body for the admin plane.
        var body: [UInt8] {
            var writer = JSONWriter()
            writer.beginObject()
            for (name, value) in self.selectors {
                writer.key(name)
                if let value {
                    writer.string(value)
                } else {
                    writer.bool(true)
                }
            }
            writer.member("dry_run", !self.yes)
            writer.endObject()
            return writer.bytes
        }

        /// The command that does what this one has only counted.
        var again: String {
            var words = ["signalbox", "cache", "purge"]
            for (name, value) in self.selectors {
                // A value that begins with a hyphen would be taken for an option.
                words += value.map { $0.hasPrefix("-") ? ["--\(name)=\($0)"] : ["--\(name)", $0] } ?? ["--\(name)"]
            }
            words += self.plane.admin.map { ["--admin", "\($0)"] } ?? []
            words += self.plane.config.map { ["--config", $0] } ?? []
            return (words + ["--yes"]).map(CacheText.quoted).joined(separator: " ")
        }

        mutating func run() async throws {
            let again = self.again
            let report = try await self.plane.print(
                HTTPRequest("POST", "/admin/v1/cache/purge", body: self.body)
            ) { CacheText.purge($0, again: again) }
            guard !self.yes || report["reached_all_nodes"]?.bool == true else {
                throw CleanExit.failure(
                    "Not all nodes could be told: Redis does not answer. Other nodes still have these answers; purge again."
                )
            }
        }
    }
}
