package import GatewaySemantic

/// The distinct texts of a data set, each with what methods read from it, made once.
///
/// Confined to one thread: an evaluation is a loop.
package final class CacheCorpus {
    /// The texts in the order in which they came.
    package private(set) var texts: [String] = []
    /// What was read from each text.
    package private(set) var readings: [PromptReading] = []
    /// The words of each text in small letters, without marks: what a careful exact cache would use as its key.
    package private(set) var normalised: [String] = []
    private var ids: [String: Int] = [:]
    private var spaces: [any LocalEmbedder] = []
    private var vectors: [[Float]] = []
    private let language: (String) -> String?

    /// No texts yet.
    ///
    /// - Parameter language: the ISO 639-1 code of a text's language, as the gateway detects it.
    package init(language: @escaping (String) -> String?) {
        self.language = language
    }

    /// The number of a text; equal texts have one.
    package func id(of text: String) -> Int {
        if let id = self.ids[text] { return id }
        let id = self.texts.count
        self.ids[text] = id
        self.texts.append(text)
        self.readings.append(PromptReading(text, language: self.language(text)))
        self.normalised.append(Self.normalise(text))
        for index in self.spaces.indices { self.append(text, to: index) }
        return id
    }

    /// Adds a vector space; returns its number.
    package func add(_ embedder: any LocalEmbedder) -> Int {
        self.spaces.append(embedder)
        self.vectors.append([])
        for text in self.texts { self.append(text, to: self.spaces.count - 1) }
        return self.spaces.count - 1
    }

    /// Numbers per vector of a space.
    package func dimensions(of space: Int) -> Int { self.spaces[space].dimensions }

    /// The vector of a text; all zeros where the text has none.
    package func vector(of text: Int, in space: Int) -> ArraySlice<Float> {
        let dimensions = self.spaces[space].dimensions
        return self.vectors[space][text * dimensions..<(text + 1) * dimensions]
    }

    /// How near two texts are in a space.
    package func cosine(_ left: Int, _ right: Int, in space: Int) -> Float {
        let dimensions = self.spaces[space].dimensions
        return self.vectors[space].withUnsafeBufferPointer { all in
            var sums = SIMD8<Float>.zero
            var at = 0
            let (left, right) = (left * dimensions, right * dimensions)
            while at + 8 <= dimensions {
                var x = SIMD8<Float>()
                var y = SIMD8<Float>()
                for lane in 0..<8 {
                    x[lane] = all[left + at + lane]
                    y[lane] = all[right + at + lane]
                }
                sums += x * y
                at += 8
            }
            var sum = sums.sum()
            while at < dimensions {
                sum += all[left + at] * all[right + at]
                at += 1
            }
            return sum
        }
    }

    private func append(_ text: String, to space: Int) {
        let dimensions = self.spaces[space].dimensions
        let vector = self.spaces[space].embed(text) ?? []
        self.vectors[space] += vector.count == dimensions ? vector : [Float](repeating: 0, count: dimensions)
    }

    /// A text's letters and digits in small letters, one space between words.
    package static func normalise(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var isBetween = false
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            guard properties.isAlphabetic || properties.numericType != nil else {
                isBetween = true
                continue
            }
            if isBetween, !result.isEmpty { result.append(" ") }
            isBetween = false
            result.append(contentsOf: properties.lowercaseMapping.unicodeScalars)
        }
        return String(result)
    }
}
