import GatewayCore

/// Why an address cannot be used, in words that do not repeat it: it may hold a password.
struct AddressProblem: Error, Equatable {
    /// What is wrong.
    var message: String
    /// How to mend it.
    var advice: String

    init(_ message: String, _ advice: String) {
        self.message = message
        self.advice = advice
    }
}

/// Parts of an `http://` or `https://` address (RFC 3986 section 3).
struct ServerURL: Equatable {
    /// Scheme, host and port.
    var origin: Origin
    /// Path without trailing slashes.
    var path: String
    /// `user:password` as written, if any.
    var userInfo: String?

    /// Takes an address apart.
    init(_ text: String) throws(AddressProblem) {
        let example = "write it like https://api.example.com/v1"
        guard let colon = text.firstRange(of: "://") else {
            throw AddressProblem("the address has no scheme", example)
        }
        let isTLS: Bool
        switch text[..<colon.lowerBound].lowercased() {
        case "https": isTLS = true
        case "http": isTLS = false
        default: throw AddressProblem("the scheme is not http or https", example)
        }
        let isPlain = text.utf8.allSatisfy { byte in byte > 0x20 && byte < 0x7F && !#""<>\^`{|}"#.utf8.contains(byte) }
        guard isPlain else {
            throw AddressProblem("the address holds characters that must be percent-encoded", example)
        }
        var rest = text[colon.upperBound...]
        guard !rest.contains("?"), !rest.contains("#") else {
            throw AddressProblem("the address has a query or a fragment", "leave out everything from ? or # on")
        }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var path = rest[slash...]
        while path.last == "/" {
            path.removeLast()
        }
        rest = rest[..<slash]
        if let at = rest.lastIndex(of: "@") {
            self.userInfo = String(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        let (host, port) = try HostPort.split(rest, defaultPort: isTLS ? 443 : 80)
        guard port > 0 else { throw AddressProblem("port 0 cannot be called", "use a port from 1 to 65535") }
        self.origin = Origin(isTLS: isTLS, host: host.lowercased(), port: port)
        self.path = String(path)
    }
}

/// Hosts and ports as text.
enum HostPort {
    /// Takes `host:port`, `[address]:port` or, with a default, `host` apart.
    static func split(
        _ text: Substring,
        defaultPort: Int?
    ) throws(AddressProblem) -> (host: String, port: Int) {
        var host = text
        var port = Substring()
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else {
                throw AddressProblem("the bracket of the IPv6 address is not closed", "write it like [::1]:8080")
            }
            host = text[text.index(after: text.startIndex)..<end]
            port = text[text.index(after: end)...]
            guard port.isEmpty || port.first == ":" else {
                throw AddressProblem("something other than a port follows the bracket", "write it like [::1]:8080")
            }
            port = port.dropFirst()
            guard Self.isIPv6(host) else {
                throw AddressProblem("the brackets do not hold an IPv6 address", "write it like [::1]:8080")
            }
        } else if let colon = text.lastIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
            guard !host.contains(":") else {
                throw AddressProblem("an IPv6 address needs brackets", "write it like [::1]:8080")
            }
        }
        guard text.first == "[" || host.isEmpty || Self.isName(host) else {
            throw AddressProblem("the host is not a name or an address", "use letters, digits, dots and hyphens")
        }
        guard !host.isEmpty || defaultPort == nil else {
            throw AddressProblem("the host is missing", "write it like https://api.example.com/v1")
        }
        if port.isEmpty, let defaultPort, !text.hasSuffix(":") {
            return (String(host), defaultPort)
        }
        let isDigits = !port.isEmpty && port.utf8.count <= 5 && port.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isDigits, let number = Int(port), number <= 65_535 else {
            throw AddressProblem("the port is missing or out of range", "write host:port, the port from 0 to 65535")
        }
        return (String(host), number)
    }

    /// Reads an address to listen on; an empty host is all IPv4 interfaces.
    static func listenAddress(_ text: String) throws(AddressProblem) -> ListenAddress {
        let (host, port) = try self.split(text[...], defaultPort: nil)
        return ListenAddress(host: host.isEmpty ? "0.0.0.0" : host, port: port)
    }

    /// Whether only processes of the same machine reach the host.
    static func isLoopback(_ host: String) -> Bool {
        if host.lowercased() == "localhost" || host == "::1" { return true }
        guard let octets = self.octets(host) else { return false }
        return octets[0] == 127
    }

    /// The four numbers of an IPv4 address.
    static func octets(_ host: String) -> [UInt8]? {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let isDigits = parts.allSatisfy { part in
            !part.isEmpty && part.utf8.count <= 3 && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
        let octets = parts.compactMap { UInt8($0) }
        return parts.count == 4 && isDigits && octets.count == 4 ? octets : nil
    }

    private static func isName(_ host: Substring) -> Bool {
        host.utf8.count <= 253 && host.first != "-"
            && host.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
                default: false
                }
            }
    }

    private static func isIPv6(_ host: Substring) -> Bool {
        host.utf8.count <= 45 && host.utf8.filter { $0 == 0x3A }.count >= 2
            && host.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x46, 0x61...0x66, 0x3A, 0x2E: true
                default: false
                }
            }
    }
}
