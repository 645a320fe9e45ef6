import GatewayCore
import GatewayWire

/// Log probability of a token with alternatives; made from the token and its position.
struct Logprob {
    /// The token.
    let token: String
    /// Natural logarithm of its probability, in ten thousandths.
    let value: Int
    /// Alternatives with theirs, the token itself first.
    let top: [(token: String, value: Int)]

    /// The probability of a token at a position, with a number of alternatives.
    init(_ token: String, position: Int, top count: Int) {
        var print = Fingerprint(token)
        print.add(UInt64(position))
        var chance = Chance(seed: print.value)
        let value = -chance.below(7_000)
        self.token = token
        self.value = value
        var top = [(token: token, value: value)]
        var last = min(value, -4_000)
        while top.count < count {
            last -= 1 + chance.below(15_000)
            top.append((" " + Words.short[(top.count + chance.below(2)) % Words.short.count], last))
        }
        self.top = Array(top.prefix(count))
    }

    /// Writes an element of `logprobs.content` of chat.
    func writeChat(into writer: inout JSONWriter) {
        Self.open(self.token, self.value, into: &writer)
        writer.key("top_logprobs")
        writer.beginArray()
        for alternative in self.top {
            Self.open(alternative.token, alternative.value, into: &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    /// Writes the `logprobs` object of plain completions.
    ///
    /// - Parameters:
    ///   - position: Tokens of the choice before these.
    ///   - offset: Characters of the choice before these.
    static func writeText(
        _ tokens: [String],
        from position: Int,
        offset: Int,
        top: Int,
        into writer: inout JSONWriter
    ) {
        let entries = tokens.enumerated().map { Logprob($1, position: position + $0, top: top) }
        var offset = offset
        writer.beginObject()
        writer.key("tokens")
        writer.beginArray()
        for entry in entries { writer.string(entry.token) }
        writer.endArray()
        writer.key("token_logprobs")
        writer.beginArray()
        for entry in entries { writer.raw(Self.decimal(entry.value)) }
        writer.endArray()
        writer.key("top_logprobs")
        writer.beginArray()
        for entry in entries {
            writer.beginObject()
            var seen: Set<String> = []
            for alternative in entry.top where seen.insert(alternative.token).inserted {
                writer.key(alternative.token)
                writer.raw(Self.decimal(alternative.value))
            }
            writer.endObject()
        }
        writer.endArray()
        writer.key("text_offset")
        writer.beginArray()
        for entry in entries {
            writer.integer(offset)
            offset += entry.token.unicodeScalars.count
        }
        writer.endArray()
        writer.endObject()
    }

    private static func open(_ token: String, _ value: Int, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("token", token)
        writer.key("logprob")
        writer.raw(Self.decimal(value))
        writer.key("bytes")
        writer.beginArray()
        for byte in token.utf8 { writer.integer(byte) }
        writer.endArray()
    }

    /// A number of ten thousandths as a decimal fraction.
    private static func decimal(_ value: Int) -> [UInt8] {
        let digits = String(value.magnitude % 10_000)
        let padding = String(repeating: "0", count: 4 - digits.count)
        return Array("\(value < 0 ? "-" : "")\(value.magnitude / 10_000).\(padding)\(digits)".utf8)
    }
}
