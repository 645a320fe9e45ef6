import GatewayAdmin
import GatewayCore
import GatewayRouting
import GatewayWire
import NIOCore

/// Makes decisions that nobody acts on: on a loop, by its configuration and its live numbers.
///
/// No provider is called, nothing is counted in flight, and no record is kept.
struct Explainer: Sendable {
    let strategies: StrategyRegistry
    /// Nanoseconds since 1970 in UTC.
    let wallClock: @Sendable () -> UInt64

    /// The decision for a request, made on a loop.
    func explain(_ body: [UInt8], on state: LoopState) async -> ExplainAnswer {
        let request: ExplainRequest
        let head: RequestHead
        do throws(ExplainRequest.Fault) {
            request = try ExplainRequest(reading: body)
            head = try request.head()
        } catch {
            return .malformed(error.message, param: error.param)
        }
        return await withUnsafeContinuation { continuation in
            state.eventLoop.execute {
                Task.immediate(executorPreference: state.executor) {
                    continuation.resume(returning: await self.decide(request, head, state))
                }
            }
        }
    }

    /// On the loop.
    private func decide(_ request: ExplainRequest, _ head: RequestHead, _ state: LoopState) async -> ExplainAnswer {
        let now = state.now
        let exchange = Exchange(
            loop: state,
            client: ClientStream(),
            endpoint: request.endpoint,
            head: head,
            startedAt: now,
            isObserved: false
        )
        exchange.body = ByteBuffer(bytes: request.body)
        exchange.receivedAt = now
        var refusal: GatewayError?
        do throws(GatewayError) {
            try self.prepare(exchange, request)
            if let router = state.router, exchange.group != nil, router.takesLong(exchange) {
                await router.read(exchange)
            }
            try self.plan(exchange, state)
        } catch {
            refusal = error
        }
        exchange.settle()
        // What the loop decided by stays in its scratch only until it is let go.
        let (view, order) = (state.routing, state.order)
        if exchange.group != nil {
            await (state.router as? LoopRouter)?.complete(exchange)
        }
        return self.answer(exchange, refusal, view: view, order: order)
    }

    private func prepare(_ exchange: Exchange, _ request: ExplainRequest) throws(GatewayError) {
        let body = exchange.body
        do throws(RequestScanError) {
            let scan = try RequestScan.scan(
                body.readableBytesSpan,
                for: exchange.endpoint.requestEndpoint,
                maxDepth: exchange.loop.bounds.maxJSONDepth
            )
            exchange.take(scan, model: scan.modelName(in: body.readableBytesSpan))
        } catch {
            throw GatewayError(error.json == nil ? .invalidRequest : .invalidJSON, error.message, param: error.param)
        }
        if let name = request.key {
            guard let key = exchange.snapshot.settings.keys.first(where: { $0.name == name }) else {
                throw GatewayError(.invalidRequest, "There is no key '\(name.prefix(100))'.", param: "key")
            }
            exchange.caller = key
        } else if Credential.find(in: exchange.head) != nil {
            try Pipeline.authenticate(exchange)
        }
        try Planner.resolve(exchange)
    }

    private func plan(_ exchange: Exchange, _ state: LoopState) throws(GatewayError) {
        let router = state.router as? LoopRouter
        router?.isRecording = false
        defer { router?.isRecording = true }
        try CallerWishes.apply(to: exchange)
        _ = try Planner.plan(exchange)
    }

    private func answer(
        _ exchange: Exchange,
        _ refusal: GatewayError?,
        view: RoutingView,
        order: [Int]
    ) -> ExplainAnswer {
        guard let group = exchange.group else {
            guard let refusal else {
                let message = "'\(exchange.model.prefix(200))' is no model group: there is nothing to decide."
                return .malformed(message, param: "model")
            }
            return .document(DecisionDocument.refused(model: exchange.model, refusal))
        }
        let isMade = exchange.decision != 0
        let record = DecisionRecord(
            exchange,
            group,
            view: isMade ? view : RoutingView(),
            order: isMade ? order : [],
            at: self.wallClock()
        )
        let decision = RecordedDecision(record)
        guard isMade, refusal == nil || decision.order.isEmpty else {
            let error = refusal ?? GatewayError(.internalError, "No decision was made.")
            return .document(DecisionDocument.refused(decision, error))
        }
        var writer = JSONWriter(reserving: 4096)
        DecisionDocument.write(decision, self.strategies, isExplained: true, refusal: refusal, to: &writer)
        return .document(writer.bytes)
    }
}
