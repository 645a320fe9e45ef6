import GatewayCore
import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What is done with listening sockets by hand, because it happens before or after the channel's time.
enum ListeningSocket {
    /// Connections that may wait to be accepted, per socket.
    static let backlog: Int32 = 4096

    /// Throws where somebody listens on the address already: the kernel would let this process share it silently, since
    /// the loops' sockets do.
    ///
    /// The probe is bound without that permission and never listens, so that no client can get lost in it.
    static func checkThatNobodyListens(on address: ListenAddress) throws {
        guard address.port != 0 else { return }
        let wanted = try SocketAddress.makeAddressResolvingHost(address.host, port: address.port)
        let probe = try Probe(protocolFamily: wanted.protocol == .inet6 ? AF_INET6 : AF_INET)
        try wanted.withSockAddr { socketAddress, size in
            try probe.bind(socketAddress, size)
        }
    }

    /// A socket that is closed with its last use.
    private struct Probe: ~Copyable {
        private let descriptor: Int32

        init(protocolFamily: Int32) throws {
            self.descriptor = socket(protocolFamily, Int32(SOCK_STREAM.rawValue), 0)
            guard self.descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "socket") }
            var yes: Int32 = 1
            setsockopt(self.descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        }

        func bind(_ address: UnsafePointer<sockaddr>, _ size: Int) throws {
            guard Glibc.bind(self.descriptor, address, socklen_t(size)) == 0 else {
                throw IOError(errnoCode: errno, reason: "bind")
            }
        }

        deinit {
            close(self.descriptor)
        }
    }

    /// Those of the sockets that listen on an address; the others are closed.
    ///
    /// The new configuration may name another address than the process that handed the sockets over had.
    static func fitting(_ descriptors: [Int32], _ address: ListenAddress) throws -> [Int32] {
        guard !descriptors.isEmpty, address.port != 0 else { return descriptors }
        let wanted = try SocketAddress.makeAddressResolvingHost(address.host, port: address.port)
        return descriptors.filter { descriptor in
            let fits = Self.address(of: descriptor) == wanted
            if !fits {
                close(descriptor)
            }
            return fits
        }
    }

    /// Where a socket listens; nil where it is not of the Internet's families.
    static func address(of descriptor: Int32) -> SocketAddress? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            let result = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &size)
            }
            guard result == 0 else { return nil }
            return switch Int32(pointer.pointee.ss_family) {
            case AF_INET: pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { SocketAddress($0.pointee) }
            case AF_INET6: pointer.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { SocketAddress($0.pointee) }
            default: nil
            }
        }
    }

    /// Sets how many connections may wait: adopting a socket has set it to the channel's default.
    static func widenBacklog(of descriptor: Int32) {
        listen(descriptor, Self.backlog)
    }

    /// Another descriptor of the same socket, which is not inherited by programs that the process starts.
    static func duplicate(_ descriptor: Int32) throws -> Int32 {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw IOError(errnoCode: errno, reason: "fcntl") }
        return copy
    }
}
