/// Fuzz target for the canonical form of JSON, on which keys of the cache rest: no input may trap, equal meaning has
/// equal bytes, and the bytes mean what the text means.
///
/// The first byte chooses what is left out, the rest is the text. Compiled together with the sources of `GatewayWire`
/// into one module; see `run.sh`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard count >= 1 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let text = Array(bytes[1...])
    let ignored: IgnoredMembers =
        switch bytes[0] & 3 {
        case 0: .standard
        case 1: .gatewayFields
        default: .none
        }
    CanonicalAgreement.check(text, ignored)
    return 0
}

/// What must hold for every text.
enum CanonicalAgreement {
    static func check(_ text: [UInt8], _ ignored: IgnoredMembers) {
        let tree = try? JSONValue.parse(text.span.bytes)
        var canonical = CanonicalJSON()
        guard let form = self.form(text, ignored, &canonical) else {
            precondition(tree == nil, "what is JSON has no canonical form")
            return
        }
        precondition(tree != nil, "what is no JSON has a canonical form")
        let spaced = Array(" \r\n\t".utf8) + text + Array("\n ".utf8)
        precondition(self.form(spaced, ignored, &canonical)?.bytes == form.bytes, "space counts")
        precondition(self.form(text, ignored, &canonical)?.bytes == form.bytes, "the scratch memory counts")
        guard !form.hasDuplicates, let tree else { return }
        guard let value = try? JSONValue.parse(form.bytes.span.bytes) else {
            preconditionFailure("the canonical form is no JSON")
        }
        precondition(self.form(form.bytes, .none, &canonical)?.bytes == form.bytes, "the form has another form")
        precondition(self.form(form.bytes, ignored, &canonical)?.bytes == form.bytes, "something ignored is left")
        guard let meaning = self.meaning(tree), let formMeaning = self.meaning(value) else { return }
        if ignored == .none {
            precondition(meaning == formMeaning, "the canonical form means something else")
        }
        var respelled: [UInt8] = []
        self.spell(tree, into: &respelled)
        precondition(self.form(respelled, ignored, &canonical)?.bytes == form.bytes, "another spelling, another form")
    }

    private static func form(
        _ text: [UInt8],
        _ ignored: IgnoredMembers,
        _ canonical: inout CanonicalJSON
    ) -> (bytes: [UInt8], hasDuplicates: Bool)? {
        var scratch = ByteScratch(capacity: 1)
        do throws(JSONError) {
            let outcome = try canonical.append(text.span.bytes, ignoring: ignored, to: &scratch)
            return (scratch.withUnsafeBytes { Array($0) }, outcome.hasDuplicates)
        } catch {
            precondition(scratch.withUnsafeBytes { $0.isEmpty }, "something is written of what is refused")
            return nil
        }
    }

    /// The value with its members in order of their names and its numbers in one spelling; nil where a half of a
    /// surrogate pair was replaced by the reader, which makes different texts look alike.
    private static func meaning(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .null, .bool: return value
        case .number(let text): return .string("number " + self.number(Array(text.utf8)))
        case .string(let text): return self.isWhole(text) ? value : nil
        case .array(let elements):
            let meanings = elements.compactMap { self.meaning($0) }
            return meanings.count == elements.count ? .array(meanings) : nil
        case .object(let members):
            let meanings = members.compactMap { member in
                self.isWhole(member.name) ? self.meaning(member.value).map { JSONValue.Member(member.name, $0) } : nil
            }
            guard meanings.count == members.count else { return nil }
            // By their bytes: Swift compares texts by their characters, however these are composed.
            return .object(meanings.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
        }
    }

    private static func isWhole(_ text: String) -> Bool { !text.unicodeScalars.contains("\u{FFFD}") }

    /// Sign, digits without zeros at either end, and power of ten; the powers that are out of all bounds are one.
    private static func number(_ text: [UInt8]) -> String {
        let parts = text.split(whereSeparator: { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") })
        var digits = parts[0].filter { $0 != UInt8(ascii: "-") }
        var shift = 0
        if let point = digits.firstIndex(of: UInt8(ascii: ".")) {
            shift = point + 1 - digits.count
            digits.remove(at: point)
        }
        digits = Array(digits.drop { $0 == UInt8(ascii: "0") })
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            shift += 1
        }
        guard !digits.isEmpty else { return "0" }
        let written = parts.count > 1 ? Int(String(decoding: parts[1], as: UTF8.self)) : 0
        let (power, overflow) = (written ?? .max).addingReportingOverflow(shift)
        let isHuge = written == nil || overflow || power.magnitude > 1 << 60
        let sign = text.first == UInt8(ascii: "-") ? "-" : ""
        return "\(sign)\(String(decoding: digits, as: UTF8.self))e\(isHuge ? "huge" : "\(power)")"
    }

    /// Spells a value in another way: members backwards, all characters escaped.
    private static func spell(_ value: JSONValue, into text: inout [UInt8]) {
        switch value {
        case .null: text += "null".utf8
        case .bool(let isTrue): text += (isTrue ? "true" : "false").utf8
        case .number(let number): text += number.utf8
        case .string(let string): self.spell(string, into: &text)
        case .array(let elements):
            text.append(UInt8(ascii: "["))
            for (place, element) in elements.enumerated() {
                if place > 0 { text += " ,\t".utf8 }
                self.spell(element, into: &text)
            }
            text.append(UInt8(ascii: "]"))
        case .object(let members):
            text.append(UInt8(ascii: "{"))
            for (place, member) in members.reversed().enumerated() {
                if place > 0 { text += "\n, ".utf8 }
                self.spell(member.name, into: &text)
                text += " :\r".utf8
                self.spell(member.value, into: &text)
            }
            text.append(UInt8(ascii: "}"))
        }
    }

    private static func spell(_ string: String, into text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        for unit in string.utf16 {
            text += "\\u".utf8
            for shift in [12, 8, 4, 0] {
                let digit = UInt8(unit >> shift & 0xF)
                text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
        text.append(UInt8(ascii: "\""))
    }
}
