import GatewayCore
import GatewayWire

extension JSONWriter {
    /// Writes a number so that it can be read back bit for bit; what JSON has no number for is a string.
    mutating func exact(_ value: Double) {
        if value.isFinite {
            self.raw(Array(value.description.utf8))
        } else {
            self.string(value.description)
        }
    }

    /// Writes a member with a number that can be read back bit for bit.
    mutating func member(_ name: StaticString, exact value: Double) {
        self.key(name)
        self.exact(value)
    }

    /// Writes a member with a number for people: null where there is none.
    mutating func member(_ name: StaticString, shown value: Double?) {
        self.key(name)
        if let value, value.isFinite {
            self.raw(Array(value.description.utf8))
        } else {
            self.null()
        }
    }

    /// Writes a member with an integer or null.
    mutating func member(_ name: StaticString, _ value: (some BinaryInteger)?) {
        self.key(name)
        if let value {
            self.integer(value)
        } else {
            self.null()
        }
    }

    /// Writes a member with 64 bits, as 16 hexadecimal digits: many readers of JSON would round a number.
    mutating func member(_ name: StaticString, bits value: UInt64) {
        self.member(name, DecisionID.hex(value))
    }

    /// Writes a member with a list of integers.
    mutating func member(_ name: StaticString, integers values: [Int]) {
        self.key(name)
        self.beginArray()
        for value in values {
            self.integer(value)
        }
        self.endArray()
    }

    /// Writes a member with a list of strings.
    mutating func member(_ name: StaticString, strings values: [String]) {
        self.key(name)
        self.beginArray()
        for value in values {
            self.string(value)
        }
        self.endArray()
    }
}

extension RecordedDecision {
    /// Version of the form below.
    static let formVersion = 1

    /// Writes everything, exactly; `init(reading:)` is the inverse.
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("form", Self.formVersion)
        writer.member("id", bits: self.id)
        writer.member("made_at_ns", self.madeAt)
        writer.member("request_id", self.requestID)
        writer.member("model", self.model)
        writer.member("group", self.group)
        writer.member("endpoint", self.endpoint.label)
        writer.member("strategy", self.strategy)
        writer.member("config_version", self.configVersion)
        writer.member("measured", Int(self.needs.rawValue))
        writer.member("degraded_to", self.degradedTo?.rawValue)
        writer.member("region", self.region)
        writer.member("rule_faults", self.ruleFaults)
        writer.key("request")
        Self.write(self.view.request, to: &writer)
        writer.key("candidates")
        writer.beginArray()
        for candidate in self.view.candidates {
            Self.write(candidate, to: &writer)
        }
        writer.endArray()
        self.writeDeployments(to: &writer)
        writer.member("order", integers: self.order)
        writer.member("members", self.memberCount)
        writer.key("fallbacks")
        writer.beginArray()
        for fallback in self.fallbacks {
            writer.beginObject()
            writer.member("target", fallback.target)
            writer.member("rank", fallback.rank)
            writer.member("weight", fallback.weight)
            writer.endObject()
        }
        writer.endArray()
        writer.member("own_fallbacks", self.hasOwnFallbacks)
        self.writeRules(to: &writer)
        writer.key("facts")
        self.facts.write(to: &writer)
        writer.endObject()
    }

    private func writeDeployments(to writer: inout JSONWriter) {
        writer.member("group_size", self.groupSize)
        writer.key("deployments")
        writer.beginArray()
        for deployment in self.deployments {
            writer.beginObject()
            writer.member("target", deployment.target)
            writer.member("id", deployment.id)
            writer.member("provider", deployment.provider)
            writer.member("region", deployment.region)
            writer.endObject()
        }
        writer.endArray()
    }

    private func writeRules(to writer: inout JSONWriter) {
        writer.key("rules")
        writer.beginArray()
        for rule in self.rules {
            writer.beginObject()
            writer.member("name", rule.name)
            writer.member("when", rule.condition)
            if let prefers = rule.prefers {
                writer.member("prefers", integers: prefers)
            }
            writer.endObject()
        }
        writer.endArray()
        writer.key("excluded")
        writer.beginArray()
        for exclusion in self.excluded {
            writer.beginObject()
            writer.member("target", exclusion.target)
            switch exclusion.reason {
            case .rule(let name): writer.member("rule", name)
            case .need(let name): writer.member("need", name)
            case .tier: writer.member("tier", true)
            }
            writer.endObject()
        }
        writer.endArray()
    }

    private static func write(_ request: RoutingRequest, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("input_tokens", request.inputTokens)
        writer.member("output_tokens", exact: request.outputTokens)
        writer.member("task", request.task)
        writer.member("stream", request.isStream)
        writer.member("region", request.region)
        writer.member("affinity", bits: request.affinity)
        writer.key("weights")
        writer.beginObject()
        writer.member("quality", exact: request.weights.quality)
        writer.member("cost", exact: request.weights.cost)
        writer.member("latency", exact: request.weights.latency)
        writer.member("load", exact: request.weights.load)
        writer.endObject()
        writer.member("max_cost", request.maxCost)
        writer.member("max_first_token", request.maxFirstToken)
        writer.member("exploration", exact: request.exploration)
        writer.endObject()
    }

    private static func write(_ candidate: Candidate, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("target", candidate.target)
        writer.member("name", bits: candidate.name)
        writer.member("place", candidate.place)
        writer.member("weight", candidate.weight)
        writer.member("tier", candidate.tier?.rawValue)
        writer.member("region", candidate.region)
        writer.key("price")
        if let price = candidate.price {
            Self.write(price, to: &writer)
        } else {
            writer.null()
        }
        writer.member("capability", exact: candidate.capability)
        writer.member("in_flight", candidate.inFlight)
        writer.member("concurrency", candidate.concurrency)
        writer.member("latency", exact: candidate.latency)
        writer.member("first_token", exact: candidate.firstToken)
        writer.member("per_output_token", exact: candidate.perOutputToken)
        writer.member("samples", candidate.samples)
        writer.member("error_rate", exact: candidate.errorRate)
        writer.member("share", exact: candidate.share)
        writer.member("headroom", exact: candidate.headroom)
        writer.member("round_trip", exact: candidate.roundTrip)
        writer.member("cached_share", exact: candidate.cachedShare)
        writer.member("refusing", candidate.isRefusing)
        writer.endObject()
    }

    private static func write(_ price: Price, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("input", price.input)
        writer.member("cached_input", price.cachedInput)
        writer.member("cache_write", price.cacheWrite)
        writer.member("output", price.output)
        writer.member("reasoning", price.reasoning)
        writer.member("batch_input", price.batchInput)
        writer.member("batch_output", price.batchOutput)
        writer.endObject()
    }
}

extension RecordedFacts {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("body_bytes", self.bodyBytes)
        writer.member("max_tokens", self.maxTokens)
        writer.member("latency_sensitive", self.isLatencySensitive)
        writer.key("caller")
        writer.beginObject()
        writer.member("tenant", self.caller.tenant)
        writer.member("key", self.caller.key)
        writer.member("tags", strings: self.caller.tags)
        writer.member("priority", self.caller.priority)
        writer.member("region", self.caller.region)
        writer.endObject()
        writer.member("task", self.content.task?.name)
        writer.member("task_confidence", exact: self.content.taskConfidence)
        writer.member("language", self.content.language?.code)
        writer.member("language_confidence", exact: self.content.languageConfidence)
        writer.key("complexity")
        if let complexity = self.content.complexity {
            writer.exact(complexity)
        } else {
            writer.null()
        }
        writer.key("tokens")
        if let tokens = self.content.tokens {
            writer.beginObject()
            writer.member("count", tokens.tokens)
            writer.member("error", exact: tokens.error)
            writer.endObject()
        } else {
            writer.null()
        }
        writer.key("form")
        if let form = self.form {
            Self.write(form, to: &writer)
        } else {
            writer.null()
        }
        writer.endObject()
    }

    private static func write(_ form: Form, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("features", form.features.rawValue)
        writer.member("effort", form.effort?.rawValue)
        writer.member("turns", form.turns)
        writer.member("messages", form.messages)
        writer.member("has_system", form.hasInstructions)
        writer.member("text_bytes", form.textBytes)
        writer.member("images", form.images)
        writer.member("prompt_tokens", form.promptTokens)
        writer.member("counted", form.isCounted)
        writer.member("answer_tokens", form.answerTokens)
        writer.endObject()
    }
}
