import Synchronization

/// Writing to a file and reading back.
extension FlatIndex {
    /// Writes the index to a file, which is replaced in one step. Writers wait meanwhile; searches do not.
    ///
    /// - Parameter space: Names the vector space, and whatever else must agree when the file is read.
    package func write(to path: String, space: String) throws(SnapshotError) {
        var writer = try SnapshotWriter(path: path)
        try writer.begin(.flat, space: space)
        try self.save(to: &writer)
        try writer.finish()
    }

    /// Reads an index from a file.
    package static func read(
        from path: String,
        space: String,
        dimensions: Int,
        capacity: Int,
        kernels: VectorKernels = .best
    ) throws(SnapshotError) -> FlatIndex {
        var reader = try SnapshotReader(path: path)
        try reader.begin(.flat, space: space)
        let index = try Self.load(from: &reader, dimensions: dimensions, capacity: capacity, kernels: kernels)
        try reader.finish()
        return index
    }

    func save(to writer: inout SnapshotWriter) throws(SnapshotError) {
        try self.whileUnchanged { () throws(SnapshotError) in
            try writer.put(UInt32(self.dimensions))
            try writer.put(UInt64(self.count))
            for slot in 0..<self.used.load(ordering: .relaxed) where self.store.isLive(slot) {
                try self.store.save(slot, to: &writer)
            }
        }
    }

    static func load(
        from reader: inout SnapshotReader,
        dimensions: Int,
        capacity: Int,
        kernels: VectorKernels
    ) throws(SnapshotError) -> FlatIndex {
        let found = Int(try reader.number(UInt32.self))
        guard found == dimensions else { throw .dimensions(expected: dimensions, found: found) }
        let index = FlatIndex(dimensions: dimensions, capacity: capacity, kernels: kernels)
        let count = try reader.number(UInt64.self)
        guard count <= UInt64(reader.remaining / index.store.recordBytes) else { throw .damaged }
        guard count <= UInt64(index.capacity) else {
            throw .tooLarge(slots: Int(count), capacity: index.capacity)
        }
        for slot in 0..<Int(count) {
            index.store.reserve(slot)
            try index.store.load(slot, from: &reader)
            index.store.setState(slot, SlotState.live)
        }
        guard index.adopt(slots: Int(count)) else { throw .damaged }
        return index
    }
}
