import GatewayCore

extension SettingsBuilder {
    /// Characters that the secret for names must have at least: 24 random bytes in base64.
    private static let shortestSecret = 32
    /// Bytes of the beginning of names in Redis at most.
    private static let longestPrefix = 64
    /// Bytes of an encryption key's id at most.
    private static let longestKeyID = 32

    /// Reads `cache`; the names of Redis services are known by then.
    mutating func readCache(_ root: ConfigMapping) {
        guard let section = root.mapping("cache") else { return }
        var cache = CacheSettings()
        section.setSize(&cache.memoryBytes, "memory")
        cache.policy = section["policy"]?.choice().flatMap { EvictionPolicy(rawValue: $0) } ?? cache.policy
        if let redis = section.placedName("redis") {
            self.check(redis, in: self.redisNames)
            cache.redis = redis.value
        }
        self.readNames(section, into: &cache)
        section.set(&cache.epoch, "epoch")
        section.set(&cache.lookupTimeout, "lookup_timeout")
        section.setSize(&cache.writeQueueBytes, "write_queue")
        if let coalesce = section.mapping("coalesce") {
            let wait = coalesce["wait"]?.choice().flatMap { FollowMode(rawValue: $0) }
            cache.coalesce.wait = wait ?? cache.coalesce.wait
            coalesce.set(&cache.coalesce.lockTTL, "lock_ttl")
            coalesce.set(&cache.coalesce.maxFollowers, "max_followers")
            coalesce.set(&cache.coalesce.maxLeaders, "max_leaders")
        }
        self.readIdempotency(section, into: &cache)
        section.mapping("negative")?.set(&cache.negativeTTL, "ttl")
        section.set(&cache.hotKeys, "hot_keys")
        self.readEncryption(section, into: &cache)
        cache.aliases = section.choices("aliases") ?? cache.aliases
        section.set(&cache.preheatRate, "preheat")
        self.readSemantic(section, into: &cache)
        self.settings.cache = cache
    }

    private func readNames(_ section: ConfigMapping, into cache: inout CacheSettings) {
        if let value = section["prefix"], let prefix = value.name() {
            if prefix.utf8.count > Self.longestPrefix || !Self.isWord(prefix, also: ".:-_") {
                value.report(
                    "'\(value.shown)' cannot begin names in Redis",
                    "use at most \(Self.longestPrefix) letters, digits and . : - _"
                )
            }
            cache.prefix = prefix
        }
        if let value = section["key_secret"], let text = value.text() {
            if text.utf8.count < Self.shortestSecret {
                value.report("the secret is too short", "make one with: openssl rand -base64 32")
            }
            cache.keySecret = Secret(text)
        }
        if let redis = section["redis"], section["key_secret"] == nil {
            redis.report(
                "names in Redis need 'key_secret', so that they tell nothing of the requests",
                "make one with: openssl rand -base64 32, and give it to all nodes: key_secret: ${env:NAME}"
            )
        }
    }

    private func readIdempotency(_ section: ConfigMapping, into cache: inout CacheSettings) {
        guard let value = section["idempotency"] else { return }
        guard value.isMapping else {
            cache.idempotency = value.boolean() == false ? nil : IdempotencySettings()
            return
        }
        guard let mapping = ConfigMapping(value) else { return }
        var idempotency = IdempotencySettings()
        mapping.set(&idempotency.window, "window")
        mapping.setSize(&idempotency.maxBytes, "max_bytes")
        cache.idempotency = idempotency
    }

    private func readEncryption(_ section: ConfigMapping, into cache: inout CacheSettings) {
        guard let encryption = section.mapping("encryption") else { return }
        if section["redis"] == nil {
            encryption.report("only values in Redis are encrypted", "name a Redis with 'redis', or remove 'encryption'")
        }
        var ids = Declared(what: "encryption key", property: "id")
        if let list = encryption["keys"], list.isEmptyList {
            list.report("there is no key to encrypt with", "add one: {id: k1, key: ...}")
        }
        let keys = encryption.mappings("keys").compactMap { section -> EncryptionKey? in
            let id = section.placedName("id")
            if let id {
                if id.value.utf8.count > Self.longestKeyID || !Self.isWord(id.value, also: ".-_") {
                    section["id"]?.report(
                        "'\(id.shown)' cannot stand in front of values",
                        "use at most \(Self.longestKeyID) letters, digits and . - _"
                    )
                }
                self.declare(id, in: &ids)
            }
            guard let value = section["key"], let text = value.text() else { return nil }
            guard let bytes = KeyText.decode(text) else {
                value.report(
                    "this is not a key of \(EncryptionKey.byteCount) bytes in base64 or hexadecimal digits",
                    "make one with: openssl rand -base64 32"
                )
                return nil
            }
            return id.map { EncryptionKey(id: $0.value, key: Secret(HexText.encode(bytes))) }
        }
        let active = encryption.placedName("active")
        if let active {
            self.check(active, in: ids)
        }
        cache.encryption = CacheEncryption(
            keys: keys,
            active: active?.value ?? "",
            erasedTenants: Set(encryption.placedNames("erased_tenants").map(\.value))
        )
    }

    private static func isWord(_ text: String, also marks: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: marks.utf8.contains(byte)
            }
        }
    }
}

/// Keys as people write them.
enum KeyText {
    /// 32 bytes from 64 hexadecimal digits or from base64, in either alphabet, with or without padding.
    static func decode(_ text: String) -> [UInt8]? {
        let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        if digits.count == 64, text.utf8.count == 64 {
            return stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
        }
        var sextets = text.utf8.map { Self.sextet($0) }
        if text.utf8.count == 44, text.utf8.last == UInt8(ascii: "=") {
            sextets.removeLast()
        }
        guard sextets.count == 43, sextets.allSatisfy({ $0 != nil }) else { return nil }
        var bytes: [UInt8] = []
        var word = 0
        var bits = 0
        for sextet in sextets.compactMap(\.self) {
            word = (word << 6 | sextet) & 0xFFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: word >> bits))
            }
        }
        // Bits behind the last byte belong to no key: another text for the same bytes is a slip of the pen.
        return word & (1 << bits - 1) == 0 ? bytes : nil
    }

    private static func sextet(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x41...0x5A: Int(byte) - 0x41
        case 0x61...0x7A: Int(byte) - 0x61 + 26
        case 0x30...0x39: Int(byte) - 0x30 + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
