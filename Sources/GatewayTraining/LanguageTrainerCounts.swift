import GatewayRouting

/// How much of each language's text holds each letter run.
struct LanguageTrainerCounts {
    /// A run with the languages that it occurs in, as a range of `entries`.
    struct Run {
        var hash: UInt64
        var length: UInt8
        var first: Int
        var end: Int
        /// How often it occurs, all languages being equal.
        var mass: Float
        /// What knowing the run is worth over all its occurrences.
        var gain: Float
    }

    var runs: [Run] = []
    var languages: [UInt8] = []
    var masses: [Float] = []

    /// Counts the runs of all words, one part of the hashes after the other to bound the memory.
    init(_ words: LanguageTrainerWords, most: Int) {
        let parts: UInt64 = 16
        var table = LanguageTrainerTable()
        for part in 0..<parts {
            table.removeAll()
            for at in 0..<words.count {
                let language = words.languages[at]
                let weight = words.weights[at]
                words.word(at) { word in
                    LanguageFeatures.visit(word) { hash, length in
                        if hash & (parts - 1) == part { table.add(hash, UInt8(length), language, weight) }
                        return true
                    }
                }
            }
            self.take(table.grouped(), share: most * 3 / Int(parts))
        }
        self.runs.sort { $0.gain != $1.gain ? $0.gain > $1.gain : $0.hash < $1.hash }
        self.runs.removeLast(max(self.runs.count - most, 0))
    }

    /// Keeps the most useful runs of a part.
    private mutating func take(_ entries: [LanguageTrainerTable.Entry], share: Int) {
        var found: [(run: Run, from: Int)] = []
        var at = 0
        while at < entries.count {
            let begin = at
            var support = 0
            var mass: Float = 0
            while at < entries.count, entries[at].hash == entries[begin].hash {
                support += Int(entries[at].words)
                mass += entries[at].mass
                at += 1
            }
            guard support >= 3 else { continue }
            // How far the languages of this run are from being equally likely, less what chance would give.
            let classes = Self.classes(of: entries[begin].language).count
            var bits: Float = 0
            let smooth: Float = 30 / Float(classes)
            let total = mass + smooth * Float(classes)
            for entry in entries[begin..<at] {
                let p = (entry.mass + smooth) / total
                bits += p * LanguageMath.log2(p * Float(classes))
            }
            let rest = Float(classes - (at - begin)) * smooth / total
            if rest > 0 { bits += rest * LanguageMath.log2(smooth * Float(classes) / total) }
            let length = entries[begin].length
            let run = Run(
                hash: entries[begin].hash,
                length: length,
                first: begin,
                end: at,
                mass: mass,
                gain: length <= 2 ? .greatestFiniteMagnitude : mass * bits
            )
            found.append((run, begin))
        }
        found.sort { $0.run.gain != $1.run.gain ? $0.run.gain > $1.run.gain : $0.run.hash < $1.run.hash }
        for (run, _) in found.prefix(share) {
            var kept = run
            kept.first = self.languages.count
            var left = run.length <= 2 ? .greatestFiniteMagnitude : run.mass * 0.97
            for entry in entries[run.first..<run.end].sorted(by: { $0.mass > $1.mass }) where left > 0 {
                self.languages.append(entry.language)
                self.masses.append(entry.mass)
                left -= entry.mass
            }
            kept.end = self.languages.count
            self.runs.append(kept)
        }
    }

    /// The classes that compete with a language.
    static func classes(of language: UInt8) -> Range<Int> {
        for script in LanguageScript.allCases where script.classes.contains(Int(language)) { return script.classes }
        return 0..<0
    }
}

/// A hash table of run and language to occurrences.
struct LanguageTrainerTable {
    struct Entry {
        var hash: UInt64
        var language: UInt8
        var length: UInt8
        var words: UInt16
        var mass: Float
    }

    private var slots: [Entry] = []
    private var mask = 0
    private var used = 0

    private static let empty = Entry(hash: 0, language: 0, length: 0, words: 0, mass: 0)

    mutating func removeAll() {
        self.slots = [Entry](repeating: Self.empty, count: max(self.slots.count, 1 << 12))
        self.mask = self.slots.count - 1
        self.used = 0
    }

    mutating func add(_ hash: UInt64, _ length: UInt8, _ language: UInt8, _ mass: Float) {
        var at = Int(truncatingIfNeeded: (hash >> 8) &+ UInt64(language) &* 0x9E37_79B9) & self.mask
        while self.slots[at].words != 0 {
            if self.slots[at].hash == hash, self.slots[at].language == language {
                self.slots[at].words = min(self.slots[at].words &+ 1, .max - 1)
                self.slots[at].mass += mass
                return
            }
            at = (at + 1) & self.mask
        }
        self.slots[at] = Entry(hash: hash, language: language, length: length, words: 1, mass: mass)
        self.used += 1
        if self.used * 3 > self.slots.count * 2 { self.grow() }
    }

    private mutating func grow() {
        let old = self.slots
        self.slots = [Entry](repeating: Self.empty, count: old.count * 2)
        self.mask = self.slots.count - 1
        for entry in old where entry.words != 0 {
            var at = Int(truncatingIfNeeded: (entry.hash >> 8) &+ UInt64(entry.language) &* 0x9E37_79B9) & self.mask
            while self.slots[at].words != 0 { at = (at + 1) & self.mask }
            self.slots[at] = entry
        }
    }

    /// The entries, those of one run together.
    func grouped() -> [Entry] {
        var filled = self.slots.filter { $0.words != 0 }
        filled.sort { $0.hash != $1.hash ? $0.hash < $1.hash : $0.language < $1.language }
        return filled
    }
}
