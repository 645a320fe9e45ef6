import Testing

@testable import GatewayRouting

@Suite(.enabled(if: TokenReference.isFetched, Comment(rawValue: TokenReference.reason)))
struct TokenReferenceTests {
    @Test(arguments: TokenEncoding.allCases)
    func `tokens equal the reference's`(_ encoding: TokenEncoding) throws {
        let vocabulary = try TokenReference.vocabulary(encoding)
        let rows = try TokenReference.rows()
        #expect(rows.count > 80)
        for row in rows {
            #expect(vocabulary.encode(row.text) == row.tokens(encoding), "\(row.name)")
            #expect(vocabulary.count(row.text) == row.tokens(encoding).count, "\(row.name)")
            #expect(vocabulary.count(row.text.utf8.span) == row.tokens(encoding).count, "\(row.name)")
        }
    }

    @Test(arguments: TokenEncoding.allCases)
    func `all texts in one are split where they are apart by newlines`(_ encoding: TokenEncoding) throws {
        // Letters after a newline begin a piece in both patterns, so that tokens add up; and repeated pieces are
        // counted from memory.
        let vocabulary = try TokenReference.vocabulary(encoding)
        let texts = try TokenReference.rows().map(\.text).filter {
            $0.last?.isLetter == true && $0.first?.isLetter == true
        }
        let whole = (texts + texts).map { $0 + "\n" }.joined()
        let apart = texts.reduce(0) { $0 + vocabulary.count($1) + 1 }
        #expect(vocabulary.count(whole) == 2 * apart)
        #expect(vocabulary.encode(whole).count == 2 * apart)
    }

    @Test(arguments: TokenEncoding.allCases)
    func `every token is encoded as itself`(_ encoding: TokenEncoding) throws {
        let vocabulary = try TokenReference.vocabulary(encoding)
        #expect(vocabulary.table.count == encoding.size)
        for rank in stride(from: Int32(0), to: Int32(encoding.size), by: 7) {
            let bytes = try #require(vocabulary.bytes(of: rank))
            let found = bytes.withUnsafeBufferPointer { text in
                vocabulary.table.withView { $0.rank(of: text, from: 0, to: text.count) }
            }
            #expect(found == UInt32(rank))
        }
        #expect(vocabulary.bytes(of: Int32(encoding.size)) == nil)
        #expect(vocabulary.bytes(of: -1) == nil)
    }

    @Test(arguments: TokenEncoding.allCases)
    func `any bytes are encoded without loss`(_ encoding: TokenEncoding) throws {
        let vocabulary = try TokenReference.vocabulary(encoding)
        var chance = SplitMix64(seed: 0x70_6B_65_6E)
        for _ in 0..<400 {
            let length = Int.random(in: 0...300, using: &chance)
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &chance) }
            let ranks = vocabulary.encode(bytes)
            #expect(vocabulary.decode(ranks) == bytes)
            #expect(vocabulary.count(bytes) == ranks.count)
        }
    }

    @Test func `memory is what the documentation says`() throws {
        #expect(try TokenReference.vocabulary(.o200k).memory < 7_500_000)
        #expect(try TokenReference.vocabulary(.cl100k).memory < 3_500_000)
    }
}
