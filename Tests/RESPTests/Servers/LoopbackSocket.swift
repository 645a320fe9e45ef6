#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A blocking connection to a loopback port, for asking whether a server is up.
struct LoopbackSocket: ~Copyable {
    private let descriptor: Int32

    /// Connects; nil when nobody listens.
    init?(port: Int) {
        self.descriptor = socket(AF_INET, Self.streamType, 0)
        guard self.descriptor >= 0 else { return nil }
        var timeout = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(self.descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        let isConnected = Self.withAddress(port: port) { connect(self.descriptor, $0, $1) == 0 }
        if !isConnected { return nil }
    }

    deinit { if self.descriptor >= 0 { close(self.descriptor) } }

    /// Sends a line and returns the first part of the answer.
    func ask(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard send(self.descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else { return "" }
        var answer = [UInt8](repeating: 0, count: 4_096)
        let count = recv(self.descriptor, &answer, answer.count, 0)
        return String(decoding: answer.prefix(max(count, 0)), as: UTF8.self)
    }

    /// A port on which the system would listen now.
    static func freePort() -> Int? {
        let descriptor = socket(AF_INET, Self.streamType, 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard Self.withAddress(port: 0, { bind(descriptor, $0, $1) == 0 }) else { return nil }
        var address = Self.address(port: 0)
        var length = socklen_t(address.count)
        let isKnown = address.withUnsafeMutableBytes {
            guard let base = $0.baseAddress else { return false }
            return getsockname(descriptor, base.assumingMemoryBound(to: sockaddr.self), &length) == 0
        }
        return isKnown ? Int(address[2]) << 8 | Int(address[3]) : nil
    }

    private static var streamType: Int32 { Int32(SOCK_STREAM.rawValue) }

    /// The bytes of an IPv4 socket address: family, port, 127.0.0.1, padding.
    private static func address(port: Int) -> [UInt8] {
        let family = withUnsafeBytes(of: sa_family_t(AF_INET)) { Array($0) }
        return family + [UInt8(port >> 8), UInt8(port & 255), 127, 0, 0, 1] + [UInt8](repeating: 0, count: 8)
    }

    private static func withAddress(port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Bool) -> Bool {
        Self.address(port: port).withUnsafeBytes {
            guard let base = $0.baseAddress else { return false }
            return body(base.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
        }
    }
}
