import GatewayWire

/// Decisions as text for people.
enum ExplainText {
    /// The text of a document; nil for what is none.
    static func text(_ document: JSONValue) -> String? {
        guard let outcome = document["outcome"]?.text, let model = document["model"]?.text else { return nil }
        var text = ""
        if outcome == "routed" {
            let choice = document["choice"]?.text ?? "?"
            text += "\(CacheText.plain(model)) → \(CacheText.plain(choice))"
            text += Self.words(document["strategy"]).map { "  (strategy \($0))" } ?? ""
        } else {
            text += "\(CacheText.plain(model)): refused"
        }
        text += "\n"
        if let refusal = document["refusal"], !refusal.isNull {
            let status = refusal["status"]?.integer.map { "\($0) " } ?? ""
            text += "  \(status)\(Self.words(refusal["code"]) ?? ""): \(Self.words(refusal["message"]) ?? "")\n"
        }
        text += Self.facts(document)
        text += Self.rules(document)
        text += Self.candidates(document)
        return text
    }

    // MARK: Facts

    private static func facts(_ document: JSONValue) -> String {
        guard let request = document["request"] else { return "" }
        let confident = { (name: String) -> String? in
            Self.words(request[name]).map { word in
                word + (Self.number(request[name + "_confidence"], digits: 2).map { " (\($0))" } ?? "")
            }
        }
        let caller = document["caller"]
        let rows: [(String, String?)] = [
            ("task", confident("task")), ("language", confident("language")),
            ("complexity", Self.number(request["complexity"], digits: 2)),
            (
                "tokens",
                request["tokens"]?["count"]?.integer.map { "\($0)" } ?? Self.number(request["input_tokens"], digits: 0)
            ),
            ("answer", Self.number(request["output_tokens"], digits: 0).map { "\($0) tokens expected" }),
            ("needs", Self.list(request["needs"])),
            ("stream", request["stream"]?.bool.map { $0 ? "yes" : "no" }),
            ("somebody waits", request["latency_sensitive"]?.bool.map { $0 ? "yes" : "no" }),
            ("turns", request["turns"]?.integer.map { "\($0)" }),
            ("most cost", Self.number(request["max_cost_usd"], digits: 6).map { "$\($0)" }),
            ("most ttft", Self.number(request["max_ttft_ms"], digits: 0).map { "\($0) ms" }),
            ("tenant", Self.words(caller?["tenant"])), ("key", Self.words(caller?["key"])),
            ("tags", Self.list(caller?["tags"])), ("priority", Self.words(caller?["priority"])),
            ("region", Self.words(request["region"])), ("degraded to", Self.words(document["degraded_to"])),
        ]
        let known = rows.compactMap { name, value in value.map { (name, $0) } }
        guard !known.isEmpty else { return "" }
        return "\nrequest\n" + known.map { "  \(Self.padded($0, 16))\($1)\n" }.joined()
    }

    private static func rules(_ document: JSONValue) -> String {
        guard let rules = document["rules"]?.elements else { return "" }
        var text = "\nrules that counted\n"
        for rule in rules {
            text += "  \(Self.words(rule["name"]) ?? "?")  when \(Self.words(rule["when"]) ?? "?")\n"
        }
        if rules.isEmpty {
            text += "  none\n"
        }
        if let faults = document["rule_faults"]?.integer, faults > 0 {
            text += "  \(faults) \(faults == 1 ? "condition" : "conditions") failed to run\n"
        }
        return text
    }

    // MARK: Candidates

    private static func candidates(_ document: JSONValue) -> String {
        guard let candidates = document["candidates"]?.elements, !candidates.isEmpty else { return "" }
        let sorted = candidates.enumerated().sorted { left, right in
            let (one, other) = (left.element["position"]?.integer ?? .max, right.element["position"]?.integer ?? .max)
            return one == other ? left.offset < right.offset : one < other
        }.map(\.element)
        let names = sorted.map { Self.words($0["deployment"]) ?? "?" }
        let width = (names.map(\.count).max() ?? 0) + 2
        var text = "\ncandidates\n"
        for (candidate, name) in zip(sorted, names) {
            let place = candidate["position"]?.integer.map { "\($0 + 1)." } ?? "–"
            let merit = Self.number(candidate["merit"], digits: 4) ?? ""
            text +=
                "  \(Self.padded(place, 4))\(Self.padded(name, width))\(Self.padded(merit, 12))\(Self.reason(candidate))\n"
            for term in candidate["terms"]?.elements ?? [] {
                text += Self.term(term)
            }
        }
        if let fallbacks = Self.list(document["fallbacks"]) {
            text += "\nif all of them fail\n  \(fallbacks)\n"
        }
        return text
    }

    private static func term(_ term: JSONValue) -> String {
        let name = Self.padded(Self.words(term["name"]) ?? "?", 14)
        let plain = Self.number(term["value"], digits: 4) ?? "unknown"
        let value = Self.padded(plain, 18)
        guard let weight = term["weight"]?.numberText.flatMap({ Double($0) }), weight != 0 else {
            return "        \(name)\(plain)\n"
        }
        let normalised = Self.number(term["normalised"], digits: 4) ?? "?"
        let contribution = Self.number(term["contribution"], digits: 4) ?? "?"
        return
            "        \(name)\(value)\(normalised) × \(Self.number(term["weight"], digits: 4) ?? "?") = \(contribution)\n"
    }

    private static func reason(_ candidate: JSONValue) -> String {
        switch candidate["reason"]?.text {
        case "best": "best"
        case "drawn": "drawn"
        case "explored": "tried to find out how it does"
        case "affinity": "has the conversation"
        case "preferred": "preferred by a rule"
        case "rule": "out: rule \(Self.words(candidate["rule"]) ?? "?")"
        case "need": "out: lacks \(Self.words(candidate["need"]) ?? "?")"
        case "tier": "out: its tier is not asked now"
        case "breaker_open": "last: refuses attempts for now"
        case "max_cost": "out: beyond the most cost, or of unknown price"
        case "max_ttft": "out: beyond the most time to first token"
        case "weight_0": "out: weight 0"
        case "dynamic_share": "gets less than its share for now"
        case "not_drawn": "not drawn"
        case "lower_merit": "lower merit than \(Self.number(candidate["best_merit"], digits: 4) ?? "the first")"
        case "tie": "as good; comes later"
        case "conversation_elsewhere": "another one has the conversation"
        case "not_preferred": "a rule prefers another one"
        case "exploration": "another one was tried to find out how it does"
        case let other: other.map(CacheText.plain) ?? ""
        }
    }

    // MARK: Words

    private static func words(_ value: JSONValue?) -> String? {
        value?.text.flatMap { $0.isEmpty ? nil : CacheText.plain($0) }
    }

    private static func list(_ value: JSONValue?) -> String? {
        let texts = value?.elements?.compactMap(\.text) ?? []
        return texts.isEmpty ? nil : texts.map(CacheText.plain).joined(separator: ", ")
    }

    /// A number with so many digits after the point at most.
    static func number(_ value: JSONValue?, digits: Int) -> String? {
        guard let number = value?.numberText.flatMap({ Double($0) }), number.isFinite else { return nil }
        var scale = 1.0
        for _ in 0..<digits {
            scale *= 10
        }
        guard abs(number) < 1e15 / scale else { return "\(number)" }
        let whole = Int((abs(number) * scale).rounded())
        if whole == 0, number != 0 {
            return "\(number)"
        }
        let sign = number < 0 ? "-" : ""
        let (front, rest) = whole.quotientAndRemainder(dividingBy: Int(scale))
        guard rest > 0 else { return sign + "\(front)" }
        var fraction = String(rest)
        fraction = String(repeating: "0", count: digits - fraction.count) + fraction
        while fraction.last == "0" {
            fraction.removeLast()
        }
        return "\(sign)\(front).\(fraction)"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(width - text.count, 1))
    }
}
