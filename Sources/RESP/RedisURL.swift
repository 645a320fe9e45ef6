/// Where Redis is, as one line: `redis://user:password@host:port/database`, `rediss://` for TLS.
///
/// Several addresses may stand in a row, separated by commas: the seeds of a cluster, or sentinels. User and password
/// may be percent-encoded. The password never appears in an error.
package struct RedisURL: Sendable, Equatable {
    /// Whether TLS is asked for.
    package let isEncrypted: Bool
    /// The ACL user; nil for the default user.
    package let username: String?
    /// The password.
    package let password: String?
    /// At least one address.
    package let addresses: [RedisAddress]
    /// The numbered database.
    package let database: Int

    /// The port where none is given.
    package static let defaultPort = 6379

    /// Reads an URL.
    package init(_ text: String) throws(RedisURLError) {
        let (isEncrypted, rest) = try Self.scheme(of: text)
        if rest.contains("?") || rest.contains("#") { throw .unsupportedPart }
        let parts = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        var authority = parts[0]
        self.isEncrypted = isEncrypted
        self.database = try Self.database(from: parts.count == 2 ? parts[1] : "")
        if let at = authority.lastIndex(of: "@") {
            let credentials = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            authority = authority[authority.index(after: at)...]
            let user = try Self.decoded(credentials[0])
            guard credentials.count == 2 else { throw .missingPassword }
            self.username = user.isEmpty ? nil : user
            self.password = try Self.decoded(credentials[1])
        } else {
            self.username = nil
            self.password = nil
        }
        var addresses: [RedisAddress] = []
        for part in authority.split(separator: ",", omittingEmptySubsequences: false) {
            addresses.append(try Self.address(from: part))
        }
        self.addresses = addresses
    }

    private static func scheme(of text: String) throws(RedisURLError) -> (isEncrypted: Bool, rest: Substring) {
        for (scheme, isEncrypted) in [("redis://", false), ("rediss://", true)]
        where text.prefix(scheme.count).lowercased() == scheme {
            return (isEncrypted, text.dropFirst(scheme.count))
        }
        throw .unknownScheme
    }

    private static func database(from text: Substring) throws(RedisURLError) -> Int {
        if text.isEmpty { return 0 }
        guard let number = Int(text), number >= 0, text.allSatisfy({ $0.isASCII && $0.isNumber }) else {
            throw .badDatabase(String(text))
        }
        return number
    }

    private static func address(from text: Substring) throws(RedisURLError) -> RedisAddress {
        var host = text
        var portText: Substring?
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { throw .badHost(String(text)) }
            host = text[text.index(after: text.startIndex)..<end]
            let behind = text[text.index(after: end)...]
            if !behind.isEmpty {
                guard behind.first == ":" else { throw .badHost(String(text)) }
                portText = behind.dropFirst()
            }
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            portText = text[text.index(after: colon)...]
        }
        guard !host.isEmpty, !host.contains(where: { $0.isWhitespace || $0 == "%" }) else {
            throw .badHost(String(text))
        }
        guard let portText else { return RedisAddress(host: String(host), port: Self.defaultPort) }
        guard let port = Int(portText), (1...65_535).contains(port), portText.first != "+" else {
            throw .badPort(String(portText))
        }
        return RedisAddress(host: String(host), port: port)
    }

    private static func decoded(_ text: Substring) throws(RedisURLError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == 0x25 else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, !digits.contains(0x2B), let value = UInt8(Substring(digits), radix: 16) else {
                throw .badPercentEncoding
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else { throw .badPercentEncoding }
        return decoded
    }
}

/// What is wrong with a Redis URL.
package enum RedisURLError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The scheme is neither `redis` nor `rediss`.
    case unknownScheme
    /// A query or a fragment is there.
    case unsupportedPart
    /// A user stands there without a password.
    case missingPassword
    /// The host is empty or malformed.
    case badHost(String)
    /// The port is not a number from 1 to 65535.
    case badPort(String)
    /// The database is not a number.
    case badDatabase(String)
    /// A `%` is not followed by two hexadecimal digits, or the result is not UTF-8.
    case badPercentEncoding

    /// What to change.
    package var description: String {
        switch self {
        case .unknownScheme: "a Redis URL begins with redis:// or, for TLS, with rediss://"
        case .unsupportedPart: "a Redis URL has no ? and no #; write these characters as %3F and %23"
        case .missingPassword: "a Redis URL with a user needs a password: redis://user:password@host"
        case .badHost(let host): "'\(host)' is not a host; write host, host:port or [IPv6]:port"
        case .badPort(let port): "'\(port)' is not a port; it is a number from 1 to 65535"
        case .badDatabase(let database): "'\(database)' is not a database; it is a number such as 0"
        case .badPercentEncoding: "a % in user or password is followed by two hexadecimal digits and makes up UTF-8"
        }
    }
}
