/// The record of a decision as it stands on disk; what is in it, its writer knows.
package struct StoredDecision: Sendable, Equatable {
    /// The decision's id.
    package var id: UInt64
    /// When it was made, in nanoseconds since 1970.
    package var madeAt: UInt64
    /// Id of the request that it was made for.
    package var requestID: String
    /// The record.
    package var record: [UInt8]

    /// Creates a record.
    package init(id: UInt64, madeAt: UInt64, requestID: String, record: [UInt8]) {
        self.id = id
        self.madeAt = madeAt
        self.requestID = requestID
        self.record = record
    }
}
