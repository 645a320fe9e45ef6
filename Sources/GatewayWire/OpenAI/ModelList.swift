/// One model as `/v1/models` shows it.
package struct ModelCard: Hashable, Sendable {
    /// The name that clients ask for.
    package var id: String
    /// Seconds since 1970 at which the model came to be.
    package var created: Int
    /// Who offers the model.
    package var ownedBy: String

    /// A model to show.
    package init(id: String, created: Int, ownedBy: String) {
        self.id = id
        self.created = created
        self.ownedBy = ownedBy
    }

    /// The body of `/v1/models/{id}`.
    package var bytes: [UInt8] {
        var writer = JSONWriter(reserving: 128)
        self.write(to: &writer)
        return writer.bytes
    }

    /// Writes the model's object.
    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", self.id)
        writer.member("object", "model" as StaticString)
        writer.member("created", self.created)
        writer.member("owned_by", self.ownedBy)
        writer.endObject()
    }
}

/// The body of `/v1/models`.
package struct ModelList: Hashable, Sendable {
    /// The models, in the order in which they are shown.
    package var models: [ModelCard]

    /// A list to show.
    package init(_ models: [ModelCard]) {
        self.models = models
    }

    /// The body to send.
    package var bytes: [UInt8] {
        var writer = JSONWriter(reserving: 32 + self.models.count * 112)
        writer.beginObject()
        writer.member("object", "list" as StaticString)
        writer.key("data")
        writer.beginArray()
        for model in self.models { model.write(to: &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}
