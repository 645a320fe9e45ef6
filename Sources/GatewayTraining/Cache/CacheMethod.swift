/// A way to decide whether a stored answer may be served, that gives each candidate a score to be compared with a
/// threshold.
///
/// A method sees only texts, never labels. A text that is stored letter by letter is a hit for every method: an exact
/// cache stands before each.
package protocol CacheMethod {
    /// What tables call it.
    var name: String { get }
    /// The vector space in which candidates are looked for.
    var space: Int { get }
    /// Thresholds that a sweep tries, ascending.
    var thresholds: [Float] { get }
    /// How sure the method is that the answer of one text serves the other; nil where it never would.
    ///
    /// - Parameter crowding: the cosine of the least near of all candidates, 0 where there are few.
    func score(new: Int, stored: Int, crowding: Float) -> Float?
    /// The cosine of a text and the last of as many candidates as are looked at, 0 where there are fewer.
    func crowding(of text: Int, _ candidates: [Int]) -> Float
    /// What must be equal for a hit, where no vectors are needed.
    func key(of text: Int) -> String?
}

extension CacheMethod {
    /// Most methods look for candidates by vectors.
    package func key(of text: Int) -> String? { nil }

    /// Most methods do not ask.
    package func crowding(of text: Int, _ candidates: [Int]) -> Float { 0 }
}

/// Equal letter by letter.
package struct ExactMethod: CacheMethod {
    package let name = "exact"
    package let space = 0
    package let thresholds: [Float] = [1]
    private let corpus: CacheCorpus

    /// Over the texts of a corpus.
    package init(_ corpus: CacheCorpus) { self.corpus = corpus }

    package func score(new: Int, stored: Int, crowding: Float) -> Float? { new == stored ? 1 : nil }

    package func key(of text: Int) -> String? { self.corpus.texts[text] }
}

/// Equal but for case, marks and blanks.
package struct NormalisedMethod: CacheMethod {
    package let name = "normalised exact"
    package let space = 0
    package let thresholds: [Float] = [1]
    private let corpus: CacheCorpus

    /// Over the texts of a corpus.
    package init(_ corpus: CacheCorpus) { self.corpus = corpus }

    package func score(new: Int, stored: Int, crowding: Float) -> Float? {
        self.corpus.normalised[new] == self.corpus.normalised[stored] ? 1 : nil
    }

    package func key(of text: Int) -> String? { self.corpus.normalised[text] }
}

/// The cosine of two vectors, what most caches go by.
package struct CosineMethod: CacheMethod {
    package let name: String
    package let space: Int
    package let thresholds: [Float] = (50...99).map { Float($0) / 100 } + [0.995]
    private let corpus: CacheCorpus

    /// In one space of a corpus.
    package init(_ corpus: CacheCorpus, name: String, space: Int) {
        self.corpus = corpus
        self.name = name
        self.space = space
    }

    package func score(new: Int, stored: Int, crowding: Float) -> Float? {
        self.corpus.cosine(new, stored, in: self.space)
    }
}
