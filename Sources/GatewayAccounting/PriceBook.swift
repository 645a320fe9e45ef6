package import GatewayCore

/// Published prices of the providers' models: immutable, and read once, when the gateway starts or reloads.
///
/// A deployment's price comes from configuration first and from here second. A model that is not in the book has no
/// price: its usage is counted, its cost is unknown, and nothing is guessed from similar names.
package struct PriceBook: Sendable {
    /// The prices of one model, and who says so.
    package struct Entry: Sendable, Equatable {
        /// Dialect of the vendor: `openai`, `anthropic`, `gemini`, `groq`, `mistral`, `deepseek`.
        package var provider: String
        /// Model name in requests to the vendor.
        package var model: String
        /// Further names of the same model at the same price, such as dated snapshots.
        package var aliases: [String]
        /// Prices of the vendor's standard service tier.
        package var price: Price
        /// Tokens that prompt and answer may have together, where that is published.
        package var contextWindow: Int?
        /// Vendor and page that publish the price.
        package var source: String
        /// Day on which the price was last found so, as `YYYY-MM-DD`.
        package var asOf: String
        /// What the price leaves out, such as a surcharge for long prompts.
        package var note: String?

        /// Creates an entry.
        package init(
            provider: String,
            model: String,
            aliases: [String] = [],
            price: Price,
            contextWindow: Int? = nil,
            source: String,
            asOf: String,
            note: String? = nil
        ) {
            self.provider = provider
            self.model = model
            self.aliases = aliases
            self.price = price
            self.contextWindow = contextWindow
            self.source = source
            self.asOf = asOf
            self.note = note
        }
    }

    /// Day on which the book was compiled, as `YYYY-MM-DD`.
    package let asOf: String
    /// Every model, in the order of the file.
    package let entries: [Entry]
    /// Offsets in `entries` by provider and by model name or alias.
    private let places: [String: [String: Int]]

    /// A book of these entries.
    ///
    /// - Throws: `PriceBookError` with `.duplicate` when two entries of a provider share a name.
    package init(asOf: String, entries: [Entry]) throws(PriceBookError) {
        var places: [String: [String: Int]] = [:]
        for (place, entry) in entries.enumerated() {
            for name in [entry.model] + entry.aliases {
                guard places[entry.provider, default: [:]].updateValue(place, forKey: name) == nil else {
                    throw PriceBookError(.duplicate, at: "\(entry.provider)/\(name)")
                }
            }
        }
        self.asOf = asOf
        self.entries = entries
        self.places = places
    }

    /// The book that is compiled into the gateway. Reads the whole file at each call: keep the result.
    package static func builtin() throws(PriceBookError) -> PriceBook {
        try PriceBook(parsing: PackageResources.PriceBook_json)
    }

    /// The price of a model; nil when the book does not know the model.
    ///
    /// - Parameters:
    ///   - provider: The vendor's dialect, not the name that an operator gave an account.
    ///   - model: The name that is sent to the vendor.
    package func price(provider: String, model: String) -> Price? {
        self.entry(provider: provider, model: model)?.price
    }

    /// The entry of a model.
    ///
    /// A name or alias of the book counts first, so that a snapshot with a price of its own has it. Else one suffix
    /// that vendors put after a model's name is taken off: `-YYYY-MM-DD`, `-YYYYMMDD`, `@` with either date, or
    /// `-latest`. Any other difference is another model.
    package func entry(provider: String, model: String) -> Entry? {
        guard let names = self.places[provider] else { return nil }
        if let place = names[model] { return self.entries[place] }
        guard let stem = Self.stem(of: model), Self.stem(of: stem) == nil, let place = names[stem] else { return nil }
        return self.entries[place]
    }

    /// The name without its date or `-latest`; nil when it has neither.
    private static func stem(of model: String) -> String? {
        // In bytes, for `Character`s may join what is taken off with what is left.
        let bytes = Array(model.utf8)
        let suffix = "-latest".utf8
        if bytes.count > suffix.count, bytes.suffix(suffix.count).elementsEqual(suffix) {
            return String(decoding: bytes.dropLast(suffix.count), as: UTF8.self)
        }
        for length in [10, 8] where bytes.count > length + 1 {
            let separator = bytes[bytes.count - length - 1]
            guard separator == UInt8(ascii: "-") || separator == UInt8(ascii: "@") else { continue }
            guard CalendarDay.isDay(bytes.suffix(length)) else { continue }
            return String(decoding: bytes.dropLast(length + 1), as: UTF8.self)
        }
        return nil
    }
}

/// Dates as vendors write them after the names of models.
enum CalendarDay {
    /// Whether the bytes are `YYYY-MM-DD` or `YYYYMMDD`, with a year of this century, a month and a day up to 31.
    static func isDay(_ text: some Collection<UInt8>) -> Bool {
        var digits: [Int] = []
        for (offset, byte) in text.enumerated() {
            if text.count == 10, offset == 4 || offset == 7 {
                guard byte == UInt8(ascii: "-") else { return false }
            } else {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return false }
                digits.append(Int(byte - UInt8(ascii: "0")))
            }
        }
        guard digits.count == 8 else { return false }
        let month = digits[4] * 10 + digits[5]
        let day = digits[6] * 10 + digits[7]
        return digits[0] == 2 && digits[1] == 0 && (1...12).contains(month) && (1...31).contains(day)
    }
}
