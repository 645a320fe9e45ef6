import CVectorKernels

/// The weights of all-MiniLM-L6-v2 in the order in which they are read.
///
/// Matrices are kept in 16 bits, 21 MB; the vectors of tokens stay in the file, of which only the rows that occur are
/// read into memory.
///
/// `@unchecked Sendable`: immutable after `init`; the memory and the mapped file live as long as the object.
final class MiniLMWeights: @unchecked Sendable {
    static let width = 384
    static let heads = width / Int(SIGNALBOX_HEAD_WIDTH)
    static let inner = 1536
    static let layerCount = 6

    /// A matrix with what is added to its product.
    struct Linear {
        let packed: UnsafeMutablePointer<UInt16>
        let bias: UnsafePointer<Float>
        let inputs: Int
        let outputs: Int
    }

    /// What a row is multiplied with and what is added after it was brought to mean 0 and variance 1.
    struct Norm {
        let scale: UnsafePointer<Float>
        let shift: UnsafePointer<Float>
    }

    struct Layer {
        /// Queries, keys and values in one product.
        let joined: Linear
        let output: Linear
        let outputNorm: Norm
        let rise: Linear
        let fall: Linear
        let fallNorm: Norm
    }

    let kernels: signalbox_dense
    let tokens: UnsafePointer<Float>
    let tokenCount: Int
    let places: UnsafePointer<Float>
    /// The vector of the first kind of sentence, which every token has.
    let kind: UnsafePointer<Float>
    let inputNorm: Norm
    let layers: [Layer]
    private let file: SafetensorsFile
    private let owned: [UnsafeMutableRawPointer]

    /// Checks and packs the weights.
    init(_ file: SafetensorsFile, _ kernels: signalbox_dense) throws(EmbedderError) {
        var reader = Reader(file: file, kernels: kernels)
        do throws(EmbedderError) {
            let width = Self.width
            let words = try file.floats(of: "embeddings.word_embeddings.weight", shape: [nil, width])
            self.tokens = words.start
            self.tokenCount = words.shape[0]
            let places = try file.floats(of: "embeddings.position_embeddings.weight", shape: [nil, width])
            guard places.shape[0] >= WordPieceTokenizer.mostTokens else {
                throw .malformed(
                    path: file.file.path,
                    .shape(tensor: "embeddings.position_embeddings.weight", found: places.shape)
                )
            }
            self.places = places.start
            self.kind = try reader.numbers("embeddings.token_type_embeddings.weight", [2, width])
            self.inputNorm = try reader.norm("embeddings.LayerNorm")
            var layers: [Layer] = []
            for number in 0..<Self.layerCount { layers.append(try reader.layer("encoder.layer.\(number)")) }
            self.layers = layers
        } catch {
            for memory in reader.owned { memory.deallocate() }
            throw error
        }
        self.kernels = kernels
        self.file = file
        self.owned = reader.owned
    }

    deinit {
        for memory in self.owned { memory.deallocate() }
    }
}

/// Reads the parts of a layer by their names and keeps what it allocates.
private struct Reader {
    let file: SafetensorsFile
    let kernels: signalbox_dense
    var owned: [UnsafeMutableRawPointer] = []

    func numbers(_ name: String, _ shape: [Int]) throws(EmbedderError) -> UnsafePointer<Float> {
        try self.file.floats(of: name, shape: shape).start
    }

    func norm(_ name: String) throws(EmbedderError) -> MiniLMWeights.Norm {
        let width = MiniLMWeights.width
        return MiniLMWeights.Norm(
            scale: try self.numbers("\(name).weight", [width]),
            shift: try self.numbers("\(name).bias", [width])
        )
    }

    mutating func layer(_ name: String) throws(EmbedderError) -> MiniLMWeights.Layer {
        let width = MiniLMWeights.width
        let inner = MiniLMWeights.inner
        return MiniLMWeights.Layer(
            joined: try self.linear(
                ["query", "key", "value"].map { "\(name).attention.self.\($0)" },
                inputs: width,
                outputs: width
            ),
            output: try self.linear(["\(name).attention.output.dense"], inputs: width, outputs: width),
            outputNorm: try self.norm("\(name).attention.output.LayerNorm"),
            rise: try self.linear(["\(name).intermediate.dense"], inputs: width, outputs: inner),
            fall: try self.linear(["\(name).output.dense"], inputs: inner, outputs: width),
            fallNorm: try self.norm("\(name).output.LayerNorm")
        )
    }

    /// Packs matrices of one shape, one below the other.
    private mutating func linear(
        _ names: [String],
        inputs: Int,
        outputs: Int
    ) throws(EmbedderError) -> MiniLMWeights.Linear {
        let size = inputs * outputs
        let packed = UnsafeMutablePointer<UInt16>.allocate(capacity: size * names.count)
        self.owned.append(UnsafeMutableRawPointer(packed))
        let bias = UnsafeMutablePointer<Float>.allocate(capacity: outputs * names.count)
        self.owned.append(UnsafeMutableRawPointer(bias))
        for (number, name) in names.enumerated() {
            let matrix = try self.numbers("\(name).weight", [outputs, inputs])
            // Panels lie one after the other, so that matrices packed side by side are one that is packed whole.
            self.kernels.pack(matrix, outputs, inputs, packed + number * size)
            (bias + number * outputs).initialize(from: try self.numbers("\(name).bias", [outputs]), count: outputs)
        }
        return MiniLMWeights.Linear(packed: packed, bias: bias, inputs: inputs, outputs: outputs * names.count)
    }
}
