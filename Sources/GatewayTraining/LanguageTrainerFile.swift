import GatewayRouting

/// Writes the model file.
enum LanguageTrainerFile {
    /// The weights of a run that are worth their bytes: class and rounded weight.
    static func cells(_ descent: LanguageTrainerDescent, _ run: Int) -> [UInt16] {
        descent.weights(of: run).compactMap { weight in
            let rounded = Int(max(-255, min(255, (weight.value * LanguageModel.unit).rounded())))
            return rounded == 0 ? nil : UInt16(weight.language) << 9 | UInt16(rounded & 511)
        }
    }

    /// The bytes that a run takes.
    static func size(_ weights: Int) -> Int { weights == 0 ? 2 : 2 * (weights + (weights + 14) / 15) }

    /// How many bits choose a bucket: about three runs share one.
    static func bucketBits(_ runs: Int) -> Int {
        var bits = 8
        while 3 << bits < runs { bits += 1 }
        return bits
    }

    /// The whole file.
    static func write(_ descent: LanguageTrainerDescent) -> [UInt8] {
        let bits = Self.bucketBits(descent.runs.count)
        let shift = UInt64(64 - bits)
        let order = descent.runs.indices.sorted { descent.runs[$0].hash < descent.runs[$1].hash }
        var lengths = [Int](repeating: 0, count: 1 << bits)
        var cells: [UInt16] = []
        for run in order {
            let hash = descent.runs[run].hash
            let bucket = LanguageModel.bucket(hash, shift: shift)
            let weights = Self.cells(descent, run)
            var record: [UInt16] = []
            var at = 0
            repeat {
                let part = weights[at..<min(at + 15, weights.count)]
                record.append(LanguageModel.fingerprint(hash) | UInt16(part.count))
                record += part
                at += 15
            } while at < weights.count
            // A bucket's length is one byte; the last runs of an overfull one are lost.
            guard lengths[bucket] + record.count <= 255 else { continue }
            lengths[bucket] += record.count
            cells += record
        }
        var bytes: [UInt8] = []
        func add(_ number: UInt32) {
            for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * shift))) }
        }
        for number in [0x4D4C_4253, LanguageModel.version, UInt32(bits), UInt32(cells.count), 0, 0] { add(number) }
        bytes += lengths.map { UInt8($0) }
        for cell in cells { bytes += [UInt8(truncatingIfNeeded: cell), UInt8(truncatingIfNeeded: cell >> 8)] }
        let sum = bytes.withUnsafeBytes { LanguageModel.checksum($0) }
        for at in 0..<8 { bytes[16 + at] = UInt8(truncatingIfNeeded: sum >> (8 * UInt64(at))) }
        return bytes
    }
}
