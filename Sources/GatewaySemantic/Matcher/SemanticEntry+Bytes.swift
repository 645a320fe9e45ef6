extension SemanticEntry {
    /// The form of `bytes`; another one is not read.
    package static let version: UInt8 = 1
    /// Damaged counts must not overflow when the next observation comes.
    private static let mostEvidence: UInt16 = 512
    private static let headLength = 1 + 64 + 8 + 4 + 1 + 4

    /// The entry as bytes, for a file or for another process: little-endian, and complete in itself.
    package var bytes: [UInt8] {
        let language = Array((self.language ?? "").utf8.prefix(255))
        var bytes: [UInt8] = [Self.version]
        bytes.reserveCapacity(Self.headLength + language.count + self.text.utf8.count)
        for key in [self.namespace, self.answer] {
            for word in [key.a, key.b, key.c, key.d] { Self.append(word, to: &bytes) }
        }
        Self.append(UInt64(bitPattern: self.expires ?? .max), to: &bytes)
        Self.append(self.evidence.wrong, to: &bytes)
        Self.append(self.evidence.right, to: &bytes)
        bytes.append(UInt8(language.count))
        Self.append(UInt32(clamping: self.text.utf8.count), to: &bytes)
        return bytes + language + self.text.utf8
    }

    /// Reads an entry; nil for anything but a whole one, however the bytes came about.
    package init?(bytes: [UInt8]) {
        guard bytes.count >= Self.headLength, bytes[0] == Self.version else { return nil }
        func read<Number: FixedWidthInteger>(_ at: Int, as type: Number.Type) -> Number {
            var number: Number = 0
            for index in (0..<MemoryLayout<Number>.size).reversed() { number = number << 8 | Number(bytes[at + index]) }
            return number
        }
        func key(_ at: Int) -> SemanticKey {
            SemanticKey(
                read(at, as: UInt64.self),
                read(at + 8, as: UInt64.self),
                read(at + 16, as: UInt64.self),
                read(at + 24, as: UInt64.self)
            )
        }
        let languageLength = Int(bytes[77])
        let textLength = Int(read(78, as: UInt32.self))
        let start = Self.headLength + languageLength
        guard bytes.count == start + textLength,
            let language = String(validating: bytes[Self.headLength..<start], as: UTF8.self),
            let text = String(validating: bytes[start...], as: UTF8.self)
        else { return nil }
        let expires = Int64(bitPattern: read(65, as: UInt64.self))
        self.init(
            namespace: key(1),
            answer: key(33),
            text: text,
            language: language.isEmpty ? nil : language,
            expires: expires == .max ? nil : expires,
            evidence: EntryEvidence(
                wrong: min(read(73, as: UInt16.self), Self.mostEvidence),
                right: min(read(75, as: UInt16.self), Self.mostEvidence)
            )
        )
    }

    private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
