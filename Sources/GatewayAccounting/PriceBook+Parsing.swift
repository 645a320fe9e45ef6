import GatewayCore
import GatewayWire

extension PriceBook {
    /// Version of the file's layout that this reads.
    private static let format = 1
    /// Nesting of the layout: file, list of models, model, list of aliases.
    private static let highestDepth = 4
    /// JSON values in a file: room for some thousands of models, many times what is built in.
    private static let highestCount = 100_000

    /// Reads the file's JSON.
    ///
    /// Strict, for a wrong price is worse than none: an unknown field, a missing source and a price that is not a plain
    /// decimal text are errors, and one error refuses the whole book.
    package init(parsing bytes: [UInt8]) throws(PriceBookError) {
        let file = try Object(Self.json(bytes), at: "")
        try file.allow(["format", "currency", "unit", "as_of", "about", "models"])
        guard try file.integer("format") == Self.format else { throw PriceBookError(.unsupported, at: "format") }
        guard try file.text("currency") == "USD" else { throw PriceBookError(.unsupported, at: "currency") }
        guard try file.text("unit") == "one million tokens" else { throw PriceBookError(.unsupported, at: "unit") }
        var entries: [Entry] = []
        for (place, value) in try file.array("models").enumerated() {
            entries.append(try Self.entry(Object(value, at: "models[\(place)]")))
        }
        try self.init(asOf: file.day("as_of"), entries: entries)
    }

    private static func json(_ bytes: [UInt8]) throws(PriceBookError) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue.parse(bytes.span.bytes, maxDepth: Self.highestDepth, maxValues: Self.highestCount)
        } catch {
            throw PriceBookError(.malformed(error), at: "")
        }
    }

    private static func entry(_ object: Object) throws(PriceBookError) -> Entry {
        try object.allow([
            "provider", "model", "aliases", "input", "cached_input", "cache_write", "output", "reasoning",
            "batch_input", "batch_output", "context_window", "source", "as_of", "note",
        ])
        return Entry(
            provider: try object.text("provider"),
            model: try object.text("model"),
            aliases: try object.texts("aliases"),
            price: Price(
                input: try object.price("input"),
                output: try object.price("output"),
                cachedInput: try object.optionalPrice("cached_input"),
                cacheWrite: try object.optionalPrice("cache_write"),
                reasoning: try object.optionalPrice("reasoning"),
                batchInput: try object.optionalPrice("batch_input"),
                batchOutput: try object.optionalPrice("batch_output")
            ),
            contextWindow: try object.optionalInteger("context_window"),
            source: try object.text("source"),
            asOf: try object.day("as_of"),
            note: try object.optionalText("note")
        )
    }
}

/// A JSON object whose fields are read by name, and which says where a wrong one is.
private struct Object {
    private let fields: [String: JSONValue]
    private let place: String

    init(_ value: JSONValue, at place: String) throws(PriceBookError) {
        guard let members = value.members else { throw PriceBookError(.wrongType, at: place) }
        var fields: [String: JSONValue] = [:]
        for member in members {
            guard fields.updateValue(member.value, forKey: member.name) == nil else {
                throw PriceBookError(.duplicate, at: Self.path(place, member.name))
            }
        }
        self.fields = fields
        self.place = place
    }

    /// Refuses every field that is not one of these.
    func allow(_ names: Set<String>) throws(PriceBookError) {
        // In order, so that the same file always gives the same error.
        if let name = self.fields.keys.filter({ !names.contains($0) }).min() {
            throw PriceBookError(.unknownField, at: self.path(name))
        }
    }

    func text(_ name: String) throws(PriceBookError) -> String {
        guard let text = try self.optionalText(name) else { throw PriceBookError(.missing, at: self.path(name)) }
        return text
    }

    func optionalText(_ name: String) throws(PriceBookError) -> String? {
        guard let value = self.fields[name] else { return nil }
        return try Self.text(value, at: self.path(name))
    }

    func texts(_ name: String) throws(PriceBookError) -> [String] {
        guard self.fields[name] != nil else { return [] }
        var texts: [String] = []
        for (offset, value) in try self.array(name).enumerated() {
            texts.append(try Self.text(value, at: "\(self.path(name))[\(offset)]"))
        }
        return texts
    }

    func integer(_ name: String) throws(PriceBookError) -> Int {
        guard let number = try self.optionalInteger(name) else {
            throw PriceBookError(.missing, at: self.path(name))
        }
        return number
    }

    func optionalInteger(_ name: String) throws(PriceBookError) -> Int? {
        guard let value = self.fields[name] else { return nil }
        guard let number = value.integer, number > 0 else { throw PriceBookError(.wrongType, at: self.path(name)) }
        return number
    }

    func array(_ name: String) throws(PriceBookError) -> [JSONValue] {
        guard let value = self.fields[name] else { throw PriceBookError(.missing, at: self.path(name)) }
        guard let elements = value.elements else { throw PriceBookError(.wrongType, at: self.path(name)) }
        return elements
    }

    func price(_ name: String) throws(PriceBookError) -> Int64 {
        guard let price = try self.optionalPrice(name) else { throw PriceBookError(.missing, at: self.path(name)) }
        return price
    }

    /// Prices are texts: a JSON number passes through binary floating point in most programs that edit such files.
    func optionalPrice(_ name: String) throws(PriceBookError) -> Int64? {
        guard let text = try self.optionalText(name) else { return nil }
        do throws(DollarTextError) {
            return try DollarText.nanoDollars(text)
        } catch {
            throw PriceBookError(.badPrice(error), at: self.path(name))
        }
    }

    func day(_ name: String) throws(PriceBookError) -> String {
        let text = try self.text(name)
        guard text.utf8.count == 10, CalendarDay.isDay(text.utf8) else {
            throw PriceBookError(.badDate, at: self.path(name))
        }
        return text
    }

    private static func text(_ value: JSONValue, at place: String) throws(PriceBookError) -> String {
        guard let text = value.text else { throw PriceBookError(.wrongType, at: place) }
        guard !text.isEmpty else { throw PriceBookError(.emptyText, at: place) }
        return text
    }

    private func path(_ name: String) -> String {
        Self.path(self.place, name)
    }

    private static func path(_ place: String, _ name: String) -> String {
        place.isEmpty ? name : "\(place).\(name)"
    }
}
