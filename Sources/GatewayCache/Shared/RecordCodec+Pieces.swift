import NIOCore

/// Pieces of answers on their way, sealed like the answers themselves.
extension RecordCodec {
    /// What is written for a piece; nil where it cannot be sealed.
    func sealPiece(_ bytes: ByteBuffer, for key: CacheKey, scope: String) -> ByteBuffer? {
        guard let seal = self.seal else { return bytes }
        var sealed = ByteBuffer()
        guard (try? seal.seal(bytes, EntryBinding(scope: scope, key: key), into: &sealed)) != nil else { return nil }
        return sealed
    }

    /// The piece that was written; nil where nobody here can read it.
    func openPiece(_ bytes: ByteBuffer, for key: CacheKey, scope: String) -> ByteBuffer? {
        guard let seal = self.seal else { return bytes }
        return try? seal.open(bytes, EntryBinding(scope: scope, key: key))
    }
}
