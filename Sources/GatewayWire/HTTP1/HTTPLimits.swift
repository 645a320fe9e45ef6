/// Ceilings on what one HTTP/1 message may make the gateway hold before it has been understood.
///
/// A value beyond a ceiling is refused as soon as it is certain, however slowly the bytes arrive.
package struct HTTPLimits: Sendable, Equatable {
    /// Bytes of the start line and all field lines with their line ends, the empty line included.
    package let maxHeadBytes: Int
    /// Bytes of a request target.
    package let maxTargetBytes: Int
    /// Field lines in one head.
    package let maxFields: Int
    /// Bytes of one chunk's size and extensions, without the line end.
    package let maxChunkLineBytes: Int
    /// Bytes of the trailer section, line ends included.
    package let maxTrailerBytes: Int

    /// The limits given; the default of each suits an LLM gateway's clients and providers.
    ///
    /// Field offsets are kept in 32 bits, so heads are capped at 1 GiB whatever is asked.
    package init(
        maxHeadBytes: Int = 32 * 1024,
        maxTargetBytes: Int = 8 * 1024,
        maxFields: Int = 128,
        maxChunkLineBytes: Int = 256,
        maxTrailerBytes: Int = 8 * 1024
    ) {
        self.maxHeadBytes = min(max(maxHeadBytes, 0), 1 << 30)
        self.maxTargetBytes = min(max(maxTargetBytes, 0), 1 << 30)
        self.maxFields = maxFields
        self.maxChunkLineBytes = maxChunkLineBytes
        self.maxTrailerBytes = maxTrailerBytes
    }

    /// Longest request line worth waiting for: the target with room for a method of 32 bytes, spaces and version.
    ///
    /// Keeps the early check of the target's length independent of where the spaces are.
    var maxRequestLineBytes: Int { self.maxTargetBytes + 44 }
}
