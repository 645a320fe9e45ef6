/// What a request uses, told by its form alone.
package struct RequestFeatures: OptionSet, Hashable, Sendable {
    /// The set's bits.
    package let rawValue: UInt32

    /// A set of the given bits.
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Tools or functions are offered, or the conversation holds calls of some.
    package static let tools = RequestFeatures(rawValue: 1 << 0)
    /// Several calls in one answer: asked for along with tools (`parallel_tool_calls` is true; its absence, which
    /// providers read as true, asks for nothing), or an assistant's message of the conversation holds more than one.
    package static let parallelTools = RequestFeatures(rawValue: 1 << 1)
    /// A message holds an image or a video.
    package static let vision = RequestFeatures(rawValue: 1 << 2)
    /// A message holds or refers to sound, or `modalities` names audio.
    package static let audio = RequestFeatures(rawValue: 1 << 3)
    /// A message holds a file. No capability is stated for files, so this excludes no deployment.
    package static let files = RequestFeatures(rawValue: 1 << 4)
    /// The answer is bound to a JSON Schema by `response_format`.
    package static let jsonSchema = RequestFeatures(rawValue: 1 << 5)
    /// The answer is to be a JSON object of any kind; excludes no deployment.
    package static let jsonObject = RequestFeatures(rawValue: 1 << 6)
    /// A reasoning effort other than none is asked for.
    package static let reasoning = RequestFeatures(rawValue: 1 << 7)
    /// The answer is to be streamed; every deployment can.
    package static let streaming = RequestFeatures(rawValue: 1 << 8)
    /// The answer is to carry the probabilities of its tokens.
    package static let logprobs = RequestFeatures(rawValue: 1 << 9)
    /// The last message is the assistant's. Some models go on with it and others answer anew, so this alone excludes
    /// no deployment.
    package static let prefill = RequestFeatures(rawValue: 1 << 10)
    /// The request says that the last message must be continued: `continue_final_message`, or `prefix` or `partial`
    /// in the message.
    package static let continuation = RequestFeatures(rawValue: 1 << 11)
    /// More than one choice is asked for.
    package static let severalChoices = RequestFeatures(rawValue: 1 << 12)
    /// A seed is given.
    package static let seed = RequestFeatures(rawValue: 1 << 13)
    /// Stop sequences are given.
    package static let stop = RequestFeatures(rawValue: 1 << 14)
    /// The answer is a vector.
    package static let embeddings = RequestFeatures(rawValue: 1 << 15)
    /// Tools or functions are offered.
    package static let toolDefinitions = RequestFeatures(rawValue: 1 << 16)
    /// The answer is to be spoken.
    package static let audioAnswer = RequestFeatures(rawValue: 1 << 17)
}

/// How much a model is to think before it answers.
package enum ReasoningEffort: UInt8, Hashable, Sendable, CaseIterable {
    /// Not at all, said outright.
    case none
    /// Hardly.
    case minimal
    /// A little.
    case low
    /// As usual; also where reasoning is switched on without saying how much, or in an unknown word.
    case medium
    /// A lot.
    case high
    /// As much as there is.
    case highest

    /// The effort of a value's text.
    init(_ name: UnsafeRawBufferPointer) {
        switch name.count {
        case 4 where name.spells("none"): self = .none
        case 7 where name.spells("minimal"): self = .minimal
        case 3 where name.spells("low"): self = .low
        case 4 where name.spells("high"): self = .high
        case 3 where name.spells("max"), 5 where name.spells("xhigh"): self = .highest
        default: self = .medium
        }
    }

    /// The word for it in rules and explanations.
    package var label: StaticString {
        switch self {
        case .none: "none"
        case .minimal: "minimal"
        case .low: "low"
        case .medium: "medium"
        case .high: "high"
        case .highest: "max"
        }
    }
}
