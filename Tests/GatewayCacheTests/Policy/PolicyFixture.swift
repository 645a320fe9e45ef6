import GatewayCore
import GatewayWire
import NIOCore
import Testing

@testable import GatewayCache

/// Requests as the server would hand them over.
enum PolicyFixture {
    /// A head with these lines.
    static func head(_ lines: [String]) throws -> RequestHead {
        let text = "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n" + lines.map { $0 + "\r\n" }.joined() + "\r\n"
        let bytes = ByteBuffer(string: text)
        var parsed = HTTPRequestHead()
        let isWhole = try Array(text.utf8).withUnsafeBytes { try parsed.parse($0.bytes, limits: HTTPLimits()) }
        try #require(isWhole)
        return RequestHead(bytes: bytes, parsed: parsed)
    }

    /// Directives of some `Cache-Control` lines.
    static func directives(_ lines: String...) -> CacheDirectives {
        var directives = CacheDirectives()
        for line in lines {
            Array(line.utf8).withUnsafeBytes { directives.add(cacheControl: $0) }
        }
        return directives
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): a small seeded source of chance.
struct PolicyChance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed
    }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var word = self.state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
