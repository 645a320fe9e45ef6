import GatewayCore
import GatewayWire

extension DecisionDocument {
    /// What a document is made from, and nothing more: its member `replay`.
    package static func record(_ decision: RecordedDecision) -> [UInt8] {
        var writer = JSONWriter(reserving: 2048)
        decision.write(to: &writer)
        return writer.bytes
    }

    /// Reads a record again.
    package static func parse(record bytes: [UInt8]) throws(DecisionFault) -> RecordedDecision {
        guard bytes.count <= Self.maxBytes, let value = try? JSONValue.parse(bytes.span.bytes) else {
            throw DecisionFault("that is not JSON")
        }
        return try RecordedDecision(reading: value)
    }

    /// The document of a record that cannot be read, such as one of another version: the record as it is.
    package static func unread(_ record: [UInt8], id: UInt64, requestID: String) -> [UInt8] {
        var writer = JSONWriter(reserving: record.count + 128)
        writer.beginObject()
        writer.member("id", DecisionID.text(id))
        writer.member("request_id", requestID)
        writer.key("replay")
        if (try? JSONScanner.validate(record.span.bytes)) != nil {
            writer.raw(record)
        } else {
            writer.null()
        }
        writer.endObject()
        return writer.bytes
    }
}
