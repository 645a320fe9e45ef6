/// Why bytes are no verifier.
package enum VerifierModelError: Error, Equatable {
    /// They do not begin as a verifier does.
    case foreign
    /// They were written for another version of the program.
    case version(found: UInt32)
    /// They compare features that this program does not know.
    case features(found: Int, known: Int)
    /// Their length or their checksum is wrong.
    case damaged
}

extension VerifierModel {
    /// "SBVF", then the version.
    private static let magic: UInt32 = 0x4656_4253
    /// Changes with the layout and with the meaning of a feature.
    package static let version: UInt32 = 1
    /// Magic, version, features, trees, whether there is a calibration, the checksum in two halves, the base.
    private static let header = 32

    /// Reads a file: little-endian words, thresholds and leaves as floats, a checksum over all but itself.
    package init(bytes: UnsafeRawBufferPointer) throws(VerifierModelError) {
        guard bytes.count >= Self.header, Self.word(bytes, 0) == Self.magic else { throw .foreign }
        guard Self.word(bytes, 4) == Self.version else { throw .version(found: Self.word(bytes, 4)) }
        let known = Int(Self.word(bytes, 8))
        guard known == PairFeatures.count else { throw .features(found: known, known: PairFeatures.count) }
        let trees = Int(Self.word(bytes, 12))
        let cells = Int(Self.word(bytes, 16))
        let whole = AcceptanceBucket.count * RiskTable.bands
        guard trees <= Self.mostTrees, cells == 0 || cells == whole else { throw .damaged }
        let words = trees * (2 * Self.splits + Self.leaves) + 3 * cells
        guard bytes.count == Self.header + 4 * words, Self.checksum(bytes) == Self.sum(bytes) else { throw .damaged }
        var at = Self.header
        func floats(_ count: Int) -> [Float] {
            defer { at += 4 * count }
            return (0..<count).map { Float(bitPattern: Self.word(bytes, at + 4 * $0)) }
        }
        self.init(base: Float(bitPattern: Self.word(bytes, 28)))
        for _ in 0..<trees {
            var features: [UInt8] = []
            for index in 0..<Self.splits {
                features.append(UInt8(truncatingIfNeeded: Self.word(bytes, at + 4 * index)))
            }
            at += 4 * Self.splits
            let thresholds = floats(Self.splits)
            self.append(features: features, thresholds: thresholds, values: floats(Self.leaves))
        }
        guard self.trees == trees, self.base.isFinite, self.values.allSatisfy(\.isFinite) else { throw .damaged }
        guard cells > 0 else { return }
        let risks = floats(cells)
        let wrong = floats(cells)
        let right = floats(cells)
        let shares = zip(wrong, right).map { WrongShare(wrong: Double($0), right: Double($1)) }
        guard (risks + wrong + right).allSatisfy(\.isFinite), let judged = RiskTable(cells: shares) else {
            throw .damaged
        }
        self.calibration = AcceptanceCalibration(risks: risks, judged: judged)
    }

    /// Reads a file from an array.
    package init(bytes: [UInt8]) throws(VerifierModelError) {
        let read = bytes.withUnsafeBytes { bytes -> Result<Self, VerifierModelError> in
            do throws(VerifierModelError) { return .success(try Self(bytes: bytes)) } catch { return .failure(error) }
        }
        self = try read.get()
    }

    /// The file; the same model gives the same bytes.
    package func bytes() -> [UInt8] {
        var bytes: [UInt8] = []
        func add(_ word: UInt32) {
            for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * shift))) }
        }
        let cells = self.calibration?.risks.count ?? 0
        for word in [Self.magic, Self.version, UInt32(PairFeatures.count), UInt32(self.trees), UInt32(cells), 0, 0] {
            add(word)
        }
        add(self.base.bitPattern)
        for tree in 0..<self.trees {
            let splits = tree * Self.splits..<(tree + 1) * Self.splits
            for feature in self.features[splits] { add(UInt32(feature)) }
            for threshold in self.thresholds[splits] { add(threshold.bitPattern) }
            for value in self.values[tree * Self.leaves..<(tree + 1) * Self.leaves] { add(value.bitPattern) }
        }
        if let calibration = self.calibration {
            for risk in calibration.risks { add(risk.bitPattern) }
            for share in calibration.judged.cells { add(Float(share.wrong).bitPattern) }
            for share in calibration.judged.cells { add(Float(share.right).bitPattern) }
        }
        let sum = bytes.withUnsafeBytes { Self.checksum($0) }
        for at in 0..<8 { bytes[20 + at] = UInt8(truncatingIfNeeded: sum >> (8 * UInt64(at))) }
        return bytes
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt32 {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self))
    }

    /// The checksum that the file states.
    private static func sum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        UInt64(Self.word(bytes, 20)) | UInt64(Self.word(bytes, 24)) << 32
    }

    /// FNV-1a over everything but the checksum.
    private static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for (index, byte) in bytes.enumerated() where !(20..<28).contains(index) {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        return hash
    }
}
