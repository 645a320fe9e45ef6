import GatewayCore
import GatewayWire

/// The body of `POST /admin/v1/cache/compare`.
struct CompareRequest: Equatable {
    /// The model group by whose guards and bound it is decided.
    var group: String
    /// The question that is asked.
    var asked: String
    /// The question that is stored.
    var stored: String

    private static let shape = #"Send {"group": "NAME", "asked": "...", "stored": "..."}."#

    /// Reads a body.
    init(reading body: [UInt8]) throws(CacheRequestFault) {
        guard let value = try? JSONValue.parse(body.span.bytes) else {
            throw CacheRequestFault("The body is not JSON. \(Self.shape)", param: "body")
        }
        func text(_ name: String) throws(CacheRequestFault) -> String {
            guard let text = value[name]?.text, !text.isEmpty else {
                throw CacheRequestFault("'\(name)' is missing or no text. \(Self.shape)", param: name)
            }
            return text
        }
        self.group = try text("group")
        self.asked = try text("asked")
        self.stored = try text("stored")
    }
}

extension QuestionComparison {
    /// The comparison as a document.
    var document: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("decision", self.decision)
        Self.write("similarity", self.similarity, to: &writer)
        writer.member("language", self.language)
        writer.key("refusals")
        writer.beginArray()
        for refusal in self.refusals {
            writer.beginObject()
            writer.member("guard", refusal.name)
            writer.member("asked", refusal.asked)
            writer.member("stored", refusal.stored)
            writer.endObject()
        }
        writer.endArray()
        Self.write("score", self.score, to: &writer)
        Self.write("risk", self.risk, to: &writer)
        Self.write("risk_limit", self.riskLimit, to: &writer)
        writer.key("features")
        writer.beginObject()
        for feature in self.features {
            writer.key(feature.name)
            writer.raw(Array((feature.value.isFinite ? "\(feature.value)" : "null").utf8))
        }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    private static func write(_ name: StaticString, _ share: Float?, to writer: inout JSONWriter) {
        writer.key(name)
        guard let share, share.isFinite else {
            writer.null()
            return
        }
        writer.raw(Array("\(share)".utf8))
    }
}
