import GatewayCore

/// Settings in the making: sections add to them, then references between sections are checked.
struct SettingsBuilder {
    /// Collects what is wrong.
    let reading: ConfigReading
    /// Kinds of the provider registry.
    let kinds: [ProviderKindInfo]
    /// Checks the conditions of rules.
    let conditions: ConditionCheck
    /// What was read so far.
    var settings = Settings()
    /// Where the data plane's address stands, if the file states it.
    var listenPosition: Position?
    /// Ids of providers, also of those that are wrong otherwise.
    var providers = Declared(what: "provider", property: "id")
    /// Ids of deployments, also of those that are wrong otherwise.
    var deployments = Declared(what: "deployment", property: "id")
    /// Names and aliases of model groups.
    var modelNames = Declared(what: "model group", property: "name")
    /// Regions that deployments state.
    var regions = Declared(what: "deployment", property: "region")
    /// Models that the semantic cache asks; looked for when all are known.
    var askedModels: [AskedModel] = []
    /// Names of Redis services, also of those that are wrong otherwise.
    var redisNames = Declared(what: "Redis", property: "name")

    init(reading: ConfigReading, kinds: [ProviderKindInfo], conditions: @escaping ConditionCheck) {
        self.reading = reading
        self.kinds = kinds
        self.conditions = conditions
    }

    /// Reads all sections; order matters: what refers to something comes after it.
    mutating func build(from root: ConfigMapping) {
        self.readServer(root)
        self.readAccessLog(root)
        self.readProviders(root)
        self.readDeployments(root)
        self.readRedis(root)
        self.readCache(root)
        self.readRouting(root)
        self.readModels(root)
        self.readKeys(root)
        if let provider = root.placedName("default_provider") {
            self.check(provider, in: self.providers)
            self.settings.defaultProvider = provider.value
        }
    }

    /// Names of one kind that the file declares.
    struct Declared {
        /// Noun in errors.
        let what: String
        /// Noun of the name in errors.
        let property: String
        private var positions: [String: Position] = [:]
        /// The names in file order, as errors may show them.
        private var shown: [String] = []

        init(what: String, property: String) {
            self.what = what
            self.property = property
        }

        /// Adds a name; returns where it was declared before, if it was.
        mutating func add(_ name: Placed<String>) -> Position? {
            if let earlier = self.positions[name.value] { return earlier }
            self.positions[name.value] = name.position
            self.shown.append(name.shown)
            return nil
        }

        /// The names of both; where one is in both, its first place.
        func joined(with other: Self, property: String) -> Self {
            var joined = Self(what: "\(self.what) or \(other.what)", property: property)
            joined.positions = self.positions.merging(other.positions) { own, _ in own }
            let own = Set(self.shown)
            joined.shown = self.shown + other.shown.filter { !own.contains($0) }
            return joined
        }

        /// What to say about a name that is not declared.
        func advice(for name: Placed<String>, hint: String?) -> String {
            if let nearest = Suggestion.nearest(to: name.shown, among: self.shown) {
                return "did you mean '\(nearest)'?"
            }
            let all = self.shown.prefix(10).joined(separator: ", ")
            return hint ?? (self.shown.isEmpty ? "the file declares none" : "declared: \(all)")
        }

        /// Whether the name was declared.
        func contains(_ name: String) -> Bool {
            self.positions[name] != nil
        }
    }

    /// Declares a name and reports it if it is taken.
    func declare(_ name: Placed<String>, in declared: inout Declared) {
        if let earlier = declared.add(name) {
            self.reading.report(
                name.position,
                name.key,
                "the \(declared.what) \(declared.property) '\(name.shown)' is already taken in line \(earlier.line)",
                "rename or remove one of them"
            )
        }
    }

    /// Reports a name that nothing was declared under.
    func check(_ name: Placed<String>, in declared: Declared, hint: String? = nil) {
        guard !declared.contains(name.value) else { return }
        self.reading.report(
            name.position,
            name.key,
            "no \(declared.what) has the \(declared.property) '\(name.shown)'",
            declared.advice(for: name, hint: hint)
        )
    }

    /// Reports a file that cannot be read now, before it is needed.
    func checkReadable(_ path: Placed<String>) {
        do {
            _ = try self.reading.references.readFile(path.value)
        } catch {
            self.reading.report(
                path.position,
                path.key,
                "the file '\(path.shown)' cannot be read",
                "check that it exists and that the gateway's user may read it"
            )
        }
    }
}
