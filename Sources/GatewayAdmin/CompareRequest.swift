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
        writer.member("similarity", decimal: self.similarity)
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
        writer.member("score", decimal: self.score)
        writer.member("risk", decimal: self.risk)
        writer.member("risk_limit", decimal: self.riskLimit)
        writer.key("features")
        writer.beginObject()
        for feature in self.features {
            writer.key(feature.name)
            writer.decimal(feature.value)
        }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}
