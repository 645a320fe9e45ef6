/// Answers that each have several wordings of the question, such as a list of frequent questions.
///
/// Two wordings of one question may share hardly a word; that a prompt is like *many* wordings of one answer, and like
/// few of any other, says more than its likeness to the nearest. Two witnesses are heard, both cheap to keep while
/// wordings come and go: which words the wordings of an answer use (counts, as in a naive Bayes classifier), and where
/// the nearest stored wordings lie (a kernel over their cosines). Guards have no say here: the wordings of one answer
/// differ in names and numbers on purpose.
///
/// The score alone means nothing; `AnswerBook.calibration` says from which one on an answer may be served. A value: who
/// shares it holds a lock.
package struct AnswerBook: Sendable {
    /// A wording near the prompt.
    package struct Neighbour: Sendable {
        /// The number of its answer.
        package let answer: Int
        /// The cosine.
        package let similarity: Float

        /// A wording near the prompt.
        package init(answer: Int, similarity: Float) {
            self.answer = answer
            self.similarity = similarity
        }
    }

    /// What the book says to a prompt.
    package struct Match: Sendable, Equatable {
        /// The best answer.
        package let answer: Int
        /// How sure it is: its lead over the second best, and how much speaks for it at all.
        package let score: Float

        /// What the book says.
        package init(answer: Int, score: Float) {
            self.answer = answer
            self.score = score
        }
    }

    /// Nearest wordings that a caller should hand over.
    package static let neighbours = 32
    /// Terms that are counted at most; later ones are taken for unknown.
    package static let mostTerms = 1 << 20
    /// Terms that are read from a prompt at most.
    private static let mostPromptTerms = 128

    /// How many wordings the background counts for in a term's share within an answer.
    private static let smoothing: Float = 4
    /// How much pairs of words count against single words.
    private static let pairWeight: Float = 0.5
    /// How much words count against cosines.
    private static let wordWeight: Float = 0.2
    /// How fast the kernel falls with the cosine.
    private static let sharpness = 20.0
    /// What an answer without a near wording is given, so that its logarithm is finite.
    private static let floor = 1e-6
    /// How much the best sum counts against its lead.
    private static let levelWeight: Float = 1

    private struct Term: Sendable {
        var wordings: Int32 = 0
        var perAnswer: [Int32: Int32] = [:]
    }

    private var terms: [String: Term] = [:]
    /// How many wordings each answer has.
    private var wordings: [Int32] = []
    private var all: Int32 = 0

    /// No wordings.
    package init() {}

    /// How many answers there are, those without wordings among them.
    package var answers: Int { self.wordings.count }
    /// How many wordings there are.
    package var count: Int { Int(self.all) }

    /// Adds a wording of an answer; answers are numbered from 0, without gaps worth mentioning.
    package mutating func add(_ reading: PromptReading, answer: Int) {
        guard answer >= 0, answer < 1 << 20 else { return }
        while self.wordings.count <= answer { self.wordings.append(0) }
        self.wordings[answer] += 1
        self.all += 1
        for term in Self.terms(of: reading) {
            guard self.terms[term] != nil || self.terms.count < Self.mostTerms else { continue }
            self.terms[term, default: Term()].wordings += 1
            self.terms[term, default: Term()].perAnswer[Int32(answer), default: 0] += 1
        }
    }

    /// Takes a wording out that was added with the same answer.
    package mutating func remove(_ reading: PromptReading, answer: Int) {
        guard self.wordings.indices.contains(answer), self.wordings[answer] > 0 else { return }
        self.wordings[answer] -= 1
        self.all -= 1
        for term in Self.terms(of: reading) {
            guard var known = self.terms[term], let count = known.perAnswer[Int32(answer)] else { continue }
            known.perAnswer[Int32(answer)] = count > 1 ? count - 1 : nil
            known.wordings -= 1
            self.terms[term] = known.wordings > 0 ? known : nil
        }
    }

    /// The best answer to a prompt; nil without any.
    ///
    /// - Parameters:
    ///   - neighbours: the nearest stored wordings, in any order.
    ///   - own: the answer of the prompt, where the prompt itself is one of the wordings and is to be left out.
    package func match(_ reading: PromptReading, neighbours: [Neighbour], leavingOutOf own: Int? = nil) -> Match? {
        var sums = self.wordSums(reading, own: own)
        guard !sums.isEmpty else { return nil }
        var kernels = [Double](repeating: 0, count: sums.count)
        for neighbour in neighbours where kernels.indices.contains(neighbour.answer) {
            kernels[neighbour.answer] += BoundMath.exp(Self.sharpness * (Double(neighbour.similarity) - 1))
        }
        let floor = Float(BoundMath.ln(Self.floor))
        for answer in sums.indices {
            let count = Double(self.wordings[answer]) - (answer == own ? 1 : 0)
            guard count > 0 else {
                sums[answer] = -.infinity
                continue
            }
            let kernel = kernels[answer] > 0 ? Float(BoundMath.ln(kernels[answer] / count + Self.floor)) : floor
            sums[answer] = Self.wordWeight * sums[answer] + kernel
        }
        guard let best = sums.indices.max(by: { sums[$0] < sums[$1] }), sums[best].isFinite else { return nil }
        var second = -Float.infinity
        for answer in sums.indices where answer != best { second = max(second, sums[answer]) }
        // An only answer leads by what one without a near wording and without a known word would have.
        let lead = sums[best] - (second.isFinite ? second : floor)
        return Match(answer: best, score: lead + Self.levelWeight * sums[best])
    }

    /// For each answer the sum over the prompt's terms of the logarithm of how much more often than elsewhere the term
    /// stands in wordings of the answer.
    private func wordSums(_ reading: PromptReading, own: Int?) -> [Float] {
        var sums = [Float](repeating: 0, count: self.wordings.count)
        var known: Float = 0
        let all = Float(self.all) - (own == nil ? 0 : 1)
        guard all > 0 else { return sums }
        for term in Self.terms(of: reading) {
            guard let counts = self.terms[term] else { continue }
            let total = Float(counts.wordings) - (own == nil ? 0 : 1)
            guard total > 0 else { continue }
            let weight: Float = term.contains(" ") ? Self.pairWeight : 1
            known += weight
            let background = Self.smoothing * total / all
            for (answer, count) in counts.perAnswer {
                let count = Float(count) - (Int(answer) == own ? 1 : 0)
                sums[Int(answer)] += weight * Float(BoundMath.ln(Double(1 + count / background)))
            }
        }
        // The share that all terms have in common: how few wordings the answer has.
        for answer in sums.indices {
            let count = Float(self.wordings[answer]) - (answer == own ? 1 : 0)
            sums[answer] -= known * Float(BoundMath.ln(Double(1 + count / Self.smoothing)))
        }
        return sums
    }

    /// The distinct words and pairs of neighbouring words of a prompt, its ends among them.
    private static func terms(of reading: PromptReading) -> Set<String> {
        var terms = Set<String>()
        var last = "^"
        for word in reading.words.prefix(self.mostPromptTerms / 2) {
            terms.insert(word.text)
            terms.insert(last + " " + word.text)
            last = word.text
        }
        if !terms.isEmpty { terms.insert(last + " $") }
        return terms
    }
}
