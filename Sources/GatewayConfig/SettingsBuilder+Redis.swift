import GatewayCore

extension SettingsBuilder {
    /// What an address looks like, for errors that must not quote it: it may hold a password.
    private static let nodeExample = "write it like cache-1.example.com:6379"

    /// Reads `redis`.
    mutating func readRedis(_ root: ConfigMapping) {
        for (name, value) in root["redis"]?.entries() ?? [] {
            if name.value.isEmpty || name.value.contains(where: \.isWhitespace) || name.value.utf8.count > 256 {
                self.reading.report(
                    name.position,
                    name.key,
                    "a name must have 1 to 256 bytes and no white space",
                    "shorten it, or write '-' for spaces"
                )
            }
            self.declare(name, in: &self.redisNames)
            guard let section = ConfigMapping(value) else { continue }
            var redis = RedisSettings(name: name.value, addresses: [])
            redis.mode = section["mode"]?.choice().flatMap { RedisMode(rawValue: $0) } ?? redis.mode
            self.readCredentials(section, into: &redis)
            self.readAddresses(section, into: &redis)
            section.set(&redis.connections, "connections")
            section.set(&redis.connectTimeout, "connect_timeout")
            redis.readFrom = section["read_from"]?.choice().flatMap { RedisReadFrom(rawValue: $0) } ?? redis.readFrom
            section.set(&redis.maxPending, "max_pending")
            self.checkMode(section, redis)
            self.settings.redis.append(redis)
        }
    }

    private func readCredentials(_ section: ConfigMapping, into redis: inout RedisSettings) {
        redis.username = section["username"]?.name()
        redis.password = section["password"]?.secret()
        redis.sentinelPassword = section["sentinel_password"]?.secret()
        redis.primaryName = section["primary_name"]?.name()
    }

    private func readAddresses(_ section: ConfigMapping, into redis: inout RedisSettings) {
        let defaultPort = redis.mode == .sentinel ? 26_379 : 6_379
        var isTLS: Bool?
        if let value = section["url"], let text = value.text() {
            do throws(AddressProblem) {
                let url = try RedisURL(text, defaultPort: defaultPort)
                isTLS = url.isTLS
                redis.addresses.append(url.address)
                redis.database = url.database
                if url.username != nil || url.password != nil {
                    for name in ["username", "password"] {
                        section[name]?.report("'url' holds it as well", "remove one of them")
                    }
                    redis.username = url.username
                    redis.password = url.password
                }
            } catch {
                value.report(error.message, error.advice)
            }
        }
        for value in section.elements("nodes") {
            guard let text = value.text() else { continue }
            guard !text.contains("://"), !text.contains("@"), !text.contains("/") else {
                value.report("this is more than a host and a port", Self.nodeExample)
                continue
            }
            do throws(AddressProblem) {
                let address = try RedisURL.address(text[...], defaultPort: defaultPort)
                if redis.addresses.contains(address) {
                    value.report("the address is listed twice", "remove one of them")
                }
                redis.addresses.append(address)
            } catch {
                value.report(error.message, error.advice)
            }
        }
        if section["url"] == nil, section["nodes"]?.isEmptyList ?? true {
            section.report("there is no address", "add 'url', such as url: redis://127.0.0.1:6379, or 'nodes'")
        }
        if redis.username != nil, redis.password == nil, section["password"] == nil {
            section["username"]?.report("a user needs a password", "add 'password'")
        }
        self.readRedisTLS(section, isTLS: isTLS, into: &redis)
    }

    private func readRedisTLS(_ section: ConfigMapping, isTLS: Bool?, into redis: inout RedisSettings) {
        redis.tls = isTLS == true ? RedisTLS() : nil
        guard let mapping = section.mapping("tls") else { return }
        if isTLS == false {
            mapping.report("the servers are called without TLS", "write rediss:// in 'url', or remove 'tls'")
        }
        var tls = RedisTLS()
        tls.caFile = self.readableFile("ca_file", in: mapping)
        tls.certificateFile = self.readableFile("certificate_file", in: mapping)
        tls.keyFile = self.readableFile("key_file", in: mapping)
        tls.serverName = mapping["server_name"]?.name()
        if (mapping["certificate_file"] == nil) != (mapping["key_file"] == nil) {
            mapping.report(
                "a client certificate needs both its chain and its key",
                "add 'certificate_file' or 'key_file'"
            )
        }
        redis.tls = tls
    }

    private func readableFile(_ name: String, in section: ConfigMapping) -> String? {
        guard let value = section[name], let path = value.text() else { return nil }
        self.checkReadable(value.placed(path))
        return path
    }

    /// Reports what does not belong to the mode, or is missing for it.
    private func checkMode(_ section: ConfigMapping, _ redis: RedisSettings) {
        switch redis.mode {
        case .single:
            if redis.addresses.count > 1 {
                section["nodes"]?.report(
                    "a single server has one address",
                    "remove the others, or write mode: cluster or mode: sentinel"
                )
            }
            if redis.readFrom != .primary {
                section["read_from"]?.report("a single server has no replicas that are known", "remove it")
            }
        case .sentinel:
            if section["primary_name"] == nil {
                section.report("Sentinels need 'primary_name'", "add the name they know the server by: mymaster")
            }
        case .cluster:
            if redis.database != 0 {
                section["url"]?.report("a cluster has database 0 only", "remove the number at the end")
            }
        }
        guard redis.mode != .sentinel else { return }
        for name in ["primary_name", "sentinel_password"] {
            section[name]?.report("this is for Sentinels only", "remove it, or write mode: sentinel")
        }
    }
}

/// Parts of a `redis://` or `rediss://` address.
struct RedisURL: Equatable {
    private static let example = "write it like redis://cache.example.com:6379/0, or rediss:// for TLS"
    private static let databases = 0...9_999

    /// Whether TLS is spoken.
    var isTLS: Bool
    /// Host and port.
    var address: RedisSettings.Address
    /// Number of the database.
    var database = 0
    /// User, if any.
    var username: String?
    /// Password, if any.
    var password: Secret?

    /// Takes an address apart.
    init(_ text: String, defaultPort: Int) throws(AddressProblem) {
        guard let colon = text.firstRange(of: "://") else {
            throw AddressProblem("the address has no scheme", Self.example)
        }
        switch text[..<colon.lowerBound].lowercased() {
        case "redis": self.isTLS = false
        case "rediss": self.isTLS = true
        default: throw AddressProblem("the scheme is not redis or rediss", Self.example)
        }
        var rest = text[colon.upperBound...]
        guard !rest.contains("?"), !rest.contains("#") else {
            throw AddressProblem(
                "the address has a query or a fragment",
                "leave out everything from ? or # on; in a password write %3F or %23"
            )
        }
        // A password may hold a slash: the path begins behind the host.
        let at = rest.lastIndex(of: "@")
        let slash = rest[(at ?? rest.startIndex)...].firstIndex(of: "/") ?? rest.endIndex
        let path = rest[slash...].dropFirst()
        if !path.isEmpty {
            let isDigits = path.utf8.allSatisfy { (0x30...0x39).contains($0) }
            guard isDigits, let number = Int(path), Self.databases.contains(number) else {
                throw AddressProblem("what follows the host is not the number of a database", Self.example)
            }
            self.database = number
        }
        rest = rest[..<slash]
        if let at {
            (self.username, self.password) = try Self.credentials(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        self.address = try Self.address(rest, defaultPort: defaultPort)
    }

    private static func credentials(_ text: Substring) throws(AddressProblem) -> (String?, Secret) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else {
            throw AddressProblem(
                "the address has a user but no password",
                "write redis://user:password@host, or redis://:password@host"
            )
        }
        let decoded = parts.compactMap { part in
            PercentEncoding.decode(String(part)).flatMap { String(validating: $0, as: UTF8.self) }
        }
        guard decoded.count == 2 else {
            throw AddressProblem("the user or the password is not percent-encoded rightly", "write % as %25")
        }
        return (decoded[0].isEmpty ? nil : decoded[0], Secret(decoded[1]))
    }

    /// Takes `host:port` apart.
    static func address(_ text: Substring, defaultPort: Int) throws(AddressProblem) -> RedisSettings.Address {
        let host: String
        let port: Int
        do throws(AddressProblem) {
            (host, port) = try HostPort.split(text, defaultPort: defaultPort)
        } catch {
            throw AddressProblem(error.message, "write it like cache.example.com:6379 or [::1]:6379")
        }
        guard port > 0 else { throw AddressProblem("port 0 cannot be called", "use a port from 1 to 65535") }
        return RedisSettings.Address(host: host.lowercased(), port: port)
    }
}
