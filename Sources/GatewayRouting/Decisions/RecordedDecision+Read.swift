import GatewayCore
package import GatewayWire

/// What is wrong with the text of a decision.
package struct DecisionFault: Error, Equatable {
    /// For people.
    package var message: String

    /// Creates a fault.
    package init(_ message: String) {
        self.message = message
    }
}

/// Members of an object, which must be there and of the right kind.
private struct Fields {
    let value: JSONValue

    subscript(_ name: String) -> Fields? {
        self.value[name].flatMap { $0.isNull ? nil : Fields(value: $0) }
    }

    func object(_ name: String) throws(DecisionFault) -> Fields {
        guard let fields = self[name], fields.value.members != nil else { throw Self.fault(name, "an object") }
        return fields
    }

    func elements(_ name: String) throws(DecisionFault) -> [Fields] {
        guard let elements = self.value[name]?.elements else { throw Self.fault(name, "a list") }
        return elements.map { Fields(value: $0) }
    }

    func text(_ name: String) throws(DecisionFault) -> String {
        guard let text = self.value[name]?.text else { throw Self.fault(name, "a text") }
        return text
    }

    func bool(_ name: String) throws(DecisionFault) -> Bool {
        guard let bool = self.value[name]?.bool else { throw Self.fault(name, "true or false") }
        return bool
    }

    func integer<Number: FixedWidthInteger>(_ name: String) throws(DecisionFault) -> Number {
        guard let number: Number = try self.optional(name) else { throw Self.fault(name, "a whole number") }
        return number
    }

    /// A number that may be missing or null.
    func optional<Number: FixedWidthInteger>(_ name: String) throws(DecisionFault) -> Number? {
        guard let value = self.value[name], !value.isNull else { return nil }
        guard let text = value.numberText, let number = Number(text) else { throw Self.fault(name, "a whole number") }
        return number
    }

    /// A number of things; bounded, so that no sum of such numbers overflows.
    func count(_ name: String) throws(DecisionFault) -> Int {
        let number: Int = try self.integer(name)
        guard (0...1_000_000_000_000).contains(number) else { throw Self.fault(name, "a number of things") }
        return number
    }

    func double(_ name: String) throws(DecisionFault) -> Double {
        let value = self.value[name]
        if let text = value?.numberText ?? value?.text, text.utf8.count <= 64, let number = Double(text) {
            return number
        }
        throw Self.fault(name, "a number")
    }

    func bits(_ name: String) throws(DecisionFault) -> UInt64 {
        guard let bits = DecisionID.number(try self.text(name)) else {
            throw Self.fault(name, "16 hexadecimal digits")
        }
        return bits
    }

    func integers(_ name: String) throws(DecisionFault) -> [Int] {
        var result: [Int] = []
        for element in try self.elements(name) {
            guard let number = element.value.integer else { throw Self.fault(name, "a list of whole numbers") }
            result.append(number)
        }
        return result
    }

    func strings(_ name: String) throws(DecisionFault) -> [String] {
        let texts = try self.elements(name).map(\.value.text)
        let found = texts.compactMap { $0 }
        guard found.count == texts.count else { throw Self.fault(name, "a list of texts") }
        return found
    }

    /// One of a closed list, or nothing.
    func choice<Value>(_ name: String, _ make: (String) -> Value?) throws(DecisionFault) -> Value? {
        guard let value = self.value[name], !value.isNull else { return nil }
        guard let text = value.text, let found = make(text) else { throw Self.fault(name, "a known word") }
        return found
    }

    static func fault(_ name: String, _ kind: String) -> DecisionFault {
        DecisionFault("'\(name)' is not \(kind)")
    }
}

extension RecordedDecision {
    /// Candidates of one decision at most.
    private static let maxCandidates = 4096

    /// Reads what `write(to:)` has written.
    package init(reading value: JSONValue) throws(DecisionFault) {
        let fields = Fields(value: value)
        let form: Int = try fields.integer("form")
        guard form == Self.formVersion else {
            throw DecisionFault("'form' is \(form); this version reads \(Self.formVersion)")
        }
        var endpoint = Endpoint.unknown
        let label = try fields.text("endpoint")
        if let known = Endpoint.allCases.first(where: { $0.label.description == label }) {
            endpoint = known
        }
        var candidates: [Candidate] = []
        for element in try fields.elements("candidates") {
            candidates.append(try Self.candidate(element))
        }
        guard candidates.count <= Self.maxCandidates else { throw DecisionFault("'candidates' are too many") }
        var deployments: [Deployment] = []
        for element in try fields.elements("deployments") {
            deployments.append(
                Deployment(
                    target: try element.integer("target"),
                    id: try element.text("id"),
                    provider: try element.text("provider"),
                    region: try element.text("region")
                )
            )
        }
        self.init(
            id: try fields.bits("id"),
            madeAt: try fields.integer("made_at_ns"),
            requestID: try fields.text("request_id"),
            model: try fields.text("model"),
            group: try fields.text("group"),
            endpoint: endpoint,
            strategy: try fields.text("strategy"),
            configVersion: try fields.integer("config_version"),
            view: RoutingView(candidates: candidates, request: try Self.request(try fields.object("request"))),
            needs: RoutingNeeds(rawValue: try fields.integer("measured")),
            deployments: deployments,
            groupSize: try fields.integer("group_size"),
            order: try fields.integers("order"),
            memberCount: try fields.integer("members"),
            fallbacks: try Self.fallbacks(fields),
            hasOwnFallbacks: try fields.bool("own_fallbacks"),
            excluded: try Self.excluded(fields),
            rules: try Self.rules(fields),
            ruleFaults: try fields.integer("rule_faults"),
            degradedTo: try fields.choice("degraded_to") { Tier(rawValue: $0) },
            region: try fields.text("region"),
            facts: try RecordedFacts(try fields.object("facts"))
        )
        guard (0...self.order.count).contains(self.memberCount), (0...deployments.count).contains(self.groupSize) else {
            throw DecisionFault("'members' or 'group_size' is no part of the list that it counts")
        }
    }

    private static func request(_ fields: Fields) throws(DecisionFault) -> RoutingRequest {
        var request = RoutingRequest()
        request.inputTokens = try fields.count("input_tokens")
        request.outputTokens = try fields.double("output_tokens")
        request.task = try fields.integer("task")
        request.isStream = try fields.bool("stream")
        request.region = try fields.integer("region")
        request.affinity = try fields.bits("affinity")
        let weights = try fields.object("weights")
        request.weights = ScoreWeights(
            quality: try weights.double("quality"),
            cost: try weights.double("cost"),
            latency: try weights.double("latency"),
            load: try weights.double("load")
        )
        request.maxCost = try fields.optional("max_cost")
        request.maxFirstToken = try fields.optional("max_first_token")
        request.exploration = try fields.double("exploration")
        return request
    }

    private static func candidate(_ fields: Fields) throws(DecisionFault) -> Candidate {
        var candidate = Candidate(
            target: try fields.integer("target"),
            name: try fields.bits("name"),
            place: try fields.integer("place"),
            weight: try fields.count("weight"),
            tier: try fields.choice("tier") { Tier(rawValue: $0) },
            region: try fields.integer("region"),
            price: nil
        )
        if let price = fields["price"] {
            candidate.price = Price(
                input: try price.integer("input"),
                output: try price.integer("output"),
                cachedInput: try price.integer("cached_input"),
                cacheWrite: try price.integer("cache_write"),
                reasoning: try price.integer("reasoning"),
                batchInput: try price.optional("batch_input"),
                batchOutput: try price.optional("batch_output")
            )
        }
        candidate.capability = try fields.double("capability")
        candidate.inFlight = try fields.count("in_flight")
        candidate.concurrency = try fields.count("concurrency")
        candidate.latency = try fields.double("latency")
        candidate.firstToken = try fields.double("first_token")
        candidate.perOutputToken = try fields.double("per_output_token")
        candidate.samples = try fields.integer("samples")
        candidate.errorRate = try fields.double("error_rate")
        candidate.share = try fields.double("share")
        candidate.headroom = try fields.double("headroom")
        candidate.roundTrip = try fields.double("round_trip")
        candidate.cachedShare = try fields.double("cached_share")
        candidate.isRefusing = try fields.bool("refusing")
        return candidate
    }

    private static func fallbacks(_ fields: Fields) throws(DecisionFault) -> [GroupFallback] {
        var result: [GroupFallback] = []
        for element in try fields.elements("fallbacks") {
            let weight = try element.count("weight")
            guard (0...1_000_000_000).contains(weight) else { throw DecisionFault("'weight' is out of range") }
            result.append(
                GroupFallback(
                    target: try element.integer("target"),
                    causes: .usual,
                    rank: try element.integer("rank"),
                    weight: weight
                )
            )
        }
        return result
    }

    private static func rules(_ fields: Fields) throws(DecisionFault) -> [Rule] {
        var result: [Rule] = []
        for element in try fields.elements("rules") {
            result.append(
                Rule(
                    name: try element.text("name"),
                    condition: try element.text("when"),
                    prefers: element["prefers"] == nil ? nil : try element.integers("prefers")
                )
            )
        }
        return result
    }

    private static func excluded(_ fields: Fields) throws(DecisionFault) -> [Excluded] {
        var result: [Excluded] = []
        for element in try fields.elements("excluded") {
            let reason: Excluded.Reason
            if element["rule"] != nil {
                reason = .rule(try element.text("rule"))
            } else if element["need"] != nil {
                reason = .need(try element.text("need"))
            } else {
                reason = .tier
            }
            result.append(Excluded(target: try element.integer("target"), reason: reason))
        }
        return result
    }
}

extension RecordedFacts {
    fileprivate init(_ fields: Fields) throws(DecisionFault) {
        self.init()
        self.bodyBytes = try fields.count("body_bytes")
        self.maxTokens = try fields.optional("max_tokens")
        self.isLatencySensitive = try fields.bool("latency_sensitive")
        let caller = try fields.object("caller")
        self.caller.tenant = try caller.text("tenant")
        self.caller.key = try caller.text("key")
        self.caller.tags = try caller.strings("tags")
        self.caller.priority = try caller.integer("priority")
        self.caller.region = try caller.text("region")
        self.content.task = try fields.choice("task") { PromptTask(name: $0) }
        self.content.taskConfidence = try fields.double("task_confidence")
        self.content.language = try fields.choice("language") { Language(code: $0) }
        self.content.languageConfidence = try fields.double("language_confidence")
        if fields["complexity"] != nil {
            self.content.complexity = try fields.double("complexity")
        }
        if let tokens = fields["tokens"] {
            self.content.tokens = TokenCount(tokens: try tokens.count("count"), error: try tokens.double("error"))
        }
        if let form = fields["form"] {
            self.form = try Form(form)
        }
    }
}

extension RecordedFacts.Form {
    fileprivate init(_ fields: Fields) throws(DecisionFault) {
        self.init()
        self.features = RequestFeatures(rawValue: try fields.integer("features"))
        if let effort: UInt8 = try fields.optional("effort") {
            self.effort = ReasoningEffort(rawValue: effort)
        }
        self.turns = try fields.count("turns")
        self.messages = try fields.count("messages")
        self.hasInstructions = try fields.bool("has_system")
        self.textBytes = try fields.count("text_bytes")
        self.images = try fields.count("images")
        self.promptTokens = try fields.count("prompt_tokens")
        self.isCounted = try fields.bool("counted")
        self.answerTokens = try fields.count("answer_tokens")
    }
}
