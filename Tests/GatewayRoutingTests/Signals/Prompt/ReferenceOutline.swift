import GatewayRouting
import GatewayWire

/// What an outline of a chat must say, worked out slowly over a tree.
struct ReferenceOutline {
    var features: RequestFeatures = []
    var effort: ReasoningEffort?
    var turns = 0
    var roles: [String] = []
    var images = 0
    /// The text of the user's last message, part by part.
    var prompt: [String] = []

    init(chat body: JSONValue) {
        if body["stream"]?.bool == true { self.features.insert(.streaming) }
        if body["logprobs"]?.bool == true || body["logprobs"]?.numberText != nil { self.features.insert(.logprobs) }
        if let seed = body["seed"], !seed.isNull { self.features.insert(.seed) }
        if let n = body["n"]?.integer, n > 1 { self.features.insert(.severalChoices) }
        let definitions = (body["tools"]?.elements ?? []) + (body["functions"]?.elements ?? [])
        if !definitions.isEmpty {
            self.features.formUnion([.tools, .toolDefinitions])
            if body["parallel_tool_calls"]?.bool == true { self.features.insert(.parallelTools) }
        }
        switch body["response_format"]?["type"]?.text {
        case "json_schema": self.features.insert(.jsonSchema)
        case "json_object": self.features.insert(.jsonObject)
        default: break
        }
        if let modalities = body["modalities"]?.elements, modalities.contains(.string("audio")) {
            self.features.formUnion([.audio, .audioAnswer])
        }
        if body["stop"]?.text?.isEmpty == false || body["stop"]?.elements?.isEmpty == false {
            self.features.insert(.stop)
        }
        self.effort =
            body["reasoning_effort"]?.text.map(Self.effort) ?? Self.effort(of: body["reasoning"])
            ?? Self.effort(of: body["thinking"])
        if let effort = self.effort, effort != .none { self.features.insert(.reasoning) }
        let messages = body["messages"]?.elements ?? []
        for message in messages { self.take(message) }
        if self.roles.last == "assistant", let last = messages.last {
            self.features.insert(.prefill)
            let isOpen = last["prefix"]?.bool == true || last["partial"]?.bool == true
            if isOpen || body["continue_final_message"]?.bool == true { self.features.insert(.continuation) }
        }
        let speaker = messages.last { $0["role"]?.text == "user" } ?? messages.last
        self.prompt = Self.texts(speaker?["content"])
    }

    private static func effort(_ name: String) -> ReasoningEffort {
        switch name {
        case "none": .none
        case "minimal": .minimal
        case "low": .low
        case "high": .high
        case "xhigh", "max": .highest
        default: .medium
        }
    }

    private static func effort(of object: JSONValue?) -> ReasoningEffort? {
        guard let object, let members = object.members, !members.isEmpty else { return nil }
        if object["enabled"]?.bool == false || object["type"]?.text == "disabled" { return ReasoningEffort.none }
        return object["effort"]?.text.map { Self.effort($0) } ?? .medium
    }

    private mutating func take(_ message: JSONValue) {
        let role = message["role"]?.text ?? ""
        self.roles.append(role)
        if role == "user" { self.turns += 1 }
        if role == "tool" || role == "function" { self.features.insert(.tools) }
        let calls = message["tool_calls"]?.elements ?? []
        if !calls.isEmpty { self.features.insert(.tools) }
        if calls.count > 1 { self.features.insert(.parallelTools) }
        if message["function_call"]?.members != nil { self.features.insert(.tools) }
        if message["audio"]?.members != nil { self.features.insert(.audio) }
        for part in message["content"]?.elements ?? [] {
            switch part["type"]?.text {
            case "image", "image_url", "input_image":
                self.images += 1
                self.features.insert(.vision)
            case "video", "video_url", "input_video": self.features.insert(.vision)
            case "audio", "audio_url", "input_audio": self.features.insert(.audio)
            case "file", "file_url", "input_file": self.features.insert(.files)
            default: break
            }
        }
    }

    private static func texts(_ content: JSONValue?) -> [String] {
        if let text = content?.text { return text.isEmpty ? [] : [text] }
        return (content?.elements ?? []).compactMap { part in
            if let text = part.text { return text }
            switch part["type"]?.text {
            case nil: return part["text"]?.text
            case "text", "input_text", "output_text", "refusal": return part["text"]?.text ?? part["refusal"]?.text
            default: return nil
            }
        }.filter { !$0.isEmpty }
    }
}
