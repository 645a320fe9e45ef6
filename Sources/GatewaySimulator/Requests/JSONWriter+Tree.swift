import GatewayWire

extension JSONWriter {
    /// Writes a tree.
    mutating func tree(_ value: JSONValue) {
        switch value {
        case .object(let members):
            self.beginObject()
            for member in members {
                self.key(member.name)
                self.tree(member.value)
            }
            self.endObject()
        case .array(let elements):
            self.beginArray()
            for element in elements {
                self.tree(element)
            }
            self.endArray()
        case .string(let text): self.string(text)
        case .number(let text): self.raw(Array(text.utf8))
        case .bool(let value): self.bool(value)
        case .null: self.null()
        }
    }
}
