import GatewayTesting
import GatewayWire
import Testing

/// A request for embeddings of a test's client.
private struct EmbeddingAsk: Sendable {
    var inputs: [String]
    var members = ""
    var headers: [String] = []

    var text: String {
        let list = self.inputs.map { HTTPText.quoted($0) }.joined(separator: ",")
        let input = self.inputs.count == 1 ? list : "[\(list)]"
        let body = #"{"model":"m","input":\#(input)\#(self.members)}"#
        let lines = ["POST /v1/embeddings HTTP/1.1", "host: gateway", "content-type: application/json"]
        let head = lines + self.headers + ["content-length: \(body.utf8.count)"]
        return head.joined(separator: "\r\n") + "\r\n\r\n" + body
    }
}

extension FaultyReply {
    /// Vectors that say which input they are for, as a provider sends them: numbers, or base64 where that is asked for.
    fileprivate static func embeddings(_ request: FaultyRequest) -> FaultyReply {
        let inputs =
            request.json["input"]?.text.map { [$0] }
            ?? (request.json["input"]?.elements ?? []).map { $0.text ?? "?" }
        let isBase64 = request.json["encoding_format"]?.text == "base64"
        let data = inputs.enumerated().map { index, input in
            let hash = input.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) % 1_000_003 }
            let vector = isBase64 ? "\"v\(hash)==\"" : "[0.\(hash), -1.5e-07,1.0 ]"
            return #"{"object":"embedding","index":\#(index),"embedding":\#(vector)}"#
        }
        let tokens = inputs.reduce(0) { $0 + $1.utf8.count }
        let usage = #"{"prompt_tokens":\#(tokens),"total_tokens":\#(tokens)}"#
        let body =
            #"{"object":"list","data":[\#(data.reversed().joined(separator: ","))],"model":"e","usage":\#(usage)}"#
        return FaultyReply(.pieces([Array(body.utf8)])).with { $0.contentType = "application/json" }
    }
}

extension ClientReply {
    /// The bytes of each vector, by index; nil where the reply holds none.
    fileprivate func vectors(_ count: Int) -> [String]? {
        let body = self.body
        guard let reply = EmbeddingReply(body.span.bytes, inputs: count) else { return nil }
        return reply.embeddings.map { String(decoding: body[$0], as: UTF8.self) }
    }
}

extension Resilience {
    /// Requests for embeddings that share calls, over real sockets.
    @Suite struct MergedEmbeddingTests {
        private static let answering = FaultyScript { .embeddings($0) }
        private static let group = GroupText.usual.with { $0.more = ["batching: {window: 200ms, max_inputs: 64}"] }
        private static let priced = "price: {input: 0.13, output: 0}"

        private func send(_ ask: EmbeddingAsk, to stage: Stage) async throws -> ClientReply {
            let connection = try await ClientConnection.open(to: stage.port)
            try await connection.send(ask.text)
            let reply = try await connection.ended()
            await connection.close()
            return reply
        }

        private func sendAll(_ asks: [EmbeddingAsk], to stage: Stage) async throws -> [ClientReply] {
            try await withThrowingTaskGroup(of: (Int, ClientReply).self) { tasks in
                for (place, ask) in asks.enumerated() {
                    tasks.addTask { (place, try await self.send(ask, to: stage)) }
                }
                return try await tasks.reduce(into: [:]) { $0[$1.0] = $1.1 }
                    .sorted { $0.key < $1.key }.map(\.value)
            }
        }

        private func asks(_ count: Int, _ members: String) -> [EmbeddingAsk] {
            (0..<count).map { number in
                let inputs = (0...(number % 3)).map { "text \($0) of \(number) — \"é\"" }
                return EmbeddingAsk(inputs: inputs, members: members)
            }
        }

        @Test(arguments: ["", #","encoding_format":"base64""#, #","dimensions":3"#])
        func `Merged vectors are those of unmerged requests, byte for byte`(_ members: String) async throws {
            let asks = self.asks(24, members)
            var alone: [[String]?] = []
            try await Stage.run([Seat(Self.answering)]) { stage in
                alone = try await self.sendAll(asks, to: stage).enumerated().map { $1.vectors(asks[$0].inputs.count) }
                #expect(stage.alpha.count == 24)
            }
            try await Stage.run([Seat(Self.answering, Self.priced)], Self.group) { stage in
                let replies = try await self.sendAll(asks, to: stage)
                let merged = replies.enumerated().map { $1.vectors(asks[$0].inputs.count) }
                #expect(merged == alone && !merged.contains { $0 == nil })
                // One call per loop, if all arrive within a window; connections are dealt to the loops at random.
                #expect(stage.alpha.count <= 4, "\(stage.alpha.count) calls")
                let tokens = replies.compactMap { $0.usages.first?["prompt_tokens"]?.integer }.reduce(0, +)
                #expect(tokens == asks.flatMap(\.inputs).reduce(0) { $0 + $1.utf8.count })
                #expect(try await stage.metric("signalbox_batching_requests_total", "shared") >= 20)
                #expect(try await stage.metric("signalbox_tokens_total", "type=\"input\"") == Double(tokens))
                let log = try await stage.accessLog()
                #expect(log.count == 24)
                #expect(log.allSatisfy { $0["status"]?.integer == 200 && $0["attempts"]?.integer == 1 })
            }
        }

        @Test func `A bad input fails its own request and no other`() async throws {
            let script = FaultyScript { request in
                let isBad = (request.json["input"]?.elements ?? []).contains { $0.text == "bad" }
                return isBad || request.json["input"]?.text == "bad" ? .failure(400) : .embeddings(request)
            }
            try await Stage.run([Seat(script)], Self.group) { stage in
                let asks = (0..<8).map { EmbeddingAsk(inputs: [$0 == 3 ? "bad" : "good \($0)"]) }
                let replies = try await self.sendAll(asks, to: stage)
                for (place, reply) in replies.enumerated() {
                    #expect(reply.status == (place == 3 ? 400 : 200))
                    #expect(reply.isWhole)
                }
                #expect(try await stage.accessLog().count == 8)
            }
        }

        @Test func `A call that breaks off is repeated for each, and each is answered`() async throws {
            let script = FaultyScript { request in
                request.number == 1
                    ? FaultyReply.embeddings(request).cut(.afterBodyBytes(40, .reset)) : .embeddings(request)
            }
            try await Stage.run([Seat(script)], Self.group) { stage in
                let replies = try await self.sendAll(self.asks(6, ""), to: stage)
                #expect(replies.allSatisfy { $0.status == 200 && $0.isWhole })
                #expect(try await stage.metric("signalbox_attempts_total", "outcome=\"success\"") == 6)
            }
        }

        @Test func `Who leaves during the call leaves the others in peace`() async throws {
            let script = FaultyScript { FaultyReply.embeddings($0).with { $0.headDelay = .milliseconds(600) } }
            try await Stage.run([Seat(script)], Self.group) { stage in
                let leaver = try await ClientConnection.open(to: stage.port)
                try await leaver.send(EmbeddingAsk(inputs: ["gone"]).text)
                async let rest = self.sendAll(self.asks(8, ""), to: stage)
                #expect(await stage.alpha.saw { $0.count >= 1 } != nil)
                await leaver.close()
                let replies = try await rest
                #expect(replies.allSatisfy { $0.status == 200 && $0.isWhole })
                let log = try await stage.accessLog()
                #expect(log.count == 9)
                #expect(log.count { $0["status"]?.integer == 499 } == 1)
            }
        }

        @Test func `A connection whose request ran out of time serves the next one`() async throws {
            let script = FaultyScript { FaultyReply.embeddings($0).with { $0.headDelay = .milliseconds(700) } }
            try await Stage.run([Seat(script)], Self.group.with { $0.more = ["batching: {window: 100ms}"] }) { stage in
                // Pairs on many connections: on one loop at least two meet.
                async let rest = self.sendAll(self.asks(6, ""), to: stage)
                let connection = try await ClientConnection.open(to: stage.port)
                let hasty = EmbeddingAsk(inputs: ["hasty"], headers: ["x-request-timeout: 500"])
                try await connection.send(hasty.text)
                let late = try await connection.ended()
                #expect(late.status == 504)
                #expect(late.elapsed < .milliseconds(500) + .slack)
                try await connection.send(EmbeddingAsk(inputs: ["again"]).text)
                let next = try await connection.ended()
                #expect(next.status == 200 && next.isWhole && next.vectors(1) != nil)
                await connection.close()
                #expect(try await rest.allSatisfy { $0.status == 200 })
                #expect(try await stage.accessLog().count == 8)
            }
        }
    }
}
