import GatewayWire
import Testing

/// A JSON value by its meaning alone: strings are UTF-16 code units, numbers their digits and power of ten.
indirect enum JSONMeaning: Hashable {
    case null
    case bool(Bool)
    /// Digits without a zero at either end, empty for zero; and the power of ten of the last one.
    case number(isNegative: Bool, digits: [UInt8], power: Int)
    case string([UInt16])
    case array([JSONMeaning])
    case object([[UInt16]: JSONMeaning])

    static func random(_ random: inout WireRandom, depth: Int = 0) -> JSONMeaning {
        switch random.below(depth > 3 ? 6 : 10) {
        case 0: return .null
        case 1: return .bool(random.below(2) == 0)
        case 2, 3: return self.randomNumber(&random)
        case 4, 5: return .string(self.randomUnits(&random))
        case 6, 7: return .array((0..<random.below(5)).map { _ in self.random(&random, depth: depth + 1) })
        default: return self.randomObject(&random, depth: depth)
        }
    }

    static func randomObject(_ random: inout WireRandom, depth: Int = 0) -> JSONMeaning {
        var members: [[UInt16]: JSONMeaning] = [:]
        for _ in 0..<random.below(random.below(12) == 0 ? 60 : 7) {
            members[self.randomUnits(&random)] = self.random(&random, depth: depth + 1)
        }
        return .object(members)
    }

    static func randomNumber(_ random: inout WireRandom) -> JSONMeaning {
        var digits = (0..<random.below([2, 4, 25][random.below(3)])).map { _ in UInt8(random.below(10)) }
        while digits.first == 0 { digits.removeFirst() }
        while digits.last == 0 { digits.removeLast() }
        if digits.isEmpty { return .number(isNegative: false, digits: [], power: 0) }
        let power = random.below(4) == 0 ? random.below(2_000_000) - 1_000_000 : random.below(7) - 3
        return .number(isNegative: random.below(2) == 0, digits: digits, power: power)
    }

    static func randomUnits(_ random: inout WireRandom) -> [UInt16] {
        let pieces: [[UInt16]] = [
            Array("a".utf16), Array("temperature".utf16), Array("é漢".utf16), Array("🙂".utf16), [0x22], [0x5C], [0x2F],
            [0x0A], [0x1F], [0], [0x7F], [0xD800], [0xDFFF], [0xD83D], Array("\\u0041".utf16),
            Array("the quick brown fox jumps over the lazy dog".utf16), [0xFFFD],
        ]
        return (0..<random.below(6)).flatMap { _ in pieces[random.below(pieces.count)] }
    }
}

extension JSONMeaning {
    /// One of the texts that have this meaning.
    func spelled(_ random: inout WireRandom) -> String {
        func pad(_ random: inout WireRandom) -> String {
            random.below(3) > 0 ? "" : [" ", "\n", "\t  ", "\r\n          "][random.below(4)]
        }
        switch self {
        case .null: return "null"
        case .bool(let bool): return bool ? "true" : "false"
        case .number(let isNegative, let digits, let power):
            return (isNegative ? "-" : "") + Self.spell(digits, power, &random)
        case .string(let units): return Self.spell(units, &random)
        case .array(let elements):
            let items = elements.map { pad(&random) + $0.spelled(&random) + pad(&random) }
            return "[" + (items.isEmpty ? pad(&random) : items.joined(separator: ",")) + "]"
        case .object(let members):
            // A dictionary's order changes from run to run; the seed alone must decide.
            let sorted = members.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            let items = sorted.shuffled(using: &random).map { name, value in
                pad(&random) + Self.spell(name, &random) + pad(&random) + ":" + pad(&random) + value.spelled(&random)
                    + pad(&random)
            }
            return "{" + (items.isEmpty ? pad(&random) : items.joined(separator: ",")) + "}"
        }
    }

    private static func spell(_ digits: [UInt8], _ power: Int, _ random: inout WireRandom) -> String {
        var digits = digits
        var power = power
        if digits.isEmpty {
            let text = random.below(2) == 0 ? ["0", "-0", "0.0", "-0.000"][random.below(4)] : "0"
            return text + (random.below(3) == 0 ? "e\(random.below(99))" : "")
        }
        for _ in 0..<random.below(4) {
            digits.append(0)
            power -= 1
        }
        // The point goes anywhere; what is left of the power is the exponent.
        let fraction = random.below(digits.count + 3)
        let isPlain = power <= 0 && -power < 40 && random.below(2) == 0
        let places = isPlain ? -power : fraction
        while digits.count <= places { digits.insert(0, at: 0) }
        let text = digits.map { String($0) }
        var spelled = text.dropLast(places).joined()
        if places > 0 { spelled += "." + text.suffix(places).joined() }
        let exponent = power + places
        if isPlain { return spelled }
        let sign = exponent < 0 ? "-" : ["", "+"][random.below(2)]
        let zeros = String(repeating: "0", count: random.below(3))
        return exponent == 0 && random.below(2) == 0
            ? spelled : spelled + ["e", "E"][random.below(2)] + sign + zeros + String(exponent.magnitude)
    }

    private static func spell(_ units: [UInt16], _ random: inout WireRandom) -> String {
        let style = random.below(3)
        var text = "\""
        var index = 0
        while index < units.count {
            let unit = units[index]
            let isPair = unit & 0xFC00 == 0xD800 && index + 1 < units.count && units[index + 1] & 0xFC00 == 0xDC00
            let short: [UInt16: String] = [
                0x22: "\\\"", 0x5C: "\\\\", 0x2F: "\\/", 8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r",
            ]
            let isEscaped = unit < 0x20 || unit == 0x22 || unit == 0x5C || (unit & 0xF800 == 0xD800 && !isPair)
            if isEscaped || style == 2 || (style == 1 && random.below(4) == 0) {
                if let escape = short[unit], random.below(2) == 0 {
                    text += escape
                } else {
                    text += Self.escape(unit, &random)
                    if isPair { text += Self.escape(units[index + 1], &random) }
                    if isPair { index += 1 }
                }
            } else {
                text += String(decoding: units[index...(index + (isPair ? 1 : 0))], as: UTF16.self)
                if isPair { index += 1 }
            }
            index += 1
        }
        return text + "\""
    }

    private static func escape(_ unit: UInt16, _ random: inout WireRandom) -> String {
        let digits = String(unit, radix: 16, uppercase: random.below(2) == 0)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}

extension JSONMeaning {
    /// A value that means something else, by one change somewhere in it.
    func changed(_ random: inout WireRandom) -> JSONMeaning {
        switch self {
        case .null: return .bool(false)
        case .bool(let bool): return random.below(3) == 0 ? .null : .bool(!bool)
        case .string(let units): return .string(Self.changed(units, &random))
        case .number(let isNegative, let digits, let power):
            if digits.isEmpty { return [.null, .string([0x30]), .array([self])][random.below(3)] }
            switch random.below(3) {
            case 0: return .number(isNegative: !isNegative, digits: digits, power: power)
            case 1: return .number(isNegative: isNegative, digits: digits, power: power + 1)
            default:
                var digits = digits
                let place = random.below(digits.count)
                digits[place] = digits[place] == 9 ? 8 : digits[place] + 1
                return .number(isNegative: isNegative, digits: digits, power: power)
            }
        case .array(var elements):
            switch random.below(4) {
            case 0: elements.insert(Self.random(&random), at: random.below(elements.count + 1))
            case 1 where elements.count > 1 && elements[0] != elements[elements.count - 1]:
                elements.swapAt(0, elements.count - 1)
            case 2 where !elements.isEmpty: elements.remove(at: random.below(elements.count))
            default:
                guard !elements.isEmpty else { return .object([:]) }
                let place = random.below(elements.count)
                elements[place] = elements[place].changed(&random)
            }
            return .array(elements)
        case .object(var members):
            let names = members.keys.sorted { $0.lexicographicallyPrecedes($1) }
            guard !names.isEmpty else { return .array([]) }
            let name = names[random.below(names.count)]
            switch random.below(3) {
            case 0: members[name] = nil
            case 1: members[name] = members[name]?.changed(&random)
            default:
                let value = members.removeValue(forKey: name)
                var other = Self.changed(name, &random)
                while names.contains(other) { other = Self.changed(other, &random) }
                members[other] = value
            }
            return .object(members)
        }
    }

    private static func changed(_ units: [UInt16], _ random: inout WireRandom) -> [UInt16] {
        var units = units
        let place = random.below(units.count + 1)
        if place < units.count, random.below(2) == 0 {
            units.remove(at: place)
        } else if place < units.count {
            units[place] ^= 1
        } else {
            units.append(0x61)
        }
        return units
    }

    /// The meaning of a canonical text, by the tree reader; half surrogate pairs become U+FFFD there.
    init(_ value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool(let bool): self = .bool(bool)
        case .string(let text): self = .string(Array(text.utf16))
        case .array(let elements): self = .array(elements.map { JSONMeaning($0) })
        case .object(let members):
            let pairs = members.map { (Array($0.name.utf16), JSONMeaning($0.value)) }
            self = .object(Dictionary(pairs) { first, _ in first })
        case .number(let text):
            let parts = text.split(separator: "e")
            let digits = parts[0].utf8.drop { $0 == 0x2D }.map { $0 - 0x30 }
            let isZero = digits == [0]
            self = .number(
                isNegative: text.first == "-",
                digits: isZero ? [] : digits,
                power: parts.count > 1 ? Int(parts[1]) ?? 0 : 0
            )
        }
    }

    /// This value with each half of a surrogate pair as the tree reader has it.
    var readable: JSONMeaning {
        func readable(_ units: [UInt16]) -> [UInt16] { Array(String(decoding: units, as: UTF16.self).utf16) }
        switch self {
        case .string(let units): return .string(readable(units))
        case .array(let elements): return .array(elements.map(\.readable))
        case .object(let members):
            let pairs = members.map { (readable($0.key), $0.value.readable) }
            return .object(Dictionary(pairs) { first, _ in first })
        default: return self
        }
    }

    /// Whether no object has two names that the tree reader cannot tell apart.
    var hasReadableNames: Bool {
        switch self {
        case .array(let elements): return elements.allSatisfy(\.hasReadableNames)
        case .object(let members):
            let names = Set(members.keys.map { Array(String(decoding: $0, as: UTF16.self).utf16) })
            return names.count == members.count && members.values.allSatisfy(\.hasReadableNames)
        default: return true
        }
    }
}

struct CanonicalJSONPropertyTests {
    @Test(arguments: 0..<4)
    func `two spellings of one value have one form, and it means the value`(_ run: UInt64) throws {
        let seed = 0xCA20 + run
        var random = WireRandom(seed: seed)
        var canonical = CanonicalJSON()
        for round in 0..<400 {
            let meaning = JSONMeaning.random(&random)
            let note: Comment = "seed \(seed), round \(round)"
            let first = meaning.spelled(&random)
            let second = meaning.spelled(&random)
            let form = try Canonical.form(Array(first.utf8), with: &canonical)
            let other = try Canonical.form(Array(second.utf8), with: &canonical)
            #expect(form.bytes == other.bytes, "\(note): \(first) and \(second)")
            #expect(!form.hasDuplicates && !other.hasDuplicates, note)
            #expect(try Canonical.form(form.bytes, with: &canonical).bytes == form.bytes, note)
            guard meaning.hasReadableNames else { continue }
            let value = JSONMeaning(try JSONValue.parse(form.bytes.span.bytes))
            #expect(value == meaning.readable, "\(note): \(first)")
        }
    }

    @Test(arguments: 0..<4)
    func `any change of the meaning changes the form`(_ run: UInt64) throws {
        let seed = 0xD1FF + run
        var random = WireRandom(seed: seed)
        var canonical = CanonicalJSON()
        for round in 0..<400 {
            let meaning = JSONMeaning.random(&random)
            let other = meaning.changed(&random)
            guard other != meaning else { continue }
            let form = try Canonical.form(Array(meaning.spelled(&random).utf8), with: &canonical).bytes
            let otherForm = try Canonical.form(Array(other.spelled(&random).utf8), with: &canonical).bytes
            #expect(form != otherForm, "seed \(seed), round \(round): \(String(decoding: form, as: UTF8.self))")
        }
    }

    @Test func `ignored members may say anything`() throws {
        let seed: UInt64 = 0x16
        var random = WireRandom(seed: seed)
        for round in 0..<500 {
            guard case .object(var members) = JSONMeaning.randomObject(&random) else { continue }
            let plain = JSONMeaning.object(members)
            for name in IgnoredMembers.standardNames + ["signalbox_tags"] where random.below(2) == 0 {
                members[Array(name.utf16)] = JSONMeaning.random(&random)
            }
            let text = JSONMeaning.object(members).spelled(&random)
            let form = try Canonical.form(Array(text.utf8), ignoring: .standard)
            let expected = try Canonical.form(Array(plain.spelled(&random).utf8))
            #expect(form.bytes == expected.bytes, "seed \(seed), round \(round): \(text)")
        }
    }

    @Test(arguments: 0..<4)
    func `mutated texts are refused exactly where the scanner refuses them`(_ run: UInt64) throws {
        let seed = 0xF22 + run
        var random = WireRandom(seed: seed)
        var canonical = CanonicalJSON()
        let alphabet = Array(#"{}[]",:\/u0019deE+-.tfn "#.utf8) + [0x0A, 0xC3, 0xA9, 0xF0, 0x00]
        var accepted = 0
        for round in 0..<1500 {
            let text = random.mutate(Array(JSONMeaning.random(&random).spelled(&random).utf8), alphabet: alphabet)
            let note: Comment = "seed \(seed), round \(round): \(String(decoding: text, as: UTF8.self))"
            let isValid = (try? JSONScanner.validate(text.span.bytes)) != nil
            let form = try? Canonical.form(text, with: &canonical)
            #expect((form != nil) == isValid, note)
            guard let form else { continue }
            accepted += 1
            #expect((try? JSONScanner.validate(form.bytes.span.bytes)) != nil, note)
            guard !form.hasDuplicates else { continue }
            #expect(try Canonical.form(form.bytes, with: &canonical).bytes == form.bytes, note)
        }
        #expect(accepted > 100)
    }
}
