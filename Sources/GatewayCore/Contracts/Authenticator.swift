package import NIOCore

/// Finds the virtual key of a credential.
///
/// An implementer answers without waiting, compares in constant time, and keeps no credential.
package protocol Authenticator: Sendable {
    /// Whether callers without a credential are let in (no keys are configured; loopback only).
    var isOpen: Bool { get }

    /// The key whose hash equals the credential's, or nil.
    func key(for credential: ByteBufferView) -> VirtualKey?
}
