import CVectorKernels

/// One vector per token, learnt once; a text is the mean of its tokens' vectors.
///
/// Blind to the order of words and weak against any cosine threshold by itself, but a text takes about as long as a
/// look into a table: what is found by it must be verified. Knows many languages, each a little.
///
/// Nothing is written after `init` and no text is remembered, so threads share it without waiting for each other.
package struct StaticEmbedder: LocalEmbedder {
    /// How many numbers a vector may have.
    static let widths = 8...4096

    package let space: String
    package let dimensions: Int
    /// The tokenizer that the vectors were made for.
    package let tokenizer: LlamaTokenizer
    private let rows: TokenRows

    /// Reads `model.safetensors` and `tokenizer.json` in a folder. Blocks: call it while the configuration is read.
    ///
    /// - Parameter digest: The SHA-256 that the weights must have, in lower-case hexadecimal digits; nil for any.
    package init(folder: String, digest: String? = nil) throws(EmbedderError) {
        let weights = try SafetensorsFile(try MappedFile("\(folder)/model.safetensors"))
        let description = try MappedFile("\(folder)/tokenizer.json")
        let found = try weights.file.check(digest: digest)
        let tokenizer = LlamaTokenizer(try LlamaModel(description))
        let matrix = try weights.halves(of: "embedding.weight", shape: [nil, nil])
        guard Self.widths.contains(matrix.shape[1]) else {
            throw .malformed(path: weights.file.path, .shape(tensor: "embedding.weight", found: matrix.shape))
        }
        guard matrix.shape[0] == tokenizer.count else {
            throw .malformed(path: weights.file.path, .count(tokens: tokenizer.count, rows: matrix.shape[0]))
        }
        self.tokenizer = tokenizer
        self.dimensions = matrix.shape[1]
        self.rows = TokenRows(file: weights.file, start: matrix.start, count: matrix.shape[0], width: matrix.shape[1])
        self.space = "static-\(matrix.shape[1])@\(found.prefix(12)).\(description.digest().prefix(8))"
    }

    package func embed(_ text: String) -> [Float]? {
        guard EmbeddableText.holds(text) else { return nil }
        return self.mean(of: self.tokenizer.encode(text))
    }

    /// The tokens of a text.
    package func tokens(of text: String) -> [UInt32] { self.tokenizer.encode(text) }

    /// The vector of a token as it was learnt, of any length; nil where there is no such token.
    package func vector(of token: UInt32) -> [Float]? { self.sum(of: [token]) }

    /// The sum of the vectors of some tokens as they were learnt, of any length; nil where one does not exist.
    package func sum(of tokens: [UInt32]) -> [Float]? {
        tokens.allSatisfy { Int($0) < self.rows.count } ? self.rows.sum(tokens) : nil
    }

    /// The vector of a word as it stands inside a text, of length 1; nil for blanks.
    package func wordVector(_ word: String) -> [Float]? { self.embed(word) }

    /// The mean direction of some tokens, of length 1; nil where there is none, and for a token that does not exist.
    package func mean(of tokens: [UInt32]) -> [Float]? {
        guard !tokens.isEmpty, var vector = self.sum(of: tokens) else { return nil }
        let length = vector.withUnsafeMutableBufferPointer { vector in
            vector.baseAddress.map { signalbox_normalise($0, vector.count) } ?? 0
        }
        // A mean of opposite vectors has no direction.
        return length > 0 && length.isFinite ? vector : nil
    }
}

/// The matrix of token vectors.
///
/// `@unchecked Sendable`: an immutable view of a mapped file, which it keeps alive.
private struct TokenRows: @unchecked Sendable {
    let file: MappedFile
    let start: UnsafePointer<UInt16>
    let count: Int
    let width: Int

    /// The sum of rows that exist.
    func sum(_ tokens: [UInt32]) -> [Float] {
        [Float](unsafeUninitializedCapacity: self.width) { sum, count in
            guard let sum = sum.baseAddress else { return }
            signalbox_pool_rows(self.start, self.width, tokens, tokens.count, sum)
            count = self.width
        }
    }
}
