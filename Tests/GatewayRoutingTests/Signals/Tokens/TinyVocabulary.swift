@testable import GatewayRouting

/// Vocabularies made up in a test, in the form of a file.
enum TinyVocabulary {
    /// The bytes of a file of tokens with their places as ranks.
    static func file(_ tokens: [[UInt8]], count: Int? = nil) -> [UInt8] {
        var bytes = Self.little(UInt32(count ?? tokens.count))
        for (rank, token) in tokens.enumerated() {
            bytes += Self.little(UInt16(token.count)) + token + Self.little(UInt32(rank))
        }
        return bytes
    }

    /// All single bytes, then these.
    static func tokens(_ more: [String] = []) -> [[UInt8]] {
        (UInt8.min...UInt8.max).map { [$0] } + more.map { Array($0.utf8) }
    }

    static func parse(_ file: [UInt8], count: Int, as encoding: TokenEncoding = .o200k) throws -> TokenVocabulary {
        try file.withUnsafeBytes { try TokenVocabulary.parse(encoding, $0, count: count).get() }
    }

    static func make(_ more: [String] = [], as encoding: TokenEncoding = .o200k) throws -> TokenVocabulary {
        let tokens = Self.tokens(more)
        return try Self.parse(Self.file(tokens), count: tokens.count, as: encoding)
    }

    private static func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}

extension TokenVocabulary {
    func encode(_ bytes: [UInt8]) -> [Int32] { bytes.withUnsafeBufferPointer { self.encode($0) } }

    func count(_ bytes: [UInt8]) -> Int { bytes.withUnsafeBufferPointer { self.count($0) } }

    func profile(_ text: String) -> TokenProfile { Array(text.utf8).withUnsafeBufferPointer { self.profile($0) } }

    /// The bytes that tokens stand for.
    func decode(_ ranks: [Int32]) -> [UInt8] { ranks.flatMap { self.bytes(of: $0) ?? [] } }

    /// The pieces that a text is split into.
    func pieces(_ bytes: [UInt8]) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        bytes.withUnsafeBufferPointer { text in
            self.withEncoder(of: text) { encoder in
                var start = 0
                while start < text.count {
                    let end = encoder.scanner.pieceEnd(from: start, by: self.encoding)
                    pieces.append(Array(text[start..<end]))
                    start = end
                }
            }
        }
        return pieces
    }

    func pieces(_ text: String) -> [String] {
        self.pieces(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }
}
