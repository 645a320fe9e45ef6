import GatewayCore
import GatewayWire
import Testing

@testable import GatewayTelemetry

/// The member `cache` of the access log.
struct CacheLogTests {
    private static func member(of exchange: Exchange) throws -> String? {
        exchange.settle()
        let line = try #require(AccessLogLineTests.line(exchange))
        return line.firstMatch(of: /"cache":(\{[^}]*\})/).map { String($0.1) }
    }

    @Test func `a stored answer's line says where it was and what it saved`() throws {
        let exchange = try Fixture().storedExchange()
        exchange.settle()
        let line = try #require(AccessLogLineTests.line(exchange))
        let expected = """
            "model":"fast","group":"fast","status":200,"stream":true,"attempts":0,"key":"team-a","tenant":"acme",\
            "cache":{"outcome":"hit","tier":"memory","age_ms":90250,"saved_cost":"0.0000123","saved_tokens":24,\
            "saved_ms":1500.000},"ttft_ms":0.050,"duration_ms":0.050,"overhead_us":50.0,"phases_us":{"recall":50.0}
            """
        #expect(line.contains(expected), "\(line)")
    }

    @Test func `a line without cache is as it ever was`() throws {
        let exchange = try Fixture().typicalExchange()
        exchange.cache.tier = .memory
        exchange.cache.savedUsage = TokenUsage(input: 1)
        #expect(try Self.member(of: exchange) == nil)
    }

    @Test(arguments: CacheNote.Outcome.allCases)
    func `every outcome is named, and what does not apply is left out`(outcome: CacheNote.Outcome) throws {
        let exchange = try Fixture().typicalExchange()
        exchange.cache.outcome = outcome
        #expect(try Self.member(of: exchange) == (outcome == .off ? nil : #"{"outcome":"\#(outcome.label)"}"#))
    }

    @Test(arguments: CacheNote.Tier.allCases)
    func `answers of other requests have no age`(tier: CacheNote.Tier) throws {
        let exchange = try Fixture().typicalExchange()
        exchange.cache.outcome = .coalesced
        exchange.cache.tier = tier
        exchange.cache.ageMilliseconds = 1
        let rest =
            switch tier {
            case .none: ""
            case .memory, .redis: #","tier":"\#(tier.label)","age_ms":1"#
            case .flight, .peer: #","tier":"\#(tier.label)""#
            }
        #expect(try Self.member(of: exchange) == #"{"outcome":"coalesced"\#(rest)}"#)
    }

    @Test(arguments: CacheNote.Match.allCases)
    func `an answer that was stored for something else than this request says so`(match: CacheNote.Match) throws {
        let exchange = try Fixture().typicalExchange()
        exchange.cache.outcome = .hit
        exchange.cache.tier = .memory
        exchange.cache.match = match
        let detail = match == .request ? "" : #","detail":"\#(match.label)""#
        #expect(try Self.member(of: exchange) == #"{"outcome":"hit","tier":"memory"\#(detail),"age_ms":0}"#)
    }

    @Test func `an age below zero, by clocks that differ, is none`() throws {
        let exchange = try Fixture().storedExchange()
        exchange.cache = CacheNote()
        exchange.cache.outcome = .stale
        exchange.cache.tier = .redis
        exchange.cache.ageMilliseconds = -3
        #expect(try Self.member(of: exchange) == #"{"outcome":"stale","tier":"redis","age_ms":0}"#)
    }
}
