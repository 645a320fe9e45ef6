import CVectorKernels

/// A vector brought to length 1, as floats and as bytes. Owned by one operation at a time.
struct QueryVector: ~Copyable {
    let floats: UnsafeMutablePointer<Float>
    let components: UnsafeMutablePointer<Int8>
    private(set) var scale: Float = 0
    private let dimensions: Int

    init(dimensions: Int) {
        self.dimensions = dimensions
        self.floats = .allocate(capacity: dimensions)
        self.components = .allocate(capacity: dimensions)
        self.floats.initialize(repeating: 0, count: dimensions)
        self.components.initialize(repeating: 0, count: dimensions)
    }

    deinit {
        self.floats.deallocate()
        self.components.deallocate()
    }

    /// Takes a vector.
    mutating func set(_ vector: [Float], by kernels: VectorKernels) throws(VectorIndexError) {
        guard vector.count == self.dimensions else {
            throw .dimensions(expected: self.dimensions, found: vector.count)
        }
        vector.withUnsafeBufferPointer { source in
            guard let base = source.baseAddress else { return }
            self.floats.update(from: base, count: self.dimensions)
        }
        let call = kernels.call
        // Infinite where a component is, or where the squares exceed what a float can hold; no number where one is none.
        let square = call.dot_f32(self.floats, self.floats, self.dimensions)
        guard square.isFinite, square >= 1e-24 else { throw .noDirection }
        call.scale_f32(self.floats, 1 / square.squareRoot(), self.dimensions)
        self.scale = call.quantise_i8(self.floats, self.components, self.dimensions)
    }
}
