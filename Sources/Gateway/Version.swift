/// Version of this build; `CHANGELOG.md` says what is in it.
package enum SignalboxVersion {
    /// Version number (Semantic Versioning 2.0).
    package static let current = "0.1.0"
}
