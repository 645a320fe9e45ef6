package import GatewayCore

/// Turns a file into validated settings: whole or not at all (law L10).
package enum ConfigLoader {
    /// Reads a text.
    ///
    /// Pure but for `readFile`, which is called for `${file:PATH}` references, and for certificate files, to see
    /// that they can be read. All that is wrong is reported at once; only a text that is not YAML at all is reported
    /// with its first error alone.
    ///
    /// - Parameters:
    ///   - text: The configuration.
    ///   - fileName: Name that errors show.
    ///   - environment: Variables for `${env:NAME}`, and the proxies' (`HTTPS_PROXY`, `NO_PROXY`).
    ///   - knownKinds: The provider registry's kinds.
    ///   - conditions: Checks the conditions of rules.
    ///   - readFile: Reads a file.
    package static func load(
        text: String,
        fileName: String,
        environment: [String: String],
        knownKinds: [ProviderKindInfo],
        conditions: @escaping ConditionCheck,
        readFile: @escaping (String) throws -> [UInt8]
    ) -> Result<Settings, ConfigErrors> {
        // A byte order mark is no content; the parser would take it for some.
        let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        let references = SecretReference(environment: environment, readFile: readFile)
        let reading = ConfigReading(text: text, fileName: fileName, references: references)
        var builder = SettingsBuilder(reading: reading, kinds: knownKinds, conditions: conditions)
        do throws(YAMLDocument.Problem) {
            if let root = try YAMLDocument.root(of: text) {
                let value = ConfigValue(
                    reading: reading,
                    node: root,
                    key: "",
                    type: .mapping(ConfigSchema.root),
                    near: .start
                )
                if let mapping = ConfigMapping(value) {
                    builder.build(from: mapping)
                }
            } else {
                reading.report(.start, "", "the file is empty", "configure at least one provider")
            }
        } catch {
            reading.report(error.position, "", error.message, error.advice)
        }
        return reading.problems().map { .failure($0) } ?? .success(builder.settings)
    }

    /// Reads the bytes of a file; what is not UTF-8 is refused.
    package static func load(
        bytes: [UInt8],
        fileName: String,
        environment: [String: String],
        knownKinds: [ProviderKindInfo],
        conditions: @escaping ConditionCheck,
        readFile: @escaping (String) throws -> [UInt8]
    ) -> Result<Settings, ConfigErrors> {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let error = ConfigError(
                file: fileName,
                line: 1,
                column: 1,
                message: "the file is not UTF-8 text",
                advice: "save it as UTF-8"
            )
            return .failure(ConfigErrors(error))
        }
        return Self.load(
            text: text,
            fileName: fileName,
            environment: environment,
            knownKinds: knownKinds,
            conditions: conditions,
            readFile: readFile
        )
    }
}
