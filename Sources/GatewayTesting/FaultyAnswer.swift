/// What the model behind a scripted provider has to say, as a stream or whole, from its beginning or from where the
/// conversation stopped.
package struct FaultyAnswer: Sendable, Equatable {
    /// What it makes of a conversation that holds the beginning of the answer.
    package enum Continuation: Sendable, Equatable {
        /// Gives the whole answer again.
        case restarting
        /// Goes on from there, and says the last characters of what is there once more; 0 goes on from exactly there.
        case continuing(overlap: Int)
    }

    /// Pieces of the answer, one content event each; pieces of the arguments where `tool` is set.
    package var tokens: [String]
    /// Tool that is called instead of an answer in words.
    package var tool: String?
    /// What it makes of a conversation that holds the beginning of the answer.
    package var continuation = Continuation.restarting
    /// Whether a conversation that ends with the assistant is refused with status 400.
    package var refusesPrefill = false
    /// `id` of the reply.
    package var id = "chatcmpl-scripted"
    /// `model` of the reply; nil says what the request asked for.
    package var model: String?
    /// Prompt tokens of the usage.
    package var promptTokens = 10
    /// Whether there is a usage, where it is asked for.
    package var hasUsage = true
    /// Finish reason; nil ends without one.
    package var finish: String?
    /// Whether a stream ends with `[DONE]`.
    package var hasDone = true
    /// Raw text that comes in a chunk of its own before the token of that number.
    package var strayEvents: [Int: String] = [:]

    /// Creates an answer.
    package init(_ tokens: [String], tool: String? = nil) {
        self.tokens = tokens
        self.tool = tool
        self.finish = tool == nil ? "stop" : "tool_calls"
    }

    /// `"tok0 "`, `"tok1 "` and so on.
    package static func counting(_ count: Int, as name: String = "tok") -> FaultyAnswer {
        FaultyAnswer((0..<count).map { "\(name)\($0) " })
    }

    /// The whole answer.
    package var text: String { self.tokens.joined() }

    /// Its beginning.
    package func text(ofFirst count: Int) -> String { self.tokens.prefix(count).joined() }

    /// The body of a reply in pieces, and how many of them have gone out after so many tokens.
    struct Pieces {
        var pieces: [String] = []
        var countAfterTokens: [Int] = []
    }

    /// The tokens that the request gets: all, or those from where the conversation stopped.
    func tokens(for request: FaultyRequest) -> [String] {
        guard case .continuing(let overlap) = self.continuation, self.tool == nil else { return self.tokens }
        let whole = Array(self.text.unicodeScalars)
        var known = Array(request.partialAnswer.unicodeScalars)
        if !whole.starts(with: known) {
            while let last = known.last, last.properties.isWhitespace {
                known.removeLast()
            }
        }
        guard !known.isEmpty, whole.starts(with: known) else { return self.tokens }
        var skipped = max(0, known.count - overlap)
        var rest: [String] = []
        for token in self.tokens {
            let scalars = token.unicodeScalars
            let dropped = min(skipped, scalars.count)
            skipped -= dropped
            guard dropped < scalars.count else { continue }
            rest.append(String(String.UnicodeScalarView(scalars.dropFirst(dropped))))
        }
        return rest
    }

    // MARK: Stream

    func stream(for request: FaultyRequest) -> Pieces {
        let tokens = self.tokens(for: request)
        var made = Pieces()
        for choice in 0..<request.choices {
            made.pieces.append(self.chunk(request, choice, delta: self.opening))
        }
        made.countAfterTokens.append(made.pieces.count)
        for (index, token) in tokens.enumerated() {
            if let stray = self.strayEvents[index] {
                made.pieces.append(stray)
            }
            for choice in 0..<request.choices {
                made.pieces.append(self.chunk(request, choice, delta: self.delta(token)))
            }
            made.countAfterTokens.append(made.pieces.count)
        }
        if let finish {
            for choice in 0..<request.choices {
                made.pieces.append(self.chunk(request, choice, delta: "", finish: HTTPText.quoted(finish)))
            }
        }
        if self.hasUsage, request.wantsUsage {
            let usage = self.usage(tokens.count * request.choices)
            made.pieces.append(self.event(request, #""choices":[],"usage":\#(usage)"#))
        }
        if self.hasDone {
            made.pieces.append("data: [DONE]\n\n")
        }
        return made
    }

    private var opening: String {
        guard let tool else { return #""role":"assistant","content":"""# }
        let function = #"{"name":\#(HTTPText.quoted(tool)),"arguments":""}"#
        return #""role":"assistant","content":null,"#
            + #""tool_calls":[{"index":0,"id":"call_1","type":"function","function":\#(function)}]"#
    }

    private func delta(_ token: String) -> String {
        guard self.tool != nil else { return #""content":\#(HTTPText.quoted(token))"# }
        return #""tool_calls":[{"index":0,"function":{"arguments":\#(HTTPText.quoted(token))}}]"#
    }

    private func chunk(
        _ request: FaultyRequest,
        _ choice: Int,
        delta: String,
        finish: String = "null"
    ) -> String {
        self.event(request, #""choices":[{"index":\#(choice),"delta":{\#(delta)},"finish_reason":\#(finish)}]"#)
    }

    private func event(_ request: FaultyRequest, _ members: String) -> String {
        "data: {\(self.members(request, of: "chat.completion.chunk")),\(members)}\n\n"
    }

    // MARK: Whole

    func json(for request: FaultyRequest) -> String {
        let tokens = self.tokens(for: request)
        let text = HTTPText.quoted(tokens.joined())
        let finish = self.finish.map { HTTPText.quoted($0) } ?? "null"
        let message: String
        if let tool {
            let function = #"{"name":\#(HTTPText.quoted(tool)),"arguments":\#(text)}"#
            message =
                #"{"role":"assistant","content":null,"#
                + #""tool_calls":[{"id":"call_1","type":"function","function":\#(function)}]}"#
        } else {
            message = #"{"role":"assistant","content":\#(text)}"#
        }
        let choices = (0..<request.choices).map {
            #"{"index":\#($0),"message":\#(message),"finish_reason":\#(finish)}"#
        }
        var json = "{\(self.members(request, of: "chat.completion")),\"choices\":[\(choices.joined(separator: ","))]"
        if self.hasUsage {
            json += #","usage":\#(self.usage(tokens.count * request.choices))"#
        }
        return json + "}"
    }

    private func members(_ request: FaultyRequest, of object: String) -> String {
        let model = HTTPText.quoted(self.model ?? request.model)
        return #""id":\#(HTTPText.quoted(self.id)),"object":"\#(object)","created":1790000000,"model":\#(model)"#
    }

    private func usage(_ completion: Int) -> String {
        #"{"prompt_tokens":\#(self.promptTokens),"completion_tokens":\#(completion),"#
            + #""total_tokens":\#(self.promptTokens + completion)}"#
    }
}
