package import GatewayCore
import GatewayWire

/// The simulated model: requests to replies, without any input or output.
///
/// Draws depend on the simulation's seed and on the number of requests before, so a run can be repeated.
package struct ReplyMaker: Sendable {
    /// How many times longer the delays of `!slow` are.
    package static let slowFactor = 10.0

    private let simulation: Simulation
    private let models: [String]
    private let basePath: String
    private var requests: UInt64 = 0
    private var prefixes = PrefixMemory()
    private var window = RateWindow()

    /// A model that has answered nothing yet.
    ///
    /// - Parameters:
    ///   - models: Names that the list of models tells; any other name is answered as well.
    ///   - basePath: Path before the endpoints' own; `/v1` is served in any case.
    package init(_ simulation: Simulation, models: [String], basePath: String = "/v1") {
        self.simulation = simulation
        self.models = models
        self.basePath = basePath
    }

    /// The reply to a request.
    ///
    /// - Parameters:
    ///   - unixTime: Time in seconds that objects tell.
    ///   - now: Time in nanoseconds on any steady clock.
    package mutating func reply(to request: ReceivedRequest, unixTime: Int, now: UInt64) -> Reply {
        var chance = Chance(seed: self.simulation.seed &+ self.requests)
        self.requests &+= 1
        // Seeds of neighbours differ by one; mixed once, their sequences have nothing in common.
        chance = Chance(seed: chance.next())
        let requestID = "req_" + Identifier.hex(32, from: &chance)
        var reply: Reply
        do throws(RequestProblem) {
            reply = try self.answer(request, unixTime: unixTime, now: now, from: &chance)
        } catch {
            reply = Reply(error)
            if error.status == 429 { reply.add("retry-after", String(1 + chance.below(3))) }
            self.window.count(tokens: 0, at: now, into: &reply)
        }
        reply.add("x-request-id", requestID)
        reply.add("openai-processing-ms", String(reply.delay / 1_000_000))
        reply.add("openai-version", "2020-10-01")
        return reply
    }

    private mutating func answer(
        _ request: ReceivedRequest,
        unixTime: Int,
        now: UInt64,
        from chance: inout Chance
    ) throws(RequestProblem) -> Reply {
        guard let endpoint = SimulatedEndpoint(path: request.path, basePath: self.basePath) else {
            throw RequestProblem(status: 404, "Nothing is served at this path.", code: "unknown_url")
        }
        let isRead = request.method == .get || request.method == .head
        guard isRead == endpoint.isRead, isRead || request.method == .post else {
            throw RequestProblem(
                status: 405,
                "Use \(endpoint.isRead ? "GET" : "POST") at this path.",
                code: "method_not_allowed"
            )
        }
        switch endpoint {
        case .models: return Reply(json: ModelReply.list(self.models, created: unixTime))
        case .model(let name):
            guard self.models.contains(name) else {
                throw RequestProblem(status: 404, "The model does not exist.", param: "model", code: "model_not_found")
            }
            return Reply(json: ModelReply.one(name, created: unixTime))
        case .chat, .completions:
            let form: GenerationRequest.Form = endpoint == .chat ? .chat : .text
            let generation = try GenerationRequest(try Self.json(request.body), form: form)
            return try self.generate(generation, unixTime: unixTime, now: now, from: &chance)
        case .embeddings:
            return try self.embed(try EmbeddingRequest(try Self.json(request.body)), now: now, from: &chance)
        }
    }

    private mutating func generate(
        _ request: GenerationRequest,
        unixTime: Int,
        now: UInt64,
        from chance: inout Chance
    ) throws(RequestProblem) -> Reply {
        let drawn = Fault.draw(self.simulation, isStream: request.isStream, from: &chance)
        let fault = request.fault ?? drawn
        if case .status(let status) = fault { throw .simulated(status: status) }
        var latency = Latency(
            self.simulation,
            factor: fault == .slow ? Self.slowFactor : 1,
            chance: Chance(seed: chance.next())
        )
        let answers = self.answers(request, from: &chance)
        var cached = 0
        for prompt in request.prompts {
            cached += self.prefixes.cachedTokens(of: prompt, model: request.model)
        }
        let usage = ReplyUsage(
            prompt: request.prompts.reduce(0) { $0 + $1.tokens },
            cached: cached,
            completion: answers.reduce(0) { $0 + $1.deltas.count }
        )
        let identity = ReplyIdentity(form: request.form, model: request.model, created: unixTime, from: &chance)
        var reply: Reply
        if request.isStream {
            reply = Reply(stream: TokenStream(request, identity, answers, usage))
            reply.delay = latency.firstToken()
            reply.latency = latency
        } else {
            reply = Reply(json: WholeReply(request, identity, answers, usage).json())
            reply.delay = latency.whole(tokens: answers.reduce(0) { max($0, $1.deltas.count) })
        }
        reply.tokens = usage.completion
        reply.fault = fault
        self.window.count(tokens: usage.prompt + usage.completion, at: now, into: &reply)
        return reply
    }

    private func answers(_ request: GenerationRequest, from chance: inout Chance) -> [Answer] {
        let fresh = chance.next()
        var answers: [Answer] = []
        for prompt in request.prompts {
            var print = Fingerprint(request.model)
            for byte in prompt.text { print.add(byte: byte) }
            print.add(request.isRepeatable ? request.seed : fresh)
            for choice in 0..<request.choices {
                var seed = print
                seed.add(UInt64(choice))
                answers.append(
                    Answer.make(request, prompt: prompt, tokens: self.simulation.tokens, seed: seed.value)
                )
            }
        }
        return answers
    }

    private mutating func embed(
        _ request: EmbeddingRequest,
        now: UInt64,
        from chance: inout Chance
    ) throws(RequestProblem) -> Reply {
        let drawn = Fault.draw(self.simulation, isStream: false, from: &chance)
        let fault = request.fault ?? drawn
        if case .status(let status) = fault { throw .simulated(status: status) }
        var latency = Latency(
            self.simulation,
            factor: fault == .slow ? Self.slowFactor : 1,
            chance: Chance(seed: chance.next())
        )
        let tokens = request.inputs.reduce(0) { $0 + Prompt.tokens(bytes: $1.utf8.count) }
        var reply = Reply(json: EmbeddingReply.json(request, tokens: tokens))
        reply.delay = latency.firstToken()
        reply.fault = fault
        self.window.count(tokens: tokens, at: now, into: &reply)
        return reply
    }

    private static func json(_ body: [UInt8]) throws(RequestProblem) -> JSONValue {
        do {
            return try JSONValue.parse(body.span.bytes)
        } catch {
            throw RequestProblem(error.message(in: body.span.bytes))
        }
    }
}
