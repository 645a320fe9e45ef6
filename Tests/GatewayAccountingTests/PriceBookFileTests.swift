import GatewayAccounting
import GatewayCore
import GatewayWire
import Testing

@Suite struct PriceBookFileTests {
    @Test func `the built-in book is well formed and covers the named vendors`() throws {
        let book = try PriceBook.builtin()
        #expect(book.entries.count >= 60)
        let vendors = Set(book.entries.map(\.provider))
        #expect(vendors == ["openai", "groq", "anthropic", "gemini", "mistral", "deepseek"])
    }

    @Test func `every built-in price has a source page and a date`() throws {
        let book = try PriceBook.builtin()
        for entry in book.entries {
            #expect(entry.source.contains("https://"), "\(entry.model)")
            #expect(entry.asOf <= book.asOf, "\(entry.model)")
            #expect(entry.price.input > 0, "\(entry.model)")
        }
    }

    @Test func `no built-in price contradicts its own classes`() throws {
        for entry in try PriceBook.builtin().entries {
            let price = entry.price
            #expect(price.cachedInput <= price.input, "\(entry.model): a cache hit costs more than a miss")
            #expect(price.cacheWrite >= price.input, "\(entry.model): writing costs less than reading")
            #expect(price.cacheWrite <= price.input * 2, "\(entry.model): a slip of the decimal point")
            #expect(price.output == 0 || price.output >= price.input, "\(entry.model): output below input")
            #expect(price.reasoning >= price.output, "\(entry.model): reasoning below output")
            #expect((price.batchInput == nil) == (price.batchOutput == nil), "\(entry.model): half a batch price")
            #expect((price.batchInput ?? 0) <= price.input, "\(entry.model): a batch costs more")
            #expect((price.batchOutput ?? 0) <= price.output, "\(entry.model): a batch costs more")
        }
    }

    /// One change to a valid file, and the error that it must cause.
    struct Fault: Sendable {
        var find: String
        var replace: String
        var error: PriceBookError
    }

    @Test(arguments: [
        Fault(find: #""format": 1"#, replace: #""format": 2"#, error: PriceBookError(.unsupported, at: "format")),
        Fault(find: #""USD""#, replace: #""EUR""#, error: PriceBookError(.unsupported, at: "currency")),
        Fault(find: #"one million"#, replace: #"one thousand"#, error: PriceBookError(.unsupported, at: "unit")),
        Fault(find: #""format": 1,"#, replace: "", error: PriceBookError(.missing, at: "format")),
        Fault(find: #""models""#, replace: #""prices""#, error: PriceBookError(.unknownField, at: "prices")),
        Fault(find: #"2026-02-01"#, replace: #"2026-02-41"#, error: PriceBookError(.badDate, at: "models[0].as_of")),
        Fault(find: #"2026-02-01"#, replace: #"20260201"#, error: PriceBookError(.badDate, at: "models[0].as_of")),
        Fault(find: #"2026-02-02"#, replace: #"today"#, error: PriceBookError(.badDate, at: "as_of")),
        Fault(find: #""0.5""#, replace: "0.5", error: PriceBookError(.wrongType, at: "models[0].input")),
        Fault(find: #""0.5""#, replace: #""-0.5""#, error: PriceBookError(.badPrice(.negative), at: "models[0].input")),
        Fault(find: #""0.5""#, replace: #""5e-1""#, error: PriceBookError(.badPrice(.exponent), at: "models[0].input")),
        Fault(find: #""0.5""#, replace: #""""#, error: PriceBookError(.emptyText, at: "models[0].input")),
        Fault(
            find: #""0.5""#,
            replace: #""0.1234567891""#,
            error: PriceBookError(.badPrice(.tooPrecise), at: "models[0].input")
        ),
        Fault(find: #""input": "0.5","#, replace: "", error: PriceBookError(.missing, at: "models[0].input")),
        Fault(find: #""input""#, replace: #""inptu""#, error: PriceBookError(.unknownField, at: "models[0].inptu")),
        Fault(find: #""a page""#, replace: #""""#, error: PriceBookError(.emptyText, at: "models[0].source")),
        Fault(find: #""a page""#, replace: "null", error: PriceBookError(.wrongType, at: "models[0].source")),
        Fault(find: #"["n"]"#, replace: #""n""#, error: PriceBookError(.wrongType, at: "models[0].aliases")),
        Fault(find: #"["n"]"#, replace: #"["n", 1]"#, error: PriceBookError(.wrongType, at: "models[0].aliases[1]")),
        Fault(find: #"["n"]"#, replace: #"["m"]"#, error: PriceBookError(.duplicate, at: "openai/m")),
        Fault(find: "1000", replace: "1000.5", error: PriceBookError(.wrongType, at: "models[0].context_window")),
        Fault(find: "1000", replace: "-1", error: PriceBookError(.wrongType, at: "models[0].context_window")),
        Fault(
            find: #""model": "m""#,
            replace: #""model": "m", "model": "o""#,
            error: PriceBookError(.duplicate, at: "models[0].model")
        ),
        Fault(find: "[{", replace: "[3, {", error: PriceBookError(.wrongType, at: "models[0]")),
    ])
    func `a faulty book is refused whole, and the fault is located`(fault: Fault) throws {
        let pieces = Self.valid.split(separator: fault.find, maxSplits: 1, omittingEmptySubsequences: false)
        try #require(pieces.count == 2, "the fault does not apply")
        let text = pieces[0] + fault.replace + pieces[1]
        #expect(throws: fault.error) { try PriceBook(parsing: Array(text.utf8)) }
        #expect(fault.error.description.contains(fault.error.place))
    }

    @Test func `a valid file is read field by field`() throws {
        let book = try PriceBook(parsing: Array(Self.valid.utf8))
        let entry = try #require(book.entries.first)
        #expect(book.asOf == "2026-02-02")
        #expect(entry.aliases == ["n"])
        #expect(entry.contextWindow == 1000)
        #expect(entry.source == "a page")
        #expect(entry.asOf == "2026-02-01")
        #expect(entry.note == nil)
        #expect(
            entry.price
                == Price(
                    input: 500_000_000,
                    output: 2_000_000_000,
                    cachedInput: 50_000_000,
                    cacheWrite: 625_000_000,
                    reasoning: 3_000_000_000,
                    batchInput: 250_000_000,
                    batchOutput: 1_000_000_000
                )
        )
    }

    @Test func `every truncation of a file is refused`() {
        let bytes = Array(Self.valid.utf8)
        for length in 0..<bytes.count {
            #expect(throws: PriceBookError.self, "\(length) bytes") { try PriceBook(parsing: Array(bytes[..<length])) }
        }
    }

    @Test(arguments: [31, 32] as [UInt64])
    func `a file with random damage is read or refused, never more`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let bytes = Array(Self.valid.utf8)
        var refused = 0
        for _ in 0..<4000 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                damaged[Int.random(in: 0..<damaged.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            do throws(PriceBookError) {
                let book = try PriceBook(parsing: damaged)
                #expect(book.entries.allSatisfy { $0.price.input <= DollarText.highestNanoDollars }, "seed \(seed)")
            } catch {
                refused += 1
            }
        }
        #expect(refused > 2000, "seed \(seed)")
    }

    private static let valid = """
        {"format": 1, "currency": "USD", "unit": "one million tokens", "as_of": "2026-02-02", "about": "a test",
        "models": [{"provider": "openai", "model": "m", "aliases": ["n"], "input": "0.5", "output": "2",
        "cached_input": "0.05", "cache_write": "0.625", "reasoning": "3", "batch_input": "0.25", "batch_output": "1",
        "context_window": 1000, "source": "a page", "as_of": "2026-02-01"}]}
        """
}
