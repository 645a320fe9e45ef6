import CVectorKernels

/// all-MiniLM-L6-v2: a transformer of six layers that reads the words of a text together.
///
/// Better than static vectors in English, no better in other languages, and some thousand times slower: 1 to 20 ms for a
/// text. Reads the first 128 tokens, about 90 words; of a longer text the rest does not count, so that who compares long
/// texts must compare their ends as well.
///
/// Nothing is written after `init`; each call has its own scratch memory, up to 1.7 MB.
package struct MiniLMEmbedder: LocalEmbedder {
    package let space: String
    package let dimensions = MiniLMWeights.width
    /// The tokenizer that the model was trained with.
    package let tokenizer: WordPieceTokenizer
    private let weights: MiniLMWeights

    /// Reads `model.safetensors` and `vocab.txt` in a folder. Blocks: call it while the configuration is read.
    ///
    /// - Parameter digest: The SHA-256 that the weights must have, in lower-case hexadecimal digits; nil for any.
    package init(folder: String, digest: String? = nil) throws(EmbedderError) {
        try self.init(folder: folder, digest: digest, kernels: signalbox_dense_best().pointee)
    }

    init(folder: String, digest: String?, kernels: signalbox_dense) throws(EmbedderError) {
        let file = try SafetensorsFile(try MappedFile("\(folder)/model.safetensors"))
        let vocabulary = try MappedFile("\(folder)/vocab.txt")
        let found = try file.file.check(digest: digest)
        let tokenizer = try WordPieceTokenizer(vocabulary)
        let weights = try MiniLMWeights(file, kernels)
        guard weights.tokenCount == tokenizer.count else {
            throw .malformed(path: file.file.path, .count(tokens: tokenizer.count, rows: weights.tokenCount))
        }
        self.tokenizer = tokenizer
        self.weights = weights
        self.space = "minilm-\(MiniLMWeights.width)@\(found.prefix(12)).\(vocabulary.digest().prefix(8))"
    }

    package func embed(_ text: String) -> [Float]? {
        guard EmbeddableText.holds(text) else { return nil }
        let tokens = self.tokenizer.encode(text)
        // Nothing but the two at the ends: no word is left.
        return tokens.count > 2 ? self.embed(tokens) : nil
    }

    /// The vector of a sequence of tokens; at most as many as the tokenizer makes.
    func embed(_ tokens: [UInt32]) -> [Float]? {
        let rows = min(tokens.count, WordPieceTokenizer.mostTokens)
        let width = MiniLMWeights.width
        // Values, what is added to them, attention, and the widest product.
        return withUnsafeTemporaryAllocation(of: Float.self, capacity: rows * (3 * width + MiniLMWeights.inner)) {
            scratch -> [Float]? in
            guard let values = scratch.baseAddress, tokens.allSatisfy({ Int($0) < self.weights.tokenCount }) else {
                return nil
            }
            let added = values + rows * width
            let pass = MiniLMPass(
                weights: self.weights,
                rows: rows,
                values: values,
                added: added,
                attended: added + rows * width,
                wide: added + 2 * rows * width
            )
            pass.run(tokens)
            return pass.mean()
        }
    }
}

/// One pass through the layers, over memory of the caller.
private struct MiniLMPass {
    let weights: MiniLMWeights
    let rows: Int
    /// The vectors of the tokens.
    let values: UnsafeMutablePointer<Float>
    let added: UnsafeMutablePointer<Float>
    let attended: UnsafeMutablePointer<Float>
    let wide: UnsafeMutablePointer<Float>

    func run(_ tokens: [UInt32]) {
        let width = MiniLMWeights.width
        for row in 0..<self.rows {
            let token = self.weights.tokens + Int(tokens[row]) * width
            let place = self.weights.places + row * width
            for column in 0..<width {
                self.values[row * width + column] = token[column] + place[column]
                self.added[row * width + column] = self.weights.kind[column]
            }
        }
        self.addAndNormalise(self.weights.inputNorm)
        for layer in self.weights.layers {
            self.multiply(self.values, layer.joined, self.wide)
            self.weights.kernels.attend(self.wide, self.rows, MiniLMWeights.heads, self.attended)
            self.multiply(self.attended, layer.output, self.added)
            self.addAndNormalise(layer.outputNorm)
            self.multiply(self.values, layer.rise, self.wide)
            self.weights.kernels.gelu(self.wide, self.rows * MiniLMWeights.inner)
            self.multiply(self.wide, layer.fall, self.added)
            self.addAndNormalise(layer.fallNorm)
        }
    }

    private func multiply(
        _ values: UnsafePointer<Float>,
        _ linear: MiniLMWeights.Linear,
        _ result: UnsafeMutablePointer<Float>
    ) {
        self.weights.kernels.multiply(
            values,
            self.rows,
            linear.inputs,
            linear.packed,
            linear.bias,
            linear.outputs,
            result
        )
    }

    private func addAndNormalise(_ norm: MiniLMWeights.Norm) {
        let width = MiniLMWeights.width
        self.weights.kernels.add_and_normalise(self.values, self.added, self.rows, width, norm.scale, norm.shift)
    }

    /// The mean direction of the tokens.
    func mean() -> [Float]? {
        let width = MiniLMWeights.width
        var vector = [Float](repeating: 0, count: width)
        let length = vector.withUnsafeMutableBufferPointer { vector in
            for row in 0..<self.rows {
                for column in 0..<width { vector[column] += self.values[row * width + column] }
            }
            return vector.baseAddress.map { signalbox_normalise($0, width) } ?? 0
        }
        // Finite weights may still be as large as to leave no number.
        return length > 0 && length.isFinite ? vector : nil
    }
}
