import GatewayCore

/// Where a gateway is reached: scheme, host, port, and a path in front of all others.
struct HTTPAddress: Equatable, Sendable, CustomStringConvertible {
    /// Why a text is no address, and how to mend it.
    struct Fault: Error, Equatable, CustomStringConvertible {
        let description: String

        init(_ description: String) {
            self.description = description
        }
    }

    /// Whether TLS is spoken.
    var isTLS: Bool
    /// Name or address literal, without brackets.
    var host: String
    /// TCP port.
    var port: Int
    /// Path in front of those that are asked for; does not end in a slash.
    var path = ""

    init(isTLS: Bool = false, host: String, port: Int, path: String = "") {
        self.isTLS = isTLS
        self.host = host
        self.port = port
        self.path = path
    }

    /// The address at which a listener of this machine is reached; one that listens everywhere, on loopback.
    init(of listener: ListenAddress, isTLS: Bool = false) throws(Fault) {
        guard listener.port > 0 else {
            throw Fault("the configuration leaves the choice of the port to the system (port 0)")
        }
        let host =
            switch listener.host {
            case "0.0.0.0", "*", "": "127.0.0.1"
            case "::": "::1"
            default: listener.host
            }
        self.init(isTLS: isTLS, host: host, port: listener.port)
    }

    /// Takes `http://host:port/path` or `https://host` apart.
    init(_ text: String) throws(Fault) {
        let example = "write it like http://127.0.0.1:9090"
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Fault("the address has blanks or characters beyond ASCII; \(example)")
        }
        guard let scheme = text.firstRange(of: "://") else { throw Fault("the address has no scheme; \(example)") }
        switch text[..<scheme.lowerBound].lowercased() {
        case "http": self.isTLS = false
        case "https": self.isTLS = true
        default: throw Fault("the scheme is neither http nor https; \(example)")
        }
        let rest = text[scheme.upperBound...]
        guard !rest.contains(where: { "?#@".contains($0) }) else {
            throw Fault("the address has a credential, query or fragment; \(example)")
        }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        (self.host, self.port) = try Self.split(rest[..<slash], defaultPort: self.isTLS ? 443 : 80)
        var path = rest[slash...]
        while path.last == "/" {
            path.removeLast()
        }
        self.path = String(path)
    }

    private static func split(_ text: Substring, defaultPort: Int) throws(Fault) -> (String, Int) {
        var host = text
        var port: Substring?
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else {
                throw Fault("the bracket of the IPv6 address is not closed")
            }
            host = text[..<end].dropFirst()
            let after = text[end...].dropFirst()
            guard after.isEmpty || after.first == ":" else {
                throw Fault("something other than a port follows the bracket")
            }
            port = after.isEmpty ? nil : after.dropFirst()
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            port = text[colon...].dropFirst()
        }
        guard !host.isEmpty else { throw Fault("the address names no host") }
        guard let port else { return (String(host), defaultPort) }
        guard port.utf8.count <= 5, port.utf8.allSatisfy({ $0 &- 0x30 <= 9 }), let number = Int(port),
            (1...65_535).contains(number)
        else { throw Fault("the port is not a number from 1 to 65535") }
        return (String(host), number)
    }

    /// Host and port as the `Host` field has them.
    var authority: String {
        let host = self.host.contains(":") ? "[\(self.host)]" : self.host
        return self.port == (self.isTLS ? 443 : 80) ? host : "\(host):\(self.port)"
    }

    var description: String {
        "\(self.isTLS ? "https" : "http")://\(self.authority)\(self.path)"
    }

    /// The request target for a path of the gateway. Whether the address ends in `/v1`, as SDKs want it, or not, the
    /// same is meant.
    func target(_ path: String) -> String {
        self.path.hasSuffix("/v1") && path.hasPrefix("/v1/") ? self.path + path.dropFirst(3) : self.path + path
    }
}
