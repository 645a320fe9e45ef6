#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Why listening sockets were not handed over.
package enum HandoverFault: Error, Equatable, CustomStringConvertible {
    /// A call of the system failed.
    case system(_ call: String, errno: Int32)
    /// The path is longer than the address of a UNIX domain socket can be.
    case pathTooLong
    /// Something that is no socket is at the path.
    case notASocket
    /// Another process offers its sockets at the path.
    case inUse
    /// The process at the other end belongs to another user.
    case stranger(user: UInt32)
    /// The other end closed before all was said.
    case closed
    /// The other end said nothing in time.
    case timedOut
    /// What came is not what is said at this point.
    case unexpected
    /// The other end speaks another version.
    case otherVersion(UInt8)
    /// The other end hands nothing over: it is stopping, or waited too long.
    case refused

    package var description: String {
        switch self {
        case .system(let call, let number): "\(call): \(String(cString: strerror(number)))"
        case .pathTooLong: "the path is too long for a socket; name a shorter one in server.handover"
        case .notASocket: "something that is no socket is there; name another path in server.handover"
        case .inUse: "another process offers its sockets there; name another path in server.handover"
        case .stranger(let user): "the process there belongs to user \(user)"
        case .closed: "the other process closed the connection"
        case .timedOut: "the other process did not answer in time"
        case .unexpected: "the other process does not keep to the protocol"
        case .otherVersion(let version): "the other process speaks version \(version) of the protocol"
        case .refused: "the other process hands nothing over; it is stopping, or has waited too long"
        }
    }
}
