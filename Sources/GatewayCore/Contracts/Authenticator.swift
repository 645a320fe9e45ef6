package import NIOCore

/// Finds the virtual key of a credential.
///
/// An implementer answers without waiting, compares in constant time, and keeps no credential.
package protocol Authenticator: Sendable {
    /// Whether callers without a credential are let in (no keys are configured; loopback only).
    var isOpen: Bool { get }

    /// The key whose hash equals the credential's, or nil.
    func key(for credential: ByteBufferView) -> VirtualKey?

    /// A secret under which loops remember the credentials that they have seen (`CredentialMemo`).
    var memoSecret: (UInt64, UInt64) { get }
}

extension Authenticator {
    /// For authenticators that have no secrets to protect.
    package var memoSecret: (UInt64, UInt64) { (0, 0) }
}
