extension TokenVocabulary {
    /// A defect as an error.
    struct ParseFailure: Error {
        let defect: TokenVocabularyDefect
    }

    /// Makes a vocabulary from the bytes of its file, of so many tokens.
    static func parse(
        _ encoding: TokenEncoding,
        _ bytes: UnsafeRawBufferPointer,
        count: Int
    ) -> Result<TokenVocabulary, ParseFailure> {
        do throws(ParseFailure) {
            return .success(TokenVocabulary(encoding, try Self.table(bytes, count: count)))
        } catch {
            return .failure(error)
        }
    }

    static func table(_ bytes: UnsafeRawBufferPointer, count: Int) throws(ParseFailure) -> TokenTable {
        guard Self.fileSizes.contains(bytes.count) else { throw ParseFailure(defect: .size(bytes.count)) }
        let stated = Int(Self.word(bytes, 0))
        guard stated == count else { throw ParseFailure(defect: .count(stated)) }
        // Lengths first: the tables are made at their final size.
        let sizes = try Self.sizes(bytes, count: count)
        var table = TokenTable(short: sizes.short, long: count - sizes.short, bytes: sizes.bytes)
        var place = 4
        for entry in 0..<count {
            let length = Self.half(bytes, place)
            let token = UnsafeRawBufferPointer(rebasing: bytes[place + 2..<place + 2 + length])
            guard token.withMemoryRebound(to: UInt8.self, { table.append($0) }) else {
                throw ParseFailure(defect: .duplicate(entry: entry))
            }
            place += length + 6
        }
        for byte in UInt8.min...UInt8.max {
            let isThere = withUnsafeBytes(of: byte) { raw in
                raw.withMemoryRebound(to: UInt8.self) { token in
                    table.withView { $0.rank(of: token, from: 0, to: 1) != TokenTable.absent }
                }
            }
            guard isThere else { throw ParseFailure(defect: .missingByte(byte)) }
        }
        return table
    }

    /// Checks the frame of every entry: how many tokens are short, and how many bytes all have.
    private static func sizes(
        _ bytes: UnsafeRawBufferPointer,
        count: Int
    ) throws(ParseFailure) -> (short: Int, bytes: Int) {
        var place = 4
        var short = 0
        var total = 0
        for entry in 0..<count {
            guard place + 2 <= bytes.count else { throw ParseFailure(defect: .truncated(entry: entry)) }
            let length = Self.half(bytes, place)
            guard (1...TokenTable.longest).contains(length) else { throw ParseFailure(defect: .length(entry: entry)) }
            guard place + length + 6 <= bytes.count else { throw ParseFailure(defect: .truncated(entry: entry)) }
            guard Self.word(bytes, place + 2 + length) == UInt32(entry) else {
                throw ParseFailure(defect: .rank(entry: entry))
            }
            if length <= 8 { short += 1 }
            total += length
            place += length + 6
        }
        guard place == bytes.count else { throw ParseFailure(defect: .trailing(bytes.count - place)) }
        return (short, total)
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> UInt32 {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
    }

    private static func half(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> Int {
        Int(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt16.self)))
    }
}
