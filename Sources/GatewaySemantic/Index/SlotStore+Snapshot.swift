/// Entries in a file: id, scale, bytes, halves.
extension SlotStore {
    /// Bytes of an entry in a file.
    var recordBytes: Int {
        12 + self.dimensions * (self.keepsHalves ? 3 : 1)
    }

    /// Writes an entry.
    func save(_ slot: Int, to writer: inout SnapshotWriter) throws(SnapshotError) {
        try writer.put(self.id(slot).pointee)
        try writer.put(self.scale(slot).pointee.bitPattern)
        try writer.put(UnsafeRawBufferPointer(start: self.row(slot), count: self.dimensions))
        guard self.keepsHalves else { return }
        try writer.put(UnsafeRawBufferPointer(start: self.half(slot), count: self.dimensions * 2))
    }

    /// Reads an entry into a slot that has memory.
    func load(_ slot: Int, from reader: inout SnapshotReader) throws(SnapshotError) {
        self.id(slot).pointee = try reader.number(UInt64.self)
        let scale = Float(bitPattern: try reader.number(UInt32.self))
        guard scale.isFinite else { throw .damaged }
        self.scale(slot).pointee = scale
        let row = self.row(slot)
        try reader.get(UnsafeMutableRawBufferPointer(start: row, count: self.dimensions))
        for index in 0..<self.dimensions where row[index] == .min {
            throw .damaged
        }
        guard self.keepsHalves else { return }
        try reader.get(UnsafeMutableRawBufferPointer(start: self.half(slot), count: self.dimensions * 2))
    }
}
