/// Replaces `${env:NAME}` and `${file:PATH}` in values.
///
/// `$${` stands for a literal `${`. Problems name the reference, never what it stands for.
struct SecretReference {
    /// Bytes of a referenced file that are accepted at most.
    static let longestFile = 64 << 10

    /// Variables that `${env:NAME}` sees.
    var environment: [String: String]
    /// Reads a file that `${file:PATH}` names.
    var readFile: (String) throws -> [UInt8]

    /// What is wrong with a reference.
    struct Problem: Error {
        /// What is wrong.
        var message: String
        /// How to mend it.
        var advice: String
    }

    /// Whether a text holds a reference.
    static func occurs(in text: String) -> Bool {
        text.contains("${")
    }

    /// The text with its references replaced.
    func expand(_ text: String) throws(Problem) -> String {
        guard Self.occurs(in: text) else { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            let before = rest[..<start.lowerBound]
            if before.last == "$" {
                result += before.dropLast() + "${"
                rest = rest[start.upperBound...]
                continue
            }
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else {
                throw Problem(message: "a reference that begins with '${' is not closed", advice: "add the '}'")
            }
            result += before
            result += try self.value(of: rest[start.upperBound..<end])
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private func value(of reference: Substring) throws(Problem) -> String {
        let parts = reference.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts.count == 2 ? String(parts[1]) : ""
        switch parts.first {
        case "env" where !name.isEmpty: return try self.variable(name)
        case "file" where !name.isEmpty: return try self.contents(of: name)
        case "vault":
            throw Problem(
                message: "'${vault:...}' is not available yet",
                advice: "use ${env:NAME} or ${file:PATH}"
            )
        default:
            throw Problem(
                message: "a '${...}' is not a reference of a known kind",
                advice: "write ${env:NAME} or ${file:PATH}, or $${ for a literal ${"
            )
        }
    }

    private func variable(_ name: String) throws(Problem) -> String {
        let shown = Quote.short(name)
        guard let value = self.environment[name] else {
            throw Problem(
                message: "the environment variable '\(shown)' is not set",
                advice: "set it before the start, or use ${file:PATH}"
            )
        }
        guard !value.isEmpty else {
            throw Problem(message: "the environment variable '\(shown)' is empty", advice: "give it a value")
        }
        return value
    }

    private func contents(of path: String) throws(Problem) -> String {
        let shown = Quote.short(path)
        let bytes: [UInt8]
        do {
            bytes = try self.readFile(path)
        } catch {
            throw Problem(
                message: "the file '\(shown)' cannot be read",
                advice: "check that it exists and that the gateway's user may read it"
            )
        }
        guard bytes.count <= Self.longestFile else {
            throw Problem(
                message: "the file '\(shown)' is larger than 64KiB",
                advice: "name a file that holds the value alone"
            )
        }
        guard var text = String(validating: bytes, as: UTF8.self) else {
            throw Problem(message: "the file '\(shown)' is not UTF-8 text", advice: "name a text file")
        }
        while let last = text.unicodeScalars.last, last == "\n" || last == "\r" {
            text.unicodeScalars.removeLast()
        }
        guard !text.isEmpty else {
            throw Problem(message: "the file '\(shown)' is empty", advice: "put the value into it")
        }
        return text
    }
}

/// Quotes pieces of the file in errors.
enum Quote {
    private static let longest = 60

    /// The text without control characters, cut where it is long.
    static func short(_ text: some StringProtocol) -> String {
        var result = ""
        for scalar in text.unicodeScalars.prefix(Self.longest) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: result += "?"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return text.unicodeScalars.count > Self.longest ? result + "..." : result
    }
}
