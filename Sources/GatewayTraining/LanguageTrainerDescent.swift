import GatewayRouting

/// The weights while they are trained: softmax regression of a word's language on its letter runs, each run with a
/// weight for the languages that it occurs in and none for the others.
///
/// What a step touches lies close together, in memory of its own: the time goes into waiting for memory.
final class LanguageTrainerDescent {
    /// A weight of one run for one language.
    struct Weight {
        var value: Float
        /// The sum of squared slopes; steps shrink with it.
        var slopes: Float
        var language: UInt32
    }

    /// Where a run's weights are; `run` is the largest number in an empty place.
    private struct Slot {
        var check: UInt32
        var first: UInt32
        var run: UInt32
        var count: UInt32
    }

    private(set) var runs: [LanguageTrainerCounts.Run]
    /// The run that begins each run, one letter shorter; -1 where that is not known.
    private(set) var parents: [Int32]
    /// How often each run was met.
    private(set) var uses: [UInt32]
    private var weights: UnsafeMutableBufferPointer<Weight>
    private var slots: UnsafeMutableBufferPointer<Slot>
    private var chance: LanguageChance

    init(_ counts: LanguageTrainerCounts, seed: UInt64) {
        self.runs = counts.runs
        self.weights = .allocate(capacity: counts.languages.count)
        for (at, language) in counts.languages.enumerated() {
            self.weights[at] = Weight(value: 0, slopes: 1e-3, language: UInt32(language))
        }
        self.parents = []
        self.uses = []
        self.slots = .allocate(capacity: 0)
        self.chance = LanguageChance(seed: seed)
        self.index()
    }

    deinit {
        self.weights.deallocate()
        self.slots.deallocate()
    }

    /// The weights of a run.
    func weights(of run: Int) -> Slice<UnsafeMutableBufferPointer<Weight>> {
        self.weights[self.runs[run].first..<self.runs[run].end]
    }

    /// Builds the table from hash to run.
    private func index() {
        self.parents = [Int32](repeating: -1, count: self.runs.count)
        self.uses = [UInt32](repeating: 0, count: self.runs.count)
        var size = 1024
        while size < self.runs.count * 2 { size *= 2 }
        self.slots.deallocate()
        self.slots = .allocate(capacity: size)
        self.slots.initialize(repeating: Slot(check: 0, first: 0, run: .max, count: 0))
        for (number, run) in self.runs.enumerated() {
            var at = Int(truncatingIfNeeded: run.hash >> 7) & (size - 1)
            while self.slots[at].run != .max { at = (at + 1) & (size - 1) }
            self.slots[at] = Slot(
                check: UInt32(truncatingIfNeeded: run.hash >> 32),
                first: UInt32(run.first),
                run: UInt32(number),
                count: UInt32(run.end - run.first)
            )
        }
    }

    /// Drops the weights that are worth least, and the runs that are left without any, until a file of that many
    /// bytes can hold the rest.
    func prune(bytes: Int) {
        // A run is only looked for where the run before it was found, so it needs all of those.
        var needed = [Float](repeating: 0, count: self.runs.count)
        let order = self.runs.indices.sorted { self.runs[$0].length > self.runs[$1].length }
        for number in order {
            let best = self.weights(of: number).reduce(Float(0)) { max($0, self.worth($1, number)) }
            needed[number] = max(needed[number], best)
            let parent = Int(self.parents[number])
            if parent >= 0, self.runs[number].length <= LanguageFeatures.longestRun {
                needed[parent] = max(needed[parent], needed[number])
            }
        }
        var low: Float = -40
        var high: Float = 40
        for _ in 0..<30 {
            let middle = (low + high) / 2
            if self.size(above: LanguageMath.exp2(middle), needed) > bytes { low = middle } else { high = middle }
        }
        self.drop(below: LanguageMath.exp2(high), needed)
    }

    /// What a weight does over all words.
    private func worth(_ weight: Weight, _ run: Int) -> Float {
        // What little a small weight adds is not worth the time of adding it.
        abs(weight.value) * LanguageModel.unit < 2.5 ? 0 : weight.value * weight.value * Float(self.uses[run])
    }

    /// The size of the file if only what is worth that much were kept.
    private func size(above least: Float, _ needed: [Float]) -> Int {
        var size = LanguageModel.headLength
        var runs = 0
        for number in self.runs.indices where needed[number] > least {
            let kept = self.weights(of: number).reduce(0) { $0 + (self.worth($1, number) > least ? 1 : 0) }
            size += LanguageTrainerFile.size(kept)
            runs += 1
        }
        size += 1 << LanguageTrainerFile.bucketBits(runs)
        return size
    }

    private func drop(below least: Float, _ needed: [Float]) {
        let old = self.weights
        var at = 0
        let kept = UnsafeMutableBufferPointer<Weight>.allocate(capacity: old.count)
        var runs: [LanguageTrainerCounts.Run] = []
        for number in self.runs.indices where needed[number] > least {
            var run = self.runs[number]
            run.first = at
            for weight in self.weights(of: number) where self.worth(weight, number) > least {
                kept[at] = weight
                at += 1
            }
            run.end = at
            runs.append(run)
        }
        self.weights = kept
        self.runs = runs
        old.deallocate()
        self.index()
    }

    /// Shows words, each language as often as any other, a language's words as often as they weigh.
    func show(_ words: LanguageTrainerWords, steps: Int, from rate: Float, to last: Float, dropout: Float) {
        let deck = LanguageTrainerDeck(words)
        guard !deck.present.isEmpty else { return }
        let classes = (0..<Language.count).map { LanguageTrainerCounts.classes(of: UInt8($0)) }
        withUnsafeTemporaryAllocation(of: Slot.self, capacity: 256) { met in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: Language.count) { scores in
                for step in 0..<steps {
                    let (language, word) = deck.draw(&self.chance)
                    let rate = rate + (last - rate) * Float(step) / Float(steps)
                    let count = self.find(words, word, dropout, met)
                    self.step(
                        UnsafeMutableBufferPointer(rebasing: met[..<count]),
                        language,
                        classes[language],
                        rate,
                        scores
                    )
                }
            }
        }
    }

    /// Looks up the runs of a word.
    private func find(
        _ words: LanguageTrainerWords,
        _ at: Int,
        _ dropout: Float,
        _ met: UnsafeMutableBufferPointer<Slot>
    ) -> Int {
        var count = 0
        var parent: Int32 = -1
        var chance = self.chance
        let slots = self.slots
        let mask = slots.count - 1
        words.word(at) { word in
            LanguageFeatures.visit(word) { hash, length in
                let check = UInt32(truncatingIfNeeded: hash >> 32)
                var place = Int(truncatingIfNeeded: hash >> 7) & mask
                while slots[place].run != .max, slots[place].check != check { place = (place + 1) & mask }
                let slot = slots[place]
                guard slot.run != .max else { return false }
                if length > 2, length <= LanguageFeatures.longestRun { self.parents[Int(slot.run)] = parent }
                parent = Int32(slot.run)
                let left = length < 3 ? 0 : dropout * Float(min(length, 6) - 2) * 0.5
                if left > 0, chance.unit() < left { return true }
                met[count] = slot
                count += 1
                return true
            }
        }
        self.chance = chance
        return count
    }

    /// One step down the slope of the logarithmic loss.
    private func step(
        _ met: UnsafeMutableBufferPointer<Slot>,
        _ language: Int,
        _ classes: Range<Int>,
        _ rate: Float,
        _ scores: UnsafeMutableBufferPointer<Float>
    ) {
        let weights = self.weights
        for each in classes { scores[each] = 0 }
        for slot in met {
            for at in Int(slot.first)..<Int(slot.first + slot.count) {
                scores[Int(weights[at].language)] += weights[at].value
            }
        }
        var most = -Float.greatestFiniteMagnitude
        for each in classes { most = max(most, scores[each]) }
        var sum: Float = 0
        for each in classes {
            scores[each] = LanguageMath.exp(scores[each] - most)
            sum += scores[each]
        }
        for each in classes { scores[each] /= sum }
        scores[language] -= 1
        for slot in met {
            self.uses[Int(slot.run)] &+= 1
            for at in Int(slot.first)..<Int(slot.first + slot.count) {
                let slope = scores[Int(weights[at].language)]
                weights[at].slopes += slope * slope
                weights[at].value -= rate * slope / weights[at].slopes.squareRoot()
            }
        }
    }
}

/// The words of each language, to be drawn from by weight.
struct LanguageTrainerDeck {
    /// The languages that have words.
    let present: [Int]
    private var sums = [[Float]](repeating: [], count: Language.count)
    private var members = [[Int32]](repeating: [], count: Language.count)

    init(_ words: LanguageTrainerWords) {
        for at in 0..<words.count {
            let language = Int(words.languages[at])
            self.sums[language].append((self.sums[language].last ?? 0) + words.weights[at])
            self.members[language].append(Int32(at))
        }
        let members = self.members
        self.present = (0..<Language.count).filter { !members[$0].isEmpty }
    }

    /// A language, and a word of it.
    func draw(_ chance: inout LanguageChance) -> (language: Int, word: Int) {
        let language = self.present[Int(chance.next() % UInt64(self.present.count))]
        let sums = self.sums[language]
        let drawn = chance.unit() * (sums.last ?? 0)
        var low = 0
        var high = sums.count - 1
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > drawn { high = middle } else { low = middle + 1 }
        }
        return (language, Int(self.members[language][low]))
    }
}
