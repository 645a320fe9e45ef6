/// Repeatable source of chance for the parsers' property tests (SplitMix64); tests name their seed on failure.
struct WireRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed
    }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but not including, the bound.
    mutating func below(_ bound: Int) -> Int {
        Int.random(in: 0..<bound, using: &self)
    }

    /// Changes a text in one to four places: bytes replaced, taken out, put in, or runs of them repeated.
    mutating func mutate(_ text: [UInt8], alphabet: [UInt8]) -> [UInt8] {
        var text = text
        for _ in 0...self.below(4) {
            let place = self.below(text.count + 1)
            let byte =
                self.below(8) == 0 ? UInt8(truncatingIfNeeded: self.next()) : alphabet[self.below(alphabet.count)]
            switch self.below(5) {
            case 0 where place < text.count: text[place] = byte
            case 1 where place < text.count: text.remove(at: place)
            case 2: text.insert(byte, at: place)
            case 3 where place < text.count:
                let end = min(text.count, place + 1 + self.below(12))
                text.insert(contentsOf: text[place..<end], at: self.below(text.count + 1))
            default: text.removeLast(min(text.count, self.below(3)))
            }
        }
        return text
    }

    /// A random JSON value as text, with odd spacing, escapes and characters of every length.
    mutating func json(depth: Int = 0) -> String {
        let space = ["", "", "", " ", "\n", "\t ", "          "]
        func pad(_ random: inout WireRandom) -> String { space[random.below(space.count)] }
        switch self.below(depth > 4 ? 6 : 9) {
        case 0: return "true"
        case 1: return "false"
        case 2: return "null"
        case 3: return ["0", "-0", "12", "-3.50", "1e9", "2E-3", "0.1e+7", "9007199254740993"][self.below(8)]
        case 4, 5: return self.jsonString()
        case 6:
            let items = (0..<self.below(5)).map { _ in pad(&self) + self.json(depth: depth + 1) + pad(&self) }
            return "[" + (items.isEmpty ? pad(&self) : items.joined(separator: ",")) + "]"
        default:
            let items = (0..<self.below(5)).map { _ in
                pad(&self) + self.jsonString() + pad(&self) + ":" + pad(&self) + self.json(depth: depth + 1)
                    + pad(&self)
            }
            return "{" + (items.isEmpty ? pad(&self) : items.joined(separator: ",")) + "}"
        }
    }

    /// A random JSON string with its quotes.
    mutating func jsonString() -> String {
        let pieces = [
            "a", "model", "usage", " ", "é", "漢字", "🙂", "\\n", "\\\"", "\\\\", "\\/", "\\u00e9", "\\ud83d\\ude42",
            "\\ud800", "{", "]", ",", "the quick brown fox jumps over", ":",
        ]
        return "\"" + (0..<self.below(7)).map { _ in pieces[self.below(pieces.count)] }.joined() + "\""
    }
}
