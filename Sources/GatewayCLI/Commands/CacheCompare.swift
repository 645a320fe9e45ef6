import ArgumentParser
import GatewayWire

extension Cache {
    /// Explains whether an answer would be given to another wording.
    struct Compare: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what a model group would make of a question, were another one stored.",
            discussion: """
                Printed are the similarity, the guards that refuse and for what, else the score, the risk and the \
                highest risk that the group serves now. --json also gives all that the verifier looked at.
                """
        )

        @Argument(help: "The question that is asked.")
        var asked: String

        @Argument(help: "The question that is stored.")
        var stored: String

        @Option(help: "The model group by whose guards and bound it is decided.")
        var group: String

        @OptionGroup var plane: CacheAdminOptions

        mutating func run() async throws {
            var writer = JSONWriter()
            writer.beginObject()
            writer.member("group", self.group)
            writer.member("asked", self.asked)
            writer.member("stored", self.stored)
            writer.endObject()
            let request = HTTPRequest("POST", "/admin/v1/cache/compare", body: writer.bytes)
            try await self.plane.print(request, CacheText.comparison)
        }
    }
}

extension CacheText {
    /// A comparison of two questions; nil where the document is none.
    static func comparison(_ value: JSONValue) -> String? {
        guard let decision = value["decision"]?.text else { return nil }
        var lines = ["decision    \(self.plain(decision))"]
        for (title, name) in [
            ("similarity", "similarity"), ("score", "score"), ("risk", "risk"), ("risk limit", "risk_limit"),
        ] {
            guard let number = value[name]?.numberText else { continue }
            let blanks = String(repeating: " ", count: max(1, 12 - title.utf8.count))
            lines.append(title + blanks + self.plain(number))
        }
        for refusal in value["refusals"]?.elements ?? [] {
            let (asked, stored) = (refusal["asked"]?.text ?? "", refusal["stored"]?.text ?? "")
            lines.append(
                "refused by  \(self.plain(refusal["guard"]?.text ?? "")): '\(self.plain(asked))' asked, "
                    + "'\(self.plain(stored))' stored"
            )
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
