/// Where records of decisions are kept on disk, and for how long.
package struct DecisionStoreSettings: Sendable, Equatable {
    /// The SQLite file.
    package var path: String
    /// Age at which a record is forgotten.
    package var keep = Duration.seconds(7 * 86_400)
    /// Bytes that the records may take; the oldest make room.
    package var maxBytes = 1 << 30
    /// Share of the decisions that is stored.
    package var sample = 1.0

    /// Creates settings with the usual bounds.
    package init(path: String) {
        self.path = path
    }
}

/// What became of the decisions that were to be stored.
package struct DecisionStoreStatistics: Sendable, Equatable {
    /// Whether records are stored at present.
    package var isUp = false
    /// Records that were stored.
    package var stored: UInt64 = 0
    /// Records that were not, because more were made than could be written.
    package var dropped: UInt64 = 0
    /// Records that were not, because the file could not be written.
    package var failed: UInt64 = 0
    /// Records that were removed, for their age or for room.
    package var pruned: UInt64 = 0
    /// Bytes that the records take.
    package var bytes = 0

    /// Creates statistics of a store that has done nothing.
    package init() {}
}
