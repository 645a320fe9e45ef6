import GatewayCore
import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Why a gateway with a valid configuration cannot start all the same, in words that say how to mend it.
enum StartError: Error, CustomStringConvertible {
    /// An address cannot be listened on.
    case address(_ key: String, ListenAddress, any Error)
    /// Certificate and key cannot be used.
    case certificate(TLSSettings, any Error)
    /// The running process does not hand its sockets over.
    case handover(_ path: String, any Error)
    /// There is no path where a running process could be found.
    case noHandoverPath

    var description: String {
        switch self {
        case .address(let key, let address, let error):
            "\(key) \(address.host):\(address.port): \(Self.reason(error))"
        case .certificate(let settings, let error):
            "server.tls: the certificate \(settings.certificateFile) and the key \(settings.keyFile) cannot be used "
                + "(\(error)); they must be PEM files, readable, and belong together"
        case .handover(let path, let error):
            "takeover at \(path): \(error)"
        case .noHandoverPath:
            "takeover: with port 0 the running process cannot be found; name a path in server.handover"
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE: "the address is in use; stop what listens there, or choose another port"
        case EACCES: "not permitted; ports below 1024 need a privilege"
        case EADDRNOTAVAIL: "this machine does not have that address"
        default: "\(error)"
        }
    }
}
