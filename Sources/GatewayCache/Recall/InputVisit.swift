import GatewayCore
import GatewayWire
import NIOCore

/// The inputs of a request for embeddings, each of which may be stored or not.
final class InputVisit {
    /// Where the inputs stand in the body.
    let split: EmbeddingRequestSplit
    /// The key of each.
    let keys: [CacheKey]
    /// The answer to each; nil for those that are not stored.
    var found: [StoredAnswer?]

    init(_ split: EmbeddingRequestSplit, keys: [CacheKey]) {
        self.split = split
        self.keys = keys
        self.found = Array(repeating: nil, count: keys.count)
    }

    /// Inputs that are to be asked for.
    var missing: [Int] { self.found.indices.filter { self.found[$0] == nil } }

    /// The reply, once every input has its vector.
    func reply() -> ByteBuffer? {
        var merge = EmbeddingReplyMerge(inputs: self.keys.count)
        var model: [UInt8] = []
        for (index, answer) in self.found.enumerated() {
            guard let record = answer?.record, let vector = record.json() else { return nil }
            merge.place(Array(vector.readableBytesView), tokens: record.origin.usage?.input ?? 0, at: index)
            model = JSONWriter.quoted(record.origin.model)
        }
        return merge.isComplete ? ByteBuffer(bytes: merge.body(model: model)) : nil
    }

    /// What all stored inputs cost when they were asked for.
    var savedCost: Cost? {
        self.found.reduce(nil) { sum, answer in
            guard let cost = answer?.record.origin.cost else { return sum }
            return sum.map { $0 + cost } ?? cost
        }
    }

    /// Tokens of all stored inputs.
    var savedUsage: TokenUsage {
        TokenUsage(input: self.found.reduce(0) { $0 + ($1?.record.origin.usage?.input ?? 0) })
    }
}

extension LoopCache {
    /// Looks up each input of a request for embeddings.
    func answerInputs(
        _ exchange: Exchange,
        _ visit: Visit,
        _ inputs: InputVisit,
        _ policy: GroupPolicy
    ) throws(GatewayError) -> Bool {
        exchange.note(.miss, .none)
        visit.inputs = inputs
        if !visit.directives.noCache, let memory = self.state.memory {
            for (index, key) in inputs.keys.enumerated() {
                guard let hit = memory.find(key, now: self.loop.recent),
                    self.accepts(hit.value, visit, policy, at: self.state.time(of: hit, now: self.loop.recent))
                else { continue }
                inputs.found[index] = hit.value
            }
        }
        if self.sendInputs(exchange, inputs, tier: .memory) {
            return true
        }
        exchange.visit = visit
        return false
    }

    private func accepts(_ answer: StoredAnswer, _ visit: Visit, _ policy: GroupPolicy, at now: Int64) -> Bool {
        switch Freshness.verdict(answer.times, at: now, for: visit.directives, within: policy.rules.windows) {
        case .serve: return true
        // A vector does not change with time: one past its life is fetched anew together with the others.
        case .serveStale, .revalidate: return false
        }
    }

    /// Answers from stored vectors where each input has one.
    private func sendInputs(_ exchange: Exchange, _ inputs: InputVisit, tier: CacheNote.Tier) -> Bool {
        guard inputs.found.allSatisfy({ $0 != nil }), let body = inputs.reply(), let first = inputs.found[0] else {
            return false
        }
        let now = self.state.now
        let oldest = inputs.found.compactMap { $0 }.map { $0.times.age(at: now) }.max() ?? 0
        let shortest = inputs.found.compactMap { $0 }.map { $0.times.freshFor(at: now) }.min() ?? 0
        exchange.note(.hit, tier)
        exchange.cache.ageMilliseconds = oldest
        exchange.cache.savedCost = inputs.savedCost
        exchange.cache.savedUsage = inputs.savedUsage
        exchange.headSent = true
        exchange.contentSent = true
        exchange.status = 200
        exchange.bytesSent = body.readableBytes
        exchange.firstTokenAt = self.loop.recent
        exchange.lastTokenAt = self.loop.recent
        var lines = self.loop.takeLines()
        let status = CacheStatus(.hit, ttl: CacheStatus.seconds(shortest), detail: "exact")
        first.writeHead(exchange, isStream: false, age: oldest, status: status, to: &lines)
        exchange.client.sendWhole(ReplyHead(status: 200, lines: lines, contentLength: body.readableBytes), body: body)
        self.loop.returnLines(lines)
        return true
    }

    /// Looks in Redis for what memory does not have; asks the provider for the rest only.
    ///
    /// - Returns: whether the request is answered; nil where nothing is stored, so that it is like any other miss.
    func searchInputs(
        _ exchange: Exchange,
        _ visit: Visit,
        _ inputs: InputVisit
    ) async throws(GatewayError) -> Bool? {
        if !visit.directives.noCache, let tier = self.tier, let policy = visit.policy {
            let missing = inputs.missing
            let records = await tier.find(missing.map { inputs.keys[$0] }, scope: visit.scope)
            for (index, record) in zip(missing, records) {
                guard let record else { continue }
                let answer = self.state.answer(record, key: inputs.keys[index])
                guard !self.state.isPurged(answer),
                    self.accepts(answer, visit, policy, at: self.state.now)
                else { continue }
                self.state.remember(answer, inputs.keys[index], grace: policy.rules.grace, now: self.loop.recent)
                inputs.found[index] = answer
            }
            if self.sendInputs(exchange, inputs, tier: .redis) {
                return true
            }
        }
        guard !visit.directives.onlyIfCached else { throw Self.notCached }
        let missing = inputs.missing
        guard missing.count < inputs.keys.count else { return nil }
        try self.askOnly(for: missing, exchange, inputs)
        exchange.cacheLine = self.recorder.line(.partial, nil)
        exchange.note(.miss, .memory)
        exchange.cache.savedCost = inputs.savedCost
        exchange.cache.savedUsage = inputs.savedUsage
        exchange.client = PartialReply(exchange, visit, inputs, missing: missing, cache: self)
        return false
    }

    private func askOnly(for missing: [Int], _ exchange: Exchange, _ inputs: InputVisit) throws(GatewayError) {
        var patch = JSONPatch()
        let body = exchange.body
        inputs.split.keep(only: missing, of: body.readableBytesSpan, in: &patch)
        let reduced = ByteBuffer(bytes: patch.applied(to: body.readableBytesSpan))
        do throws(RequestScanError) {
            exchange.scan = try RequestScan.scan(
                reduced.readableBytesSpan,
                for: .embeddings,
                maxDepth: self.loop.bounds.maxJSONDepth
            )
        } catch {
            throw GatewayError(.internalError, "The request could not be reduced to what is not stored.")
        }
        exchange.body = reduced
    }

    /// Stores the vectors of a reply, one by one.
    ///
    /// - Parameter asked: the inputs that the reply is for, in order.
    /// - Returns: false where the reply is not what it should be.
    func keepInputs(
        _ body: ByteBuffer,
        asked: [Int],
        _ inputs: InputVisit,
        _ visit: Visit,
        _ exchange: Exchange
    ) -> Bool {
        guard let reply = EmbeddingReply(body.readableBytesSpan, inputs: asked.count), let policy = visit.policy else {
            return false
        }
        let request = exchange.body
        var weights: [Int] = []
        if asked.count == inputs.keys.count {
            weights = inputs.split.weights(in: request.readableBytesSpan)
        } else if let scan = exchange.scan, let split = EmbeddingRequestSplit(scan, in: request.readableBytesSpan) {
            weights = split.weights(in: request.readableBytesSpan)
        }
        let tokens = EmbeddingReplyMerge.shares(of: reply.promptTokens ?? 0, weights: weights)
        let now = self.state.now
        for (place, index) in asked.enumerated() {
            var origin = self.origin(of: exchange)
            origin.tags = visit.tags
            origin.tenant = visit.tenant
            origin.usage = TokenUsage(input: place < tokens.count ? tokens[place] : 0)
            origin.cost = origin.usage.flatMap { usage in exchange.target?.price.map { $0.cost(of: usage) } }
            if let model = reply.model {
                origin.model = body.text(model.dropFirst().dropLast())
            }
            let vector = reply.embeddings[place]
            let record = CacheRecord(
                json: body.getSlice(at: body.readerIndex + vector.lowerBound, length: vector.count) ?? ByteBuffer(),
                origin: origin,
                lifetime: RecordLifetime(
                    storedAt: now,
                    freshMilliseconds: policy.rules.lifetime(chance: self.loop.chance.next(), visit.directives)
                )
            )
            let answer = self.state.answer(record, key: inputs.keys[index], askedAt: visit.askedAt)
            inputs.found[index] = answer
            if visit.isMeant(exchange.target) {
                self.storeInput(answer, inputs.keys[index], visit, policy, now: now)
            }
        }
        return true
    }

    private func storeInput(
        _ answer: StoredAnswer,
        _ key: CacheKey,
        _ visit: Visit,
        _ policy: GroupPolicy,
        now: Int64
    ) {
        var facts = CachePolicy.Answer(
            isComplete: true,
            finishes: [],
            bytes: answer.record.body.readableBytes
        )
        facts.isFallback = !policy.members.contains(answer.record.origin.deployment)
        facts.uses = self.uses(of: key, policy)
        let request = CachePolicy.Request(endpoint: .embeddings)
        guard visit.mayStore, policy.rules.refusal(of: facts, to: request, visit.directives) == nil else { return }
        self.state.remember(answer, key, grace: 0, now: self.loop.recent)
        let life = answer.record.lifetime.freshMilliseconds
        guard let tier = self.tier, life > 0, !self.state.isPurged(answer) else { return }
        tier.write(answer, key, scope: visit.scope, token: nil, milliseconds: life, now: now)
    }
}

/// The client of a call for some inputs of a request for embeddings: puts the reply together with what is stored.
final class PartialReply: ClientStream, ClientStreamListener {
    private let exchange: Exchange
    private let visit: Visit
    private let inputs: InputVisit
    private let missing: [Int]
    private let own: ClientStream
    private let cache: LoopCache

    init(_ exchange: Exchange, _ visit: Visit, _ inputs: InputVisit, missing: [Int], cache: LoopCache) {
        self.exchange = exchange
        self.visit = visit
        self.inputs = inputs
        self.missing = missing
        self.own = exchange.client
        self.cache = cache
        super.init()
        self.own.listener = self
    }

    override var isWritable: Bool { self.own.isWritable }
    override var isGone: Bool { self.own.isGone }

    override func sendWhole(_ head: ReplyHead, body: ByteBuffer) {
        self.end()
        guard head.status == 200 else {
            self.own.sendWhole(head, body: body)
            return
        }
        guard self.cache.keepInputs(body, asked: self.missing, self.inputs, self.visit, self.exchange),
            let whole = self.inputs.reply()
        else {
            let error = GatewayError(.providerBadResponse, "The provider's answer does not fit the inputs it was sent.")
            self.exchange.error = error.code
            self.exchange.status = error.status
            ErrorReply.send(error, id: self.exchange.id, to: self.own)
            return
        }
        self.exchange.bytesSent = whole.readableBytes
        var lines = head.lines
        if let saved = self.exchange.cache.savedCost {
            lines.writeStaticString("x-signalbox-cost-saved: ")
            saved.writeDecimal(to: &lines)
            lines.writeStaticString("\r\n")
        }
        self.own.sendWhole(
            ReplyHead(status: head.status, lines: lines, contentLength: whole.readableBytes),
            body: whole
        )
    }

    // A reply that does not come in one piece is too large to be put together.
    override func sendHead(_ head: ReplyHead) {
        self.end()
        let error = GatewayError(.providerBadResponse, "The provider's answer is too large to be put together.")
        self.exchange.error = error.code
        self.exchange.status = error.status
        ErrorReply.send(error, id: self.exchange.id, to: self.own)
    }

    /// Lets go of the exchange, whose client is the caller again.
    func end() {
        if self.own.listener === self {
            self.own.listener = nil
        }
        self.exchange.client = self.own
    }

    override func abort() {
        self.own.abort()
    }

    func clientBecameWritable() {
        self.listener?.clientBecameWritable()
    }

    func clientWentAway() {
        self.listener?.clientWentAway()
    }

    func requestBodyArrived(_ bytes: ByteBuffer?, isLast: Bool) {}
}
