import GatewayRouting
import Testing

/// No bytes, as text or as a model, may do harm.
@Suite struct LanguageRobustnessTests {
    @Test(arguments: 0..<8)
    func `random bytes get some answer and get the same one again`(seed: Int) throws {
        var chance = SplitMix64(seed: UInt64(seed))
        let detector = try SharedDetector.value.get()
        for _ in 0..<150 {
            let length = Int.random(in: 0...3000, using: &chance)
            let kind = Int.random(in: 0..<4, using: &chance)
            let bytes = (0..<length).map { _ -> UInt8 in
                switch kind {
                case 0: UInt8.random(in: 0...255, using: &chance)
                case 1: UInt8.random(in: 0x60...0x7E, using: &chance)
                case 2: UInt8.random(in: 0x80...0xFF, using: &chance)
                default: [0x60, 0x3C, 0x0A, 0x20, 0x61, 0xC3, 0xA4, 0xE3, 0x81][Int(chance.next() % 9)]
                }
            }
            let first = bytes.withUnsafeBufferPointer { detector.detect($0) }
            #expect(bytes.withUnsafeBufferPointer { detector.detect($0) } == first)
            #expect(first.confidence >= 0 && first.confidence <= 1)
        }
    }

    @Test func `a text cut within a letter is read up to there`() throws {
        let detector = try SharedDetector.value.get()
        let bytes = Array("Ich weiß nicht, was ich für dich tun könnte ü".utf8)
        for count in 20...bytes.count {
            let guess = bytes.prefix(count).withContiguousStorageIfAvailable { detector.detect($0) }
            #expect(guess?.language == .de)
        }
    }

    @Test func `a letter too long to be a word and a word of many letters are bounded`() throws {
        let detector = try SharedDetector.value.get()
        #expect(detector.detect(String(repeating: "a", count: 5000)) == .unknown)
        #expect(detector.detect(String(repeating: "ж", count: 900)).language != .unknown)
        #expect(detector.detect(String(repeating: "l'", count: 900)).confidence >= 0)
    }

    @Test func `a model with any byte changed is refused`() throws {
        let whole = Array(LanguageDetector.embedded)
        var chance = SplitMix64(seed: 7)
        let some = (0..<12).map { _ in Int(chance.next() % UInt64(whole.count)) }
        for place in Array(0..<LanguageModel.headLength) + some + [whole.count - 1] {
            var bytes = whole
            bytes[place] ^= UInt8(1 << (chance.next() % 8))
            #expect(throws: LanguageModelError.self) { try Self.read(bytes) }
        }
    }

    @Test func `a model that is cut or has more to it is refused`() throws {
        let whole = Array(LanguageDetector.embedded)
        for count in [0, 1, 23, 24, 25, whole.count / 2, whole.count - 1] {
            #expect(throws: LanguageModelError.self) { try Self.read(Array(whole.prefix(count))) }
        }
        #expect(throws: LanguageModelError.wrongSize) { try Self.read(whole + [0]) }
    }

    @Test(arguments: [
        // A class that does not exist, a record that runs over its bucket, cells that no bucket holds.
        ([UInt8](repeating: 0, count: 255) + [2], [UInt16(1), UInt16(75 << 9)]),
        ([UInt8](repeating: 0, count: 255) + [2], [UInt16(2), UInt16(0)]),
        ([UInt8](repeating: 0, count: 256), [UInt16(0)]),
    ])
    func `a model with a right checksum and wrong tables is refused`(lengths: [UInt8], cells: [UInt16]) {
        #expect(throws: LanguageModelError.malformed) { try Self.read(Self.model(lengths, cells)) }
    }

    @Test func `a model that knows nothing answers all the same`() throws {
        let model = try Self.read(Self.model([UInt8](repeating: 0, count: 256), []))
        #expect(LanguageDetector(model: model).detect("Guten Tag").confidence < 0.1)
    }

    @Test func `one word that is sure of itself cannot outvote the words around it`() throws {
        var cells = [[UInt16]](repeating: [], count: 256)
        for (letter, language, weight) in [("q", Language.fr, 255), ("w", Language.de, 60)]
            as [(String, Language, UInt16)]
        {
            let begin = Array(letter.utf16).reduce(LanguageFeatures.mix(LanguageFeatures.seed, LanguageFeatures.edge)) {
                LanguageFeatures.mix($0, $1)
            }
            cells[LanguageModel.bucket(begin, shift: 56)] += [
                LanguageModel.fingerprint(begin) | 1, UInt16(language.rawValue) << 9 | weight,
            ]
        }
        let bytes = Self.model(cells.map { UInt8($0.count) }, cells.flatMap { $0 })
        let detector = LanguageDetector(model: try Self.read(bytes))
        #expect(detector.detect("q").language == .fr)
        #expect(detector.detect("q w w w w").language == .de)
    }

    private static func read(_ bytes: [UInt8]) throws -> LanguageModel {
        try bytes.withUnsafeBytes { try LanguageModel($0) }
    }

    /// A model file of 256 buckets.
    private static func model(_ lengths: [UInt8], _ cells: [UInt16]) -> [UInt8] {
        var bytes = Array("SBLM".utf8)
        for number in [LanguageModel.version, 8, UInt32(cells.count), 0, 0] {
            bytes += (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }
        bytes += lengths + cells.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        let sum = bytes.withUnsafeBytes { LanguageModel.checksum($0) }
        for at in 0..<8 { bytes[16 + at] = UInt8(truncatingIfNeeded: sum >> (8 * UInt64(at))) }
        return bytes
    }
}
