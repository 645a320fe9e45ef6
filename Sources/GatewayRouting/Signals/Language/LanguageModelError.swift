/// Why bytes are no language model.
package enum LanguageModelError: Error, Equatable, Sendable {
    /// The file does not begin as a model does, or is of another version.
    case notAModel
    /// The file is shorter or longer than it says.
    case wrongSize
    /// The bytes are not those that were written.
    case wrongChecksum
    /// A table in the file contradicts itself.
    case malformed
}
