import GatewayRouting
import GatewayWire

/// A body with its scan and its outline.
struct OutlineSample {
    static let seed: UInt64 = 0xC0FFEE

    let bytes: [UInt8]
    let scan: RequestScan
    let outline: RequestOutline

    init(_ bytes: [UInt8], for endpoint: RequestEndpoint = .chatCompletions, seed: UInt64 = Self.seed) throws {
        self.bytes = bytes
        self.scan = try RequestScan.scan(bytes.span.bytes, for: endpoint)
        self.outline = RequestOutline.read(bytes.span.bytes, scan: self.scan, endpoint: endpoint, seed: seed)
    }

    init(_ text: String, for endpoint: RequestEndpoint = .chatCompletions) throws {
        try self.init(Array(text.utf8), for: endpoint)
    }

    /// A chat of one message with further members before it.
    static func chat(_ members: String, messages: String = #"{"role":"user","content":"hi"}"#) throws -> OutlineSample {
        let comma = members.isEmpty ? "" : ","
        return try OutlineSample(#"{"model":"m"\#(comma)\#(members),"messages":[\#(messages)]}"#)
    }

    /// The prompt's text and the scratch that read it.
    func prompt(budget: Int = PromptText.defaultBudget) -> (text: String, scratch: PromptText) {
        self.text(self.outline.prompt, budget: budget)
    }

    func text(_ value: Range<Int>?, budget: Int = PromptText.defaultBudget) -> (text: String, scratch: PromptText) {
        var scratch = PromptText(budget: budget)
        scratch.read(value, in: self.bytes.span.bytes)
        return (scratch.withText { String(decoding: $0, as: UTF8.self) }, scratch)
    }
}

/// Writes a tree in one of the many ways in which it can be written.
struct LooseWriter {
    var random: SplitMix64
    private(set) var text = ""

    init(seed: UInt64) {
        self.random = SplitMix64(seed: seed)
    }

    static func write(_ value: JSONValue, seed: UInt64) -> [UInt8] {
        var writer = LooseWriter(seed: seed)
        writer.write(value)
        return Array(writer.text.utf8)
    }

    private mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &self.random) < percent
    }

    private mutating func space() {
        while self.chance(20) { self.text += [" ", "\n", "\t", "\r\n"].randomElement(using: &self.random) ?? " " }
    }

    mutating func write(_ value: JSONValue) {
        self.space()
        switch value {
        case .object(let members):
            self.text += "{"
            for (index, member) in members.shuffled(using: &self.random).enumerated() {
                if index > 0 { self.text += "," }
                self.space()
                self.write(member.name)
                self.space()
                self.text += ":"
                self.write(member.value)
            }
            self.space()
            self.text += "}"
        case .array(let elements):
            self.text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { self.text += "," }
                self.write(element)
            }
            self.space()
            self.text += "]"
        case .string(let text): self.write(text)
        case .number(let number): self.text += number
        case .bool(let bool): self.text += bool ? "true" : "false"
        case .null: self.text += "null"
        }
        self.space()
    }

    private mutating func write(_ string: String) {
        let share = [0, 0, 5, 100].randomElement(using: &self.random) ?? 0
        self.text += "\""
        for scalar in string.unicodeScalars {
            let must = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            guard must || self.chance(share) else {
                self.text.unicodeScalars.append(scalar)
                continue
            }
            if scalar == "\n", self.chance(70) {
                self.text += #"\n"#
            } else if scalar == "\"" || scalar == "\\" || scalar == "/", self.chance(70) {
                self.text += "\\\(scalar)"
            } else {
                for unit in Character(scalar).utf16 {
                    let digits = String(unit, radix: 16, uppercase: self.chance(50))
                    self.text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
        self.text += "\""
    }
}
