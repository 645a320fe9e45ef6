package import GatewayCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where a running process offers its listening sockets: the path of a UNIX domain socket.
package struct HandoverPath: Sendable, Equatable {
    /// The path.
    package let text: String

    /// Takes a path as it is.
    package init(_ text: String) {
        self.text = text
    }

    /// The path that follows from the data plane's address, so that the new process finds the old one without being
    /// told; nil for port 0, whose real number the new process cannot know.
    ///
    /// Two users may serve the same port on different machines of one shared folder, so the user is part of the name.
    package init?(for address: ListenAddress, environment: [String: String]) {
        guard address.port != 0 else { return nil }
        let folder = environment["XDG_RUNTIME_DIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
        let host = address.host.utf8.prefix(40).map { byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || byte == 0x2E
            return isPlain ? Character(Unicode.Scalar(byte)) : "_"
        }
        self.text = "\(folder)/signalbox-\(geteuid())-\(String(host))-\(address.port).sock"
    }

    /// Where a socket gets its name before it replaces what is at the path.
    private var draft: String { "\(self.text).\(getpid())" }

    /// A stranger's or a stale socket's identity at the path; nil where nothing is.
    func occupant() throws(HandoverFault) -> (device: UInt64, inode: UInt64)? {
        var status = stat()
        guard lstat(self.text, &status) == 0 else { return nil }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket }
        return (UInt64(status.st_dev), UInt64(status.st_ino))
    }

    /// A connection to the process that offers its sockets; nil where there is none.
    func connect() throws(HandoverFault) -> HandoverLink? {
        let descriptor = try Self.socket()
        let failure = try Self.withAddress(self.text) { address, size in
            #if canImport(Glibc)
                Glibc.connect(descriptor, address, size) == 0 ? 0 : errno
            #else
                Darwin.connect(descriptor, address, size) == 0 ? 0 : errno
            #endif
        }
        let link = HandoverLink(descriptor)
        switch failure {
        case 0: return link
        case ENOENT, ENOTDIR, ECONNREFUSED: return nil
        default: throw .system("connect", errno: failure)
        }
    }

    /// A socket that listens at the path, for this user only.
    ///
    /// It is bound to a name of its own and renamed into place, so that there is no moment without a socket between two
    /// processes, and none in which one removes the other's.
    func listen() throws(HandoverFault) -> Int32 {
        if try self.occupant() != nil, try self.connect() != nil {
            throw .inUse
        }
        let draft = self.draft
        let descriptor = try Self.socket()
        do throws(HandoverFault) {
            unlink(draft)
            let failure = try Self.withAddress(draft) { address, size in
                bind(descriptor, address, size) == 0 ? 0 : errno
            }
            guard failure == 0 else { throw .system("bind", errno: failure) }
            guard chmod(draft, 0o600) == 0 else { throw .system("chmod", errno: errno) }
            #if canImport(Glibc)
                let listened = Glibc.listen(descriptor, 4)
            #else
                let listened = Darwin.listen(descriptor, 4)
            #endif
            guard listened == 0 else { throw .system("listen", errno: errno) }
            guard fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else { throw .system("fcntl", errno: errno) }
            guard rename(draft, self.text) == 0 else { throw .system("rename", errno: errno) }
        } catch {
            unlink(draft)
            HandoverLink.close([descriptor])
            throw error
        }
        return descriptor
    }

    private static func socket() throws(HandoverFault) -> Int32 {
        // Messages keep their bounds, so that descriptors cannot end up beside the wrong one.
        #if canImport(Glibc)
            let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0)
        #else
            let descriptor = Darwin.socket(AF_UNIX, SOCK_SEQPACKET, 0)
        #endif
        guard descriptor >= 0 else { throw .system("socket", errno: errno) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return descriptor
    }

    private static func withAddress(
        _ path: String,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws(HandoverFault) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard bytes.count < room else { throw .pathTooLong }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
