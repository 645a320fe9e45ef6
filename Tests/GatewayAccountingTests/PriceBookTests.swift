import GatewayAccounting
import GatewayCore
import Testing

@Suite struct PriceBookTests {
    @Test(arguments: [
        ("gpt-4o", "2.5"),
        ("gpt-4o-2024-08-06", "2.5"),
        ("gpt-4o-2024-05-13", "5"),
        ("gpt-4o-2031-02-28", "2.5"),
        ("gpt-4o-latest", "2.5"),
        ("gpt-4o@2031-02-28", "2.5"),
        ("gpt-4o-20310228", "2.5"),
        ("gpt-4o@20310228", "2.5"),
        ("gpt-4o-mini-2031-02-28", "0.15"),
        ("gpt-5.6", "4"),
        ("o3-2025-04-16", "2"),
    ])
    func `a name, an alias and a dated name have the model's price`(model: String, input: String) throws {
        let price = try #require(PriceBook.builtin().price(provider: "openai", model: model))
        #expect(price.input == (try DollarText.nanoDollars(input)))
    }

    @Test(arguments: [
        "gpt-4o-2024-13-01",
        "gpt-4o-2024-00-10",
        "gpt-4o-2024-01-32",
        "gpt-4o-1999-01-01",
        "gpt-4o-2024-08",
        "gpt-4o-2024-0806",
        "gpt-4o-0806",
        "gpt-4o2024-08-06",
        "gpt-4o_2024-08-06",
        "gpt-4o-2024-08-06-latest",
        "gpt-4o-latest-2024-08-06",
        "gpt-4o@latest",
        "gpt-4o-preview",
        "gpt-4o-turbo",
        "gpt-4o-mini-high",
        "gpt-4",
        "GPT-4O",
        "gpt",
        "-2024-08-06",
        "-latest",
        "latest",
        "",
        "models/gpt-4o",
        "ft:gpt-4o-2024-08-06:owner::id",
        "gpt-4o-２０２４-08-06",
        "gpt-4o\u{600}-latest",
    ])
    func `any other name has no price`(model: String) throws {
        let book = try PriceBook(
            asOf: "2026-01-01",
            entries: [
                Self.entry("gpt-4o", aliases: ["gpt-4o-2024-08-06"]), Self.entry("gpt-4o-mini"),
            ]
        )
        #expect(book.price(provider: "openai", model: model) == nil)
        #expect(book.price(provider: "openai", model: "gpt-4o") != nil)
    }

    @Test func `a snapshot with an entry of its own is not priced as its model`() throws {
        let book = try PriceBook(
            asOf: "2026-01-01",
            entries: [
                Self.entry("m", input: 1), Self.entry("m-2024-05-13", input: 2), Self.entry("m-latest", input: 3),
            ]
        )
        #expect(book.price(provider: "openai", model: "m")?.input == 1)
        #expect(book.price(provider: "openai", model: "m-2024-05-13")?.input == 2)
        #expect(book.price(provider: "openai", model: "m-2024-05-14")?.input == 1)
        #expect(book.price(provider: "openai", model: "m-latest")?.input == 3)
    }

    @Test func `providers do not share names`() throws {
        let book = try PriceBook.builtin()
        #expect(book.price(provider: "groq", model: "openai/gpt-oss-120b") != nil)
        #expect(book.price(provider: "openai", model: "openai/gpt-oss-120b") == nil)
        #expect(book.price(provider: "anthropic", model: "gpt-4o") == nil)
        #expect(book.price(provider: "", model: "gpt-4o") == nil)
    }

    @Test func `a name that occurs twice is refused`() {
        #expect(throws: PriceBookError(.duplicate, at: "openai/m")) {
            try PriceBook(asOf: "2026-01-01", entries: [Self.entry("m"), Self.entry("m")])
        }
        #expect(throws: PriceBookError(.duplicate, at: "openai/a")) {
            try PriceBook(
                asOf: "2026-01-01",
                entries: [Self.entry("m", aliases: ["a"]), Self.entry("n", aliases: ["a"])]
            )
        }
        #expect(throws: PriceBookError(.duplicate, at: "openai/m")) {
            try PriceBook(asOf: "2026-01-01", entries: [Self.entry("m", aliases: ["m"])])
        }
    }

    private static func entry(_ model: String, aliases: [String] = [], input: Int64 = 1) -> PriceBook.Entry {
        PriceBook.Entry(
            provider: "openai",
            model: model,
            aliases: aliases,
            price: Price(input: input, output: 2),
            source: "test",
            asOf: "2026-01-01"
        )
    }
}
