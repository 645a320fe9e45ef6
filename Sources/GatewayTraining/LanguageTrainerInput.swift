import GatewayRouting

extension LanguageTrainerWords {
    /// How much a row of the sample counts: it is of the kind that the model is judged by, and there is little of it.
    package static let sampleWeight: Float = 12

    /// Adds `lang<TAB>weight<TAB>text` lines; other lines and languages without a class are left out.
    ///
    /// - Returns: how many lines were left out.
    @discardableResult
    package mutating func addTable(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var skipped = 0
        Self.eachLine(bytes) { line in
            let parts = line.split(separator: 0x09, maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, let language = Language(code: String(decoding: parts[0], as: UTF8.self)),
                let weight = Float(String(decoding: parts[1], as: UTF8.self)), weight > 0
            else {
                skipped += 1
                return
            }
            let text = String(decoding: parts[2], as: UTF8.self)
            self.add(LanguageTrainerRow(language: language, weight: weight, text: text))
        }
        return skipped
    }

    /// Adds the rows of the sample (JSON lines with `lang`, `kind` and `text`) that are not held out.
    ///
    /// - Returns: how many rows were held out or could not be read.
    @discardableResult
    package mutating func addSample(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var skipped = 0
        Self.eachLine(bytes) { line in
            guard let code = Self.field("lang", of: line), let language = Language(code: code),
                let text = Self.field("text", of: line), !LanguageTrainer.isHeldOut(text)
            else {
                skipped += 1
                return
            }
            self.add(LanguageTrainerRow(language: language, weight: Self.sampleWeight, text: text))
        }
        return skipped
    }

    private static func eachLine(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ body: (Slice<UnsafeBufferPointer<UInt8>>) -> Void
    ) {
        var at = 0
        while at < bytes.count {
            let end = bytes[at...].firstIndex(of: 0x0A) ?? bytes.count
            if end > at { body(bytes[at..<end]) }
            at = end + 1
        }
    }

    /// A string field of a flat JSON object.
    static func field(_ name: String, of line: Slice<UnsafeBufferPointer<UInt8>>) -> String? {
        let key = Array("\"\(name)\":".utf8)
        guard var at = line.indices.first(where: { line[$0...].starts(with: key) }) else { return nil }
        at += key.count
        while at < line.endIndex, line[at] == 0x20 { at += 1 }
        guard at < line.endIndex, line[at] == 0x22 else { return nil }
        at += 1
        var units: [UInt16] = []
        var plain: [UInt8] = []
        func flush() {
            units += String(decoding: plain, as: UTF8.self).utf16
            plain = []
        }
        while at < line.endIndex, line[at] != 0x22 {
            guard line[at] == 0x5C else {
                plain.append(line[at])
                at += 1
                continue
            }
            guard at + 1 < line.endIndex else { return nil }
            switch line[at + 1] {
            case 0x6E, 0x74, 0x72, 0x62, 0x66: plain.append(0x20)
            case 0x75:
                guard at + 6 <= line.endIndex,
                    let unit = UInt16(String(decoding: line[(at + 2)..<(at + 6)], as: UTF8.self), radix: 16)
                else { return nil }
                flush()
                units.append(unit)
                at += 4
            default: plain.append(line[at + 1])
            }
            at += 2
        }
        guard at < line.endIndex else { return nil }
        flush()
        return String(decoding: units, as: UTF16.self)
    }
}

extension LanguageTrainer {
    /// Whether a row of the sample is never trained on: a tenth of all rows, by a hash of the text. The tests use them.
    package static func isHeldOut(_ text: String) -> Bool {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return (hash >> 32).isMultiple(of: 10)
    }
}
