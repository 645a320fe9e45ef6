import GatewayCore

extension SettingsBuilder {
    /// Kind that is built in and called nowhere.
    private static let simulated = "simulated"

    /// Header fields that belong to the connection, or that the gateway writes itself.
    private static let reservedHeaders: Set<String> = [
        "connection", "content-length", "host", "keep-alive", "proxy-authenticate", "proxy-authorization",
        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    ]

    /// Reads `providers`.
    mutating func readProviders(_ root: ConfigMapping) {
        if let list = root["providers"], list.isEmptyList {
            list.report("no provider is configured", "add one, such as '- {id: groq, kind: groq, api_key: ...}'")
        }
        for section in root.mappings("providers") {
            let id = self.readProviderID(section)
            let kind = self.readKind(section)
            var provider = Provider(
                id: id ?? "",
                kind: kind?.kind ?? "",
                origin: Origin(isTLS: false, host: "127.0.0.1", port: 0)
            )
            let isSimulated = kind?.kind == Self.simulated
            if isSimulated {
                provider.simulation = Simulation()
                for name in ["base_url", "api_key", "api_version", "proxy", "tls"] {
                    section[name]?.report("a simulated provider is not called, so this does nothing", "remove it")
                }
            } else {
                self.readAddress(section, kind: kind, into: &provider)
            }
            provider.headers = self.readHeaders(section)
            provider.http = section["http"]?.choice().flatMap { HTTPPreference(rawValue: $0) } ?? provider.http
            self.readPool(section, into: &provider)
            if let value = section["simulation"] {
                if !isSimulated, kind != nil {
                    value.report(
                        "only a provider of kind simulated is simulated",
                        "remove it, or write kind: simulated"
                    )
                }
                provider.simulation = ConfigMapping(value).map { self.readSimulation($0) }
            }
            self.settings.providers.append(provider)
        }
    }

    private mutating func readProviderID(_ section: ConfigMapping) -> String? {
        guard let id = section.placedName("id") ?? section.placedName("kind") else { return nil }
        if id.value.contains("/") {
            self.reading.report(
                id.position,
                id.key,
                "a provider id cannot hold '/'",
                "requests name 'provider/model'; use '-' instead"
            )
        }
        self.declare(id, in: &self.providers)
        return id.value
    }

    private func readKind(_ section: ConfigMapping) -> ProviderKindInfo? {
        guard let value = section["kind"], let name = value.name() else { return nil }
        if let kind = self.kinds.first(where: { $0.kind == name }) {
            return kind
        }
        if ConfigSchema.futureKinds.contains(name) {
            value.report(
                "providers of kind '\(value.shown)' are not available yet",
                "use its OpenAI-compatible address with kind: openai-compatible, if it has one"
            )
            return nil
        }
        let nearest = Suggestion.nearest(to: name, among: self.kinds.lazy.map(\.kind)).map { "did you mean '\($0)'?" }
        let all = self.kinds.map(\.kind).joined(separator: ", ")
        value.report("'\(value.shown)' is not a kind of provider", nearest ?? "valid: \(all)")
        return nil
    }

    private func readAddress(_ section: ConfigMapping, kind: ProviderKindInfo?, into provider: inout Provider) {
        let base = self.readBaseURL(section, kind: kind)
        if let base {
            provider.origin = base.origin
            provider.basePath = base.path
        }
        provider.apiKey = section["api_key"]?.secret()
        provider.apiVersion = section["api_version"]?.text()
        if let kind {
            if kind.needsAPIKey, section["api_key"] == nil {
                let name = kind.kind.uppercased().replacing("-", with: "_")
                section.report(
                    "a provider of kind '\(kind.kind)' needs 'api_key'",
                    "add api_key: ${env:\(name)_API_KEY}"
                )
            }
            if !kind.takesAPIVersion {
                section["api_version"]?.report("a provider of kind '\(kind.kind)' has no API version", "remove it")
            }
        }
        if let tls = section.mapping("tls") {
            if let base, !base.origin.isTLS {
                tls.report("the provider is called without TLS", "write https:// in 'base_url', or remove 'tls'")
            }
            if let value = tls["ca_file"], let path = value.text() {
                self.checkReadable(value.placed(path))
                provider.caFile = path
            }
            tls.set(&provider.verifiesCertificate, "verify")
        }
        self.readProxy(section, into: &provider)
    }

    private func readBaseURL(_ section: ConfigMapping, kind: ProviderKindInfo?) -> ServerURL? {
        guard let value = section["base_url"] else {
            guard let kind else { return nil }
            if kind.needsBaseURL || kind.defaultBaseURL == nil {
                section.report(
                    "a provider of kind '\(kind.kind)' needs 'base_url'",
                    "add its address, such as https://api.example.com/v1"
                )
            }
            return try? kind.defaultBaseURL.map { text throws(AddressProblem) in try ServerURL(text) }
        }
        guard let text = value.text() else { return nil }
        do throws(AddressProblem) {
            let url = try ServerURL(text)
            guard url.userInfo == nil else {
                throw AddressProblem("the address holds a user or a password", "use 'api_key' or 'headers'")
            }
            return url
        } catch {
            value.report(error.message, error.advice)
            return nil
        }
    }

    private func readHeaders(_ section: ConfigMapping) -> [HeaderLine] {
        var seen = Set<String>()
        return (section["headers"]?.entries() ?? []).compactMap { name, value in
            let lowercase = name.value.lowercased()
            let isToken =
                !lowercase.isEmpty
                && lowercase.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
                        || "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            if !isToken {
                self.report(name, "'\(name.shown)' is not a header name", "use letters, digits and hyphens")
            } else if Self.reservedHeaders.contains(lowercase) {
                self.report(name, "the header '\(name.shown)' belongs to the connection", "remove it")
            } else if !seen.insert(lowercase).inserted {
                self.report(name, "the header '\(name.shown)' is given twice", "remove one of them")
            }
            return value.secret().map { HeaderLine(name: lowercase, value: $0) }
        }
    }

    private func report(_ name: Placed<String>, _ message: String, _ advice: String) {
        self.reading.report(name.position, name.key, message, advice)
    }

    private func readPool(_ section: ConfigMapping, into provider: inout Provider) {
        guard let pool = section.mapping("pool") else { return }
        pool.set(&provider.pool.maxConnections, "max_connections")
        pool.set(&provider.pool.maxWaiting, "max_waiting")
        pool.set(&provider.pool.preheat, "preheat")
        pool.set(&provider.pool.idleTimeout, "idle_timeout")
        pool.set(&provider.pool.maxConnecting, "max_connecting")
        if provider.pool.preheat > provider.pool.maxConnections {
            (pool["preheat"] ?? pool["max_connections"])?.report(
                "more connections are opened on start than there may be",
                "lower 'preheat' or raise 'max_connections'"
            )
        }
    }

    private func readSimulation(_ section: ConfigMapping) -> Simulation {
        var simulation = Simulation()
        section.set(&simulation.firstToken, "first_token")
        section.set(&simulation.tokenGap, "token_gap")
        simulation.jitter = section["jitter"]?.number() ?? simulation.jitter
        section.set(&simulation.tokens, "tokens")
        simulation.seed = section["seed"]?.seed() ?? simulation.seed
        if let faults = section.mapping("faults") {
            faults.setShare(&simulation.rateLimitShare, "rate_limit")
            faults.setShare(&simulation.errorShare, "error")
            faults.setShare(&simulation.resetShare, "reset")
            faults.setShare(&simulation.cutShare, "cut")
            faults.setShare(&simulation.stallShare, "stall")
            let refused = simulation.rateLimitShare + simulation.errorShare + simulation.resetShare
            if refused + simulation.cutShare + simulation.stallShare > 1 + 1e-9 {
                faults.report("the shares of faults sum to more than 100%", "lower them")
            }
        }
        return simulation
    }
}
