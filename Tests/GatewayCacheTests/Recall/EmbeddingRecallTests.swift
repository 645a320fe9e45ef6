import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import Testing

@testable import GatewayCache

@Suite struct EmbeddingRecallTests {
    /// The vector of an input, in the form that was asked for.
    private static func vector(_ input: String, isBase64: Bool = false) -> String {
        isBase64 ? #""v-\#(input)""# : "[\(input.utf8.count).5,-1]"
    }

    private static func reply(_ inputs: [String], isBase64: Bool = false, tokens: Int = 10) -> String {
        let data = inputs.enumerated().map {
            #"{"object":"embedding","index":\#($0.offset),"embedding":\#(Self.vector($0.element, isBase64: isBase64))}"#
        }
        return #"{"object":"list","data":[\#(data.joined(separator: ","))],"model":"their-d0","usage":"#
            + #"{"prompt_tokens":\#(tokens),"total_tokens":\#(tokens)}}"#
    }

    private static func vectors(_ asked: Asked) throws -> [String] {
        let value = try JSONValue.parse(Array(asked.client.text.utf8).span.bytes)
        let data = try #require(value["data"]?.elements)
        var vectors: [String] = []
        for (place, element) in data.enumerated() {
            #expect(element["index"] == .number("\(place)"))
            vectors.append(element["embedding"]?.text ?? "")
        }
        return vectors
    }

    private func ask(
        _ fixture: RecallFixture,
        _ inputs: [String],
        answering step: ScriptedAttempt? = nil
    ) throws -> Asked {
        fixture.upstream.script = step.map { [$0] } ?? []
        return try fixture.ask(
            Ask.embeddings(inputs, more: #","encoding_format":"base64""#),
            endpoint: .embeddings
        )
    }

    /// What the provider was sent.
    private func watch(_ fixture: RecallFixture) -> () -> [String] {
        let sent = Sent()
        fixture.upstream.attemptBegan = { sent.bodies.append(String(buffer: $0.body)) }
        return { sent.bodies }
    }

    private final class Sent {
        var bodies: [String] = []
    }

    @Test func `only inputs that are not stored are asked for, and the reply is in order`() throws {
        let fixture = try RecallFixture()
        let sent = self.watch(fixture)
        _ = try self.ask(fixture, ["a", "b"], answering: .answer(Self.reply(["a", "b"], isBase64: true)))
        let second = try self.ask(
            fixture,
            ["c", "b", "d", "a"],
            answering: .answer(Self.reply(["c", "d"], isBase64: true, tokens: 8))
        )
        #expect(try Self.vectors(second) == ["v-c", "v-b", "v-d", "v-a"])
        #expect(second.client.isWellFormed && second.client.status == 200)
        #expect(sent()[1].contains(#""input":["c","d"]"#))
        #expect(second.exchange.cacheLine.map { String(buffer: $0) } == "cache-status: signalbox; fwd=partial\r\n")
        #expect(second.client.text.contains(#""prompt_tokens":18"#))
        let third = try self.ask(fixture, ["d", "c", "b", "a"])
        #expect(try Self.vectors(third) == ["v-d", "v-c", "v-b", "v-a"])
        #expect(third.outcome == .hit && fixture.calls == 2)
        fixture.expectQuiet()
    }

    @Test func `an input that stands twice is answered twice`() throws {
        let fixture = try RecallFixture()
        _ = try self.ask(fixture, ["a", "a", "b"], answering: .answer(Self.reply(["a", "a", "b"], isBase64: true)))
        let second = try self.ask(fixture, ["b", "a", "b"])
        #expect(try Self.vectors(second) == ["v-b", "v-a", "v-b"] && second.outcome == .hit)
    }

    @Test func `numbers and base64 are different entries`() throws {
        let fixture = try RecallFixture()
        _ = try self.ask(fixture, ["a"], answering: .answer(Self.reply(["a"], isBase64: true)))
        fixture.upstream.script = [.answer(Self.reply(["a"]))]
        let plain = try fixture.ask(Ask.embeddings(["a"]), endpoint: .embeddings)
        #expect(plain.outcome == .miss && plain.client.text.contains("[1.5,-1]"))
        let again = try fixture.ask(Ask.embeddings(["a"]), endpoint: .embeddings)
        #expect(again.outcome == .hit && again.client.text.contains("[1.5,-1]"))
    }

    @Test func `a reply that does not fit is told as the provider's fault, and stores nothing`() throws {
        let fixture = try RecallFixture()
        _ = try self.ask(fixture, ["a"], answering: .answer(Self.reply(["a"], isBase64: true)))
        for bad in [Self.reply(["c"], isBase64: true), Self.reply(["c", "d", "e"], isBase64: true), "{}", "[]"] {
            let asked = try self.ask(fixture, ["a", "c", "d"], answering: .answer(bad))
            #expect(asked.client.status == 502 && asked.exchange.error == .providerBadResponse)
            #expect(asked.client.isWellFormed && asked.exchange.status == 502)
        }
        #expect(fixture.state.memory?.statistics.entries == 1)
        fixture.expectQuiet()
    }

    @Test func `an error of the provider is the request's error`() throws {
        let fixture = try RecallFixture()
        _ = try self.ask(fixture, ["a"], answering: .answer(Self.reply(["a"], isBase64: true)))
        let asked = try self.ask(fixture, ["a", "c"], answering: .fail(.refusal(400, "Bad input.")))
        #expect(asked.client.status == 400 && asked.client.isWellFormed && asked.exchange.error == .requestRejected)
        let next = try self.ask(fixture, ["a", "c"], answering: .answer(Self.reply(["c"], isBase64: true)))
        #expect(try Self.vectors(next) == ["v-a", "v-c"])
        fixture.expectQuiet()
    }

    @Test func `a reply in pieces that is too large to be held is told as such`() throws {
        let fixture = try RecallFixture()
        _ = try self.ask(fixture, ["a"], answering: .answer(Self.reply(["a"], isBase64: true)))
        let asked = try self.ask(fixture, ["a", "c"], answering: .hold)
        let held = fixture.upstream.held[0]
        held.sendHead(200, lines: "content-type: application/json\r\n")
        held.finish(nil)
        fixture.run()
        #expect(asked.client.status == 502 && asked.client.isWellFormed)
        fixture.expectQuiet()
    }

    @Test func `a client that leaves cancels what was asked for the rest`() throws {
        let fixture = try RecallFixture()
        _ = try self.ask(fixture, ["a"], answering: .answer(Self.reply(["a"], isBase64: true)))
        let asked = try self.ask(fixture, ["a", "c"], answering: .hold)
        asked.client.hasLeft = true
        asked.client.listener?.clientWentAway()
        fixture.run()
        #expect(asked.exchange.isSettled && fixture.upstream.held[0].goneCalls == 1)
        fixture.expectQuiet()
    }

    @Test func `equal requests at once share one call, and its vectors are stored one by one`() throws {
        let fixture = try RecallFixture()
        let first = try self.ask(fixture, ["a", "b"], answering: .hold)
        let second = try self.ask(fixture, ["a", "b"])
        fixture.upstream.held[0].answer(Self.reply(["a", "b"], isBase64: true))
        fixture.run()
        #expect(first.client.text == second.client.text && second.client.isWellFormed)
        #expect(second.outcome == .coalesced && fixture.calls == 1)
        #expect(try self.ask(fixture, ["b"]).outcome == .hit)
        fixture.expectQuiet()
    }

    @Test func `only-if-cached takes nothing less than all`() throws {
        let fixture = try RecallFixture()
        _ = try self.ask(fixture, ["a"], answering: .answer(Self.reply(["a"], isBase64: true)))
        func strict(_ inputs: [String]) throws -> Int {
            try fixture.ask(
                Ask.embeddings(inputs, more: #","encoding_format":"base64""#),
                headers: "cache-control: only-if-cached\r\n",
                endpoint: .embeddings
            ).client.status
        }
        #expect(try strict(["a"]) == 200)
        #expect(try strict(["a", "c"]) == 504)
        #expect(fixture.calls == 1)
    }

    @Test(arguments: 1...40)
    func `whatever is stored, each input gets its own vector`(seed: Int) throws {
        var random = CacheRandom(seed: UInt64(seed))
        let fixture = try RecallFixture()
        fixture.upstream.attemptBegan = { exchange in
            let body = String(buffer: exchange.body)
            let value = try? JSONValue.parse(Array(body.utf8).span.bytes)
            let inputs = value?["input"]?.elements?.compactMap(\.text) ?? []
            fixture.upstream.script = [.answer(Self.reply(inputs, isBase64: true))]
        }
        for _ in 0..<60 {
            let inputs = (0...random.draw(0..<6)).map { _ in "i\(random.draw(0..<25))" }
            let asked = try self.ask(fixture, inputs)
            #expect(try Self.vectors(asked) == inputs.map { "v-" + $0 }, "seed \(seed)")
            if random.draw(0..<10) == 0 {
                fixture.pass(milliseconds: 3_600_000)
            }
        }
        fixture.expectQuiet()
    }
}
