/// Writing to a file and reading back.
extension AdaptiveIndex {
    /// Writes the index to a file, which is replaced in one step. Writers wait meanwhile; searches do not.
    ///
    /// - Parameter space: Names the vector space, and whatever else must agree when the file is read.
    package func write(to path: String, space: String) throws(SnapshotError) {
        var writer = try SnapshotWriter(path: path)
        try writer.begin(.adaptive, space: space)
        // What is moved in between is in both parts, and nothing is in neither.
        try self.flat.save(to: &writer)
        let graph = self.graph
        try writer.put(graph == nil ? 0 : 1 as UInt8)
        try graph?.save(to: &writer)
        try writer.finish()
    }

    /// Reads an index from a file.
    ///
    /// - Parameter settings: Says how to search and build on; the number of links, and whether there are halves, are those
    ///   of the file.
    package static func read(
        from path: String,
        space: String,
        dimensions: Int,
        capacity: Int,
        flatLimit: Int = 100_000,
        step: Int = 4,
        settings: GraphSettings = GraphSettings(),
        kernels: VectorKernels = .best
    ) throws(SnapshotError) -> AdaptiveIndex {
        var reader = try SnapshotReader(path: path)
        try reader.begin(.adaptive, space: space)
        let limit = max(1, min(flatLimit, capacity))
        // A file of more entries than this limit still fits: they move on as usual.
        let flat = try FlatIndex.load(
            from: &reader,
            dimensions: dimensions,
            capacity: max(1, capacity),
            kernels: kernels
        )
        var graph: GraphIndex?
        if try reader.number(UInt8.self) != 0 {
            graph = try GraphIndex.load(
                from: &reader,
                dimensions: dimensions,
                capacity: capacity,
                settings: settings,
                kernels: kernels
            )
        }
        try reader.finish()
        if let graph { flat.removeAll { graph.contains($0) } }
        let index = AdaptiveIndex(
            flat: flat,
            graph: graph,
            capacity: capacity,
            flatLimit: limit,
            step: step,
            settings: settings,
            kernels: kernels
        )
        guard index.count <= index.capacity else { throw .tooLarge(slots: index.count, capacity: index.capacity) }
        return index
    }
}
