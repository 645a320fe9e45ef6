import GatewayWire

/// The reply to a request for embeddings.
enum EmbeddingReply {
    /// The JSON text.
    static func json(_ request: EmbeddingRequest, tokens: Int) -> [UInt8] {
        var writer = JSONWriter(
            reserving: request.inputs.count * request.dimensions * (request.isBase64 ? 6 : 13) + 256
        )
        writer.beginObject()
        writer.member("object", "list" as StaticString)
        writer.key("data")
        writer.beginArray()
        for (index, input) in request.inputs.enumerated() {
            let vector = EmbeddingVector(input, model: request.model, dimensions: request.dimensions)
            writer.beginObject()
            writer.member("object", "embedding" as StaticString)
            writer.member("index", index)
            writer.key("embedding")
            if request.isBase64 {
                writer.string(vector.base64.span.bytes)
            } else {
                writer.beginArray()
                for value in vector.values { writer.raw(Array(value.description.utf8)) }
                writer.endArray()
            }
            writer.endObject()
        }
        writer.endArray()
        writer.member("model", request.model)
        writer.key("usage")
        writer.beginObject()
        writer.member("prompt_tokens", tokens)
        writer.member("total_tokens", tokens)
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}

/// The replies about models.
enum ModelReply {
    /// A list of models.
    static func list(_ models: [String], created: Int) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("object", "list" as StaticString)
        writer.key("data")
        writer.beginArray()
        for model in models { Self.write(model, created: created, into: &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    /// One model.
    static func one(_ model: String, created: Int) -> [UInt8] {
        var writer = JSONWriter()
        Self.write(model, created: created, into: &writer)
        return writer.bytes
    }

    private static func write(_ model: String, created: Int, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", model)
        writer.member("object", "model" as StaticString)
        writer.member("created", created)
        writer.member("owned_by", "simulator" as StaticString)
        writer.endObject()
    }
}
