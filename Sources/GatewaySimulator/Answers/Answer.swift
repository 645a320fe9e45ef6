import GatewayCore
import GatewayWire

/// What a stream adds to a choice in one step; each is one token.
package enum Delta: Sendable, Equatable {
    /// Text.
    case text(String)
    /// A call begins; `index` counts the calls of the choice.
    case callStart(index: Int, id: String, name: String)
    /// A part of the arguments of a call.
    case callArguments(index: Int, String)
}

/// Why a choice ended.
package enum FinishReason: String, Sendable {
    /// The model had nothing more to say, or met a stop string.
    case stop
    /// The limit of tokens was reached.
    case length
    /// The caller shall run tools.
    case toolCalls = "tool_calls"
}

/// One choice of a reply.
package struct Answer: Sendable, Equatable {
    /// Ceiling of the tokens of all choices of a reply, which bounds its memory.
    package static let maxTokens = 1_000_000

    /// Its tokens.
    package var deltas: [Delta]
    /// Why it ended.
    package var finish: FinishReason

    /// The answer to one prompt of a request.
    ///
    /// - Parameters:
    ///   - tokens: Length of prose.
    ///   - seed: Decides every word; equal seeds give equal answers.
    package static func make(_ request: GenerationRequest, prompt: Prompt, tokens: Int, seed: UInt64) -> Answer {
        let share = max(1, Self.maxTokens / max(1, request.prompts.count * request.choices))
        let limit = min(request.maxTokens ?? Int.max, share)
        var answer: Answer
        if !request.calls.isEmpty {
            answer = Self.calling(request.calls, question: prompt.question, seed: seed)
        } else {
            var pieces: [String]
            switch request.format {
            case .text:
                var prose = Prose(seed: seed)
                pieces = prose.answer(to: prompt.question, tokens: min(tokens, share))
            case .json(let schema):
                var sample = SchemaSample(schema ?? SchemaSample.anyObject, question: prompt.question, seed: seed)
                pieces = TokenPieces.split(sample.text())
            }
            if let cut = TokenPieces.cut(pieces, before: request.stops) { pieces = cut }
            answer = Answer(deltas: pieces.map(Delta.text), finish: .stop)
        }
        if answer.deltas.count > limit {
            answer.deltas.removeSubrange(limit...)
            answer.finish = .length
        }
        return answer
    }

    private static func calling(_ tools: [ToolDefinition], question: String, seed: UInt64) -> Answer {
        var chance = Chance(seed: seed)
        var deltas: [Delta] = []
        for (index, tool) in tools.enumerated() {
            var sample = SchemaSample(
                tool.parameters ?? SchemaSample.emptyObject,
                question: question,
                seed: chance.next()
            )
            deltas.append(.callStart(index: index, id: "call_" + Identifier.text(24, from: &chance), name: tool.name))
            deltas.append(contentsOf: TokenPieces.split(sample.text()).map { .callArguments(index: index, $0) })
        }
        return Answer(deltas: deltas, finish: .toolCalls)
    }
}
