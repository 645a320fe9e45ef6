import Foundation
import GatewayCore
import GatewayWire
import NIOCore
import Testing

@testable import GatewayTelemetry

struct AccessLogLineTests {
    static func line(_ exchange: Exchange) -> String? {
        var line = AccessLogLine(wallClock: { Fixture.wallClock })
        var text: String?
        line.write(exchange, ExchangeTiming(exchange)) { bytes in
            text = bytes.map { String(decoding: $0, as: UTF8.self) }
        }
        return text
    }

    private static func members(_ exchange: Exchange) throws -> [String: Any] {
        let text = try #require(self.line(exchange))
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return try #require(object as? [String: Any])
    }

    @Test func `a stream's line holds all that is known of it`() throws {
        let fixture = try Fixture()
        let headers = "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\nx-request-id: abc-1\r\n"
        let exchange = try fixture.typicalExchange(path: "/v1/chat/completions?key=secret", headers: headers)
        exchange.settle()
        let expected = """
            {"ts":"2026-11-22T17:03:56.123Z","request_id":"abc-1","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736",\
            "method":"POST","path":"/v1/chat/completions","endpoint":"chat_completions","model":"fast",\
            "group":"fast","deployment":"fast-groq","provider":"groq","provider_model":"llama-fast","status":200,\
            "stream":true,"attempts":1,"key":"team-a","tenant":"acme","tokens":{"input":100,"cached_input":20,\
            "cache_write":0,"output":8,"reasoning":3},"cost_usd":"0.00007949","ttft_ms":180.500,\
            "duration_ms":250.500,"overhead_us":30.0,"phases_us":{"receive":10.0,"authenticate":5.0,"plan":15.0,\
            "attempt":180470.0,"relay":70000.0},"bytes_in":300,"bytes_out":4321,"config_version":1}

            """
        #expect(Self.line(exchange) == expected)
    }

    @Test func `every phase that took time stands in the line under its name, and none else`() throws {
        let fixture = try Fixture()
        let exchange = try fixture.exchange()
        for phase in Phase.allCases {
            exchange.enter(phase)
            fixture.advance(microseconds: 10 + Int64(phase.rawValue))
        }
        exchange.settle()
        let phases = try #require(try Self.members(exchange)["phases_us"] as? [String: Double])
        let wanted = Phase.allCases.map { ($0.label.description, 10 + Double($0.rawValue)) }
        #expect(phases == Dictionary(uniqueKeysWithValues: wanted))
        let instant = try fixture.exchange()
        instant.settle()
        #expect(try Self.members(instant)["phases_us"] as? [String: Double] == [:])
    }

    @Test func `a failed exchange's line says what was tried`() throws {
        let fixture = try Fixture()
        let exchange = try fixture.exchange(endpoint: .embeddings, path: "/v1/embeddings")
        let target = fixture.loop.snapshot.targets[0]
        exchange.target = target
        exchange.attempts = 2
        exchange.failedAttempts = [
            FailedAttempt(target: target, error: .providerReset, status: 0, duration: 1_234_567),
            FailedAttempt(target: target, role: .retry, error: .providerError, status: 503, duration: 5_000_000),
        ]
        exchange.status = 503
        exchange.error = .providerError
        fixture.advance(microseconds: 7000)
        exchange.settle()
        let text = try #require(Self.line(exchange))
        let id = try #require(text.firstRange(of: /req_[0-9a-f]{32}/))
        let expected = """
            {"ts":"2026-11-22T17:03:56.123Z","request_id":"ID","method":"POST","path":"/v1/embeddings",\
            "endpoint":"embeddings","deployment":"fast-groq","provider":"groq","provider_model":"llama-fast",\
            "status":503,"error":"provider_error","error_type":"provider_error","stream":false,"attempts":2,\
            "failed_attempts":[{"deployment":"fast-groq","role":"first","error":"provider_reset","status":0,"ms":1.234},\
            {"deployment":"fast-groq","role":"retry","error":"provider_error","status":503,"ms":5.000}],"duration_ms":7.000,\
            "overhead_us":7000.0,"phases_us":{"receive":7000.0},"bytes_in":300,"bytes_out":0,"config_version":1}

            """
        #expect(text.replacingCharacters(in: id, with: "ID") == expected)
    }

    @Test func `a line says what further attempts there were, and what all of them cost`() throws {
        let fixture = try Fixture()
        let exchange = try fixture.typicalExchange()
        let target = fixture.loop.snapshot.targets[0]
        let broken = TokenUsage(input: 1000, output: 40)
        exchange.attempts = 3
        exchange.hedges = 1
        exchange.queuedFor = 1_500_000
        exchange.failedAttempts = [
            FailedAttempt(target: target, error: nil, status: 0, duration: 0, usage: TokenUsage(input: 1000)),
            FailedAttempt(target: target, role: .hedge, error: .providerReset, status: 200, duration: 0, usage: broken),
        ]
        exchange.rescues = [
            RescueRecord(way: .restart, outcome: .diverged), RescueRecord(way: .prefill, outcome: .failed),
            RescueRecord(way: .instruction, outcome: .succeeded),
        ]
        exchange.settle()
        let text = try #require(Self.line(exchange))
        let expected = """
            "attempts":3,"failed_attempts":[{"deployment":"fast-groq","role":"first","error":"cancelled","status":0,\
            "ms":0.000,"tokens":{"input":1000,"output":0},"estimated":true,"cost_usd":"0.00059"},\
            {"deployment":"fast-groq","role":"hedge","error":"provider_reset","status":200,"ms":0.000,\
            "tokens":{"input":1000,"output":40},"estimated":true,"cost_usd":"0.0006216"}],\
            "rescues":[{"mode":"restart","outcome":"diverged"},{"mode":"continue","outcome":"failed"},\
            {"mode":"continue","outcome":"succeeded"}],"hedges":1,"queued_ms":1.500,"key":"team-a"
            """
        #expect(text.contains(expected), "\(text)")
        // 0.00007949 of the answer, and both attempts that came to nothing.
        #expect(text.contains(#""reasoning":3},"cost_usd":"0.00129109","#), "\(text)")
    }

    @Test(arguments: [
        "plain", "quote\" backslash\\ slash/", "\u{0}\u{1F}\n\r\t\u{8}\u{C}", "\u{7F}\u{80}é漢🚀", "12345678\"",
        "é1234567890",
        String(repeating: "\u{1}", count: 300),
    ])
    func `whatever a name is, the line is one line of JSON and means it`(name: String) throws {
        let fixture = try Fixture()
        let exchange = try fixture.typicalExchange()
        exchange.model = name
        exchange.caller = VirtualKey(name: name, digest: [], tenant: name)
        exchange.settle()
        let text = try #require(Self.line(exchange))
        #expect(text.firstIndex(of: "\n") == text.indices.last)
        let members = try Self.members(exchange)
        let cut = String(name.prefix(200))
        #expect(members["model"] as? String == cut)
        #expect(members["key"] as? String == cut)
        #expect(members["tenant"] as? String == cut)
    }

    @Test func `a name is cut at 200 bytes, never inside a character`() throws {
        let fixture = try Fixture()
        for count in 190...205 {
            let exchange = try fixture.exchange()
            exchange.model = String(repeating: "x", count: count) + "🚀🚀🚀"
            let model = try #require(try Self.members(exchange)["model"] as? String)
            #expect(model.utf8.count <= 200 && model.utf8.count > 196)
            #expect(exchange.model.hasPrefix(model))
        }
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `strings are written as the JSON writer writes them`(seed: UInt64) {
        var chance = Chance(seed: seed)
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: 4096)
        defer { memory.deallocate() }
        for _ in 0..<3000 {
            // Mostly plain bytes, so that both ways are gone; broken UTF-8 among the rest.
            let bytes = (0..<chance.below(40)).map { _ -> UInt8 in
                chance.below(20) == 0 ? UInt8(chance.below(256)) : UInt8(0x20 + chance.below(0x5F))
            }
            var cursor = LineCursor(memory, capacity: 4096)
            cursor.raw("\"")
            bytes.withUnsafeBytes { cursor.string($0, limit: 100) }
            cursor.raw("\"")
            var writer = JSONWriter()
            writer.string(bytes.span.bytes)
            let written = Array(UnsafeBufferPointer(start: memory, count: cursor.count))
            #expect(written == writer.bytes, "seed \(seed) \(bytes)")
        }
    }

    @Test(arguments: [0, 1, 9, 10, 99, 100, 12345, 999_999_999, 1 << 40, 9_999_999_999_999_999_999, .max] as [UInt64])
    func `numbers are written in decimal`(number: UInt64) {
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: 64)
        defer { memory.deallocate() }
        var cursor = LineCursor(memory, capacity: 64)
        cursor.integer(number)
        #expect(String(decoding: UnsafeBufferPointer(start: memory, count: cursor.count), as: UTF8.self) == "\(number)")
    }

    @Test func `what does not fit says so and writes nothing outside`() {
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: 8)
        defer { memory.deallocate() }
        memory.update(repeating: 0x7E, count: 8)
        var cursor = LineCursor(memory, capacity: 4)
        cursor.raw("abc")
        cursor.raw("de")
        cursor.integer(12 as UInt64)
        cursor.hex(1)
        cursor.dollars(.zero)
        #expect(cursor.isFull)
        #expect(cursor.count <= 4)
        #expect((4..<8).allSatisfy { memory[$0] == 0x7E })
    }

    @Test func `the longest line fits`() throws {
        let bad = String(repeating: "\u{1}", count: 500)
        var settings = Fixture.settings(groups: [bad])
        settings.providers[0].id = bad
        settings.deployments[0].provider = bad
        let fixture = try Fixture(settings)
        let path = "/" + String(repeating: "\"", count: 5000)
        let exchange = try fixture.typicalExchange(
            path: path,
            headers: "x-request-id: \(String(repeating: "r", count: 128))\r\n"
        )
        exchange.model = bad
        exchange.caller = VirtualKey(name: bad, digest: [], tenant: bad)
        exchange.usage = TokenUsage(input: .max, cachedInput: .max, cacheWrite: .max, output: .max, reasoning: .max)
        exchange.attempts = .max
        exchange.bytesSent = .max
        var failed = FailedAttempt(
            target: fixture.loop.snapshot.targets[0],
            role: .fallback,
            error: .providerCredentialsRejected,
            status: .max,
            duration: .max,
            usage: TokenUsage(input: .max, output: .max)
        )
        failed.cost = Cost(femtoDollars: .min / 2000)
        exchange.cost = failed.cost
        exchange.failedAttempts = Array(repeating: failed, count: 1000)
        exchange.rescues = Array(repeating: RescueRecord(way: .instruction, outcome: .succeeded), count: 1000)
        exchange.hedges = .max
        exchange.queuedFor = .max
        exchange.error = .providerCredentialsRejected
        exchange.cache.outcome = .coalesced
        exchange.cache.tier = .memory
        exchange.cache.ageMilliseconds = .max
        exchange.cache.savedCost = failed.cost
        exchange.cache.savedUsage = exchange.usage
        exchange.cache.savedNanoseconds = .max
        exchange.settle()
        let members = try Self.members(exchange)
        #expect((members["path"] as? String)?.utf8.count == AccessLogLine.maxPathBytes)
        #expect((members["failed_attempts"] as? [Any])?.count == AccessLogLine.maxFailedAttempts)
        #expect((members["rescues"] as? [Any])?.count == AccessLogLine.maxRescues)
    }

    @Test(arguments: [
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true),
        ("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more", true),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more", false),
        ("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x", false),
        ("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false),
        ("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false),
        ("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", false),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0", false),
        ("00-4bf92f3577b34da6a3ce929d0e0e47360-0f067aa0ba902b7-01", false),
        ("", false),
    ])
    func `a trace id is taken from a valid traceparent only`(value: String, isValid: Bool) throws {
        let fixture = try Fixture()
        let exchange = try fixture.exchange(headers: "traceparent: \(value)\r\n")
        let id = try Self.members(exchange)["trace_id"] as? String
        #expect(id == (isValid ? "4bf92f3577b34da6a3ce929d0e0e4736" : nil))
    }

    @Test func `no header but the two ids is in a line`() throws {
        let fixture = try Fixture()
        let headers = "authorization: Bearer sk-hidden\r\ncookie: hidden\r\nx-request-id: has\"quote\r\n"
        let exchange = try fixture.typicalExchange(path: "/v1/chat/completions?api-key=hidden", headers: headers)
        exchange.body = ByteBuffer(string: "hidden")
        exchange.settle()
        let text = try #require(Self.line(exchange))
        #expect(!text.contains("hidden") && !text.contains("quote"))
    }
}
