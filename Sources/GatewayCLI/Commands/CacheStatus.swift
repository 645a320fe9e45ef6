/// What a `Cache-Status` field (RFC 9211) says of this gateway's cache.
enum CacheStatus: Equatable {
    /// A stored answer.
    case hit
    /// Forwarded, because nothing was stored or it was not fresh.
    case miss
    /// The cache had no part in it.
    case bypassed

    /// Reads the field; where several caches have written into it, the gateway's member, else the last, which is
    /// nearest to the client.
    init(_ field: String?) {
        let members = Self.parts(of: field ?? "", at: UInt8(ascii: ","))
            .map { Self.parts(of: $0, at: UInt8(ascii: ";")) }
        guard let member = members.last(where: { Self.isName($0.first) }) ?? members.last else {
            self = .bypassed
            return
        }
        let parameters = member.dropFirst()
        if parameters.contains("hit") || parameters.contains("hit=?1") {
            self = .hit
        } else if let forward = parameters.first(where: { $0.hasPrefix("fwd=") }) {
            self = ["fwd=bypass", "fwd=method"].contains(forward) ? .bypassed : .miss
        } else {
            self = .bypassed
        }
    }

    private static func isName(_ text: String?) -> Bool {
        text == "signalbox" || text == #""signalbox""#
    }

    /// The parts between separators outside quotes, without blanks around them; empty ones are left out.
    private static func parts(of text: String, at separator: UInt8) -> [String] {
        var parts: [[UInt8]] = [[]]
        var isQuoted = false
        var isEscaped = false
        for byte in text.utf8 {
            if isEscaped {
                isEscaped = false
            } else if isQuoted, byte == UInt8(ascii: #"\"#) {
                isEscaped = true
            } else if byte == UInt8(ascii: #"""#) {
                isQuoted.toggle()
            } else if byte == separator, !isQuoted {
                parts.append([])
                continue
            }
            parts[parts.count - 1].append(byte)
        }
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        return parts.compactMap { part in
            let text = part.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
            return text.isEmpty ? nil : String(decoding: text, as: UTF8.self)
        }
    }
}
