import GatewayWire

extension RequestOutline {
    /// The top-level fields that the scan does not note.
    private enum Field {
        case parallelCalls, functions, effort, reasoning, thinking, modalities, stop, continueFinal
    }

    private static func field(_ json: JSONWalk, _ key: JSONWalk.Key) -> Field? {
        json.spelled(key.name) { name in
            switch name.count {
            case 4 where name.spells("stop"): .stop
            case 8 where name.spells("thinking"): .thinking
            case 9 where name.spells("functions"): .functions
            case 9 where name.spells("reasoning"): .reasoning
            case 10 where name.spells("modalities"): .modalities
            case 16 where name.spells("reasoning_effort"): .effort
            case 19 where name.spells("parallel_tool_calls"): .parallelCalls
            case 22 where name.spells("continue_final_message"): .continueFinal
            default: nil
            }
        }
    }

    /// What the fields said so far; of each the last one counts.
    private struct Wishes {
        var parallelCalls = false
        var functionBytes = 0
        /// The plain word beats the object, for it is OpenAI's own; an object beats its elder.
        var effort: ReasoningEffort?
        var reasoning: ReasoningEffort?
        var thinking: ReasoningEffort?
        var speaks = false
        var stops = false
        var continues = false
    }

    /// Walks the body's members; values that the scan has ranges of are passed over.
    mutating func readFields(_ scan: RequestScan, _ json: JSONWalk) {
        guard self.endpoint != .embeddings else { return }
        var wishes = Wishes()
        _ = json.members(at: scan.objectStart - 1) { key in
            if let end = Self.knownEnd(of: key.value, in: scan) { return end }
            guard let field = Self.field(json, key) else { return json.skip(key.value) }
            return Self.read(field, json, key.value, into: &wishes)
        }
        self.take(wishes)
    }

    @inline(__always)
    private static func knownEnd(of value: Int, in scan: RequestScan) -> Int? {
        if let range = scan.messages, range.lowerBound == value { return range.upperBound }
        if let range = scan.tools, range.lowerBound == value { return range.upperBound }
        if let range = scan.prompt, range.lowerBound == value { return range.upperBound }
        if let range = scan.responseFormat, range.lowerBound == value { return range.upperBound }
        return nil
    }

    private static func read(_ field: Field, _ json: JSONWalk, _ value: Int, into wishes: inout Wishes) -> Int {
        let end = json.skip(value)
        switch field {
        case .parallelCalls: wishes.parallelCalls = json.byte(value) == 0x74
        case .functions: wishes.functionBytes = json.isFilledArray(value) ? end - value : 0
        case .effort: wishes.effort = Self.effort(json, value)
        case .reasoning: wishes.reasoning = Self.effortOfObject(json, value)
        case .thinking: wishes.thinking = Self.effortOfObject(json, value)
        case .modalities: wishes.speaks = Self.namesAudio(json, value)
        case .stop: wishes.stops = Self.isFilled(json, value)
        case .continueFinal: wishes.continues = json.byte(value) == 0x74
        }
        return end
    }

    private mutating func take(_ wishes: Wishes) {
        if wishes.functionBytes > 0 {
            self.features.formUnion([.tools, .toolDefinitions])
            self.toolBytes += wishes.functionBytes
        }
        // Without tools it asks for nothing.
        if wishes.parallelCalls, self.features.contains(.toolDefinitions) { self.features.insert(.parallelTools) }
        if wishes.speaks { self.features.formUnion([.audio, .audioAnswer]) }
        if wishes.stops { self.features.insert(.stop) }
        if wishes.continues { self.features.insert(.continuation) }
        self.effort = wishes.effort ?? wishes.reasoning ?? wishes.thinking
        if let effort = self.effort, effort != .none { self.features.insert(.reasoning) }
    }

    private static func effort(_ json: JSONWalk, _ value: Int) -> ReasoningEffort? {
        json.content(at: value).map { content in json.spelled(content) { ReasoningEffort($0) } }
    }

    /// The effort of `{"effort": "high"}`, `{"enabled": false}` or `{"type": "disabled"}`.
    private static func effortOfObject(_ json: JSONWalk, _ value: Int) -> ReasoningEffort? {
        guard json.byte(value) == JSONWalk.openBrace else { return nil }
        var effort: ReasoningEffort?
        var isDisabled = false
        var isNotEnabled = false
        var isEmpty = true
        _ = json.members(at: value) { key in
            isEmpty = false
            json.spelled(key.name) { name in
                if name.spells("effort") { effort = Self.effort(json, key.value) }
                if name.spells("enabled") { isNotEnabled = json.byte(key.value) == 0x66 }
                if name.spells("type") {
                    let content = json.content(at: key.value)
                    isDisabled = content.map { json.spelled($0) { $0.spells("disabled") } } ?? false
                }
            }
            return json.skip(key.value)
        }
        if isEmpty { return nil }
        return isDisabled || isNotEnabled ? ReasoningEffort.none : effort ?? .medium
    }

    private static func namesAudio(_ json: JSONWalk, _ value: Int) -> Bool {
        guard json.byte(value) == JSONWalk.openBracket else { return false }
        var found = false
        _ = json.elements(at: value) { element in
            if let content = json.content(at: element), json.spelled(content, { $0.spells("audio") }) { found = true }
            return json.skip(element)
        }
        return found
    }

    private static func isFilled(_ json: JSONWalk, _ value: Int) -> Bool {
        if let content = json.content(at: value) { return !content.isEmpty }
        return json.isFilledArray(value)
    }
}
