import Crypto
import GatewayCore

extension SettingsBuilder {
    /// Characters that a key must have at least.
    static let shortestKey = 8

    /// Reads `keys`; without any, only loopback clients may be listened to.
    mutating func readKeys(_ root: ConfigMapping) {
        var names = Declared(what: "key", property: "name")
        var digests: [[UInt8]: Position] = [:]
        for section in root.mappings("keys") {
            let name = section.placedName("name")
            if let name {
                self.declare(name, in: &names)
            }
            let digest = self.readDigest(section)
            if let digest {
                if let earlier = digests[digest.value] {
                    self.reading.report(
                        digest.position,
                        digest.key,
                        "this is the same key as the one in line \(earlier.line)",
                        "give each entry a key of its own"
                    )
                }
                digests[digest.value] = digest.position
            }
            let tenant = section["tenant"]?.name()
            let models = self.readAllowedModels(section)
            guard let name, let digest else { continue }
            self.settings.keys.append(
                VirtualKey(name: name.value, digest: digest.value, tenant: tenant, models: models)
            )
        }
        self.checkExposure(root)
    }

    private func checkExposure(_ root: ConfigMapping) {
        if let keys = root["keys"] {
            if keys.isEmptyList {
                keys.report("the list of keys is empty", "add a key, or remove 'keys'")
            }
            return
        }
        guard !HostPort.isLoopback(self.settings.server.listen.host) else { return }
        self.reading.report(
            self.listenPosition ?? root.position,
            "server.listen",
            "without 'keys' anybody who reaches this address could use the providers",
            "add 'keys', or listen on 127.0.0.1, [::1] or localhost"
        )
    }

    private func readDigest(_ section: ConfigMapping) -> Placed<[UInt8]>? {
        switch (section["key"], section["sha256"]) {
        case (nil, nil):
            section.report("neither 'key' nor 'sha256' is given", "add key: ${env:NAME}, or sha256: with 64 digits")
            return nil
        case (.some, let digest?):
            digest.report("both 'key' and 'sha256' are given", "remove one of them")
            return nil
        case (nil, let digest?):
            return digest.digest().map { digest.placed($0) }
        case (let key?, nil):
            guard let text = key.text() else { return nil }
            guard text.utf8.count >= Self.shortestKey else {
                key.report("the key is too short", "use at least \(Self.shortestKey) characters, at best random ones")
                return nil
            }
            guard !text.contains(where: \.isWhitespace) else {
                key.report("a key cannot hold white space", "clients send it in a header; remove the spaces")
                return nil
            }
            return key.placed(Array(SHA256.hash(data: Array(text.utf8))))
        }
    }

    private func readAllowedModels(_ section: ConfigMapping) -> Set<String>? {
        guard let value = section["models"] else { return nil }
        if value.isEmptyList {
            value.report(
                "the list is empty, so the key could use nothing",
                "name models, or remove 'models' to allow all"
            )
        }
        let names = section.placedNames("models")
        for name in names where !self.isProviderModel(name.value) {
            self.check(name, in: self.modelNames, hint: "name a model group, an alias, or provider/model")
        }
        return Set(names.map(\.value))
    }

    /// Whether the name is of the form `provider/model` with a provider of this file.
    func isProviderModel(_ name: String) -> Bool {
        guard let slash = name.firstIndex(of: "/"), name.index(after: slash) < name.endIndex else { return false }
        return self.providers.contains(String(name[..<slash]))
    }
}
