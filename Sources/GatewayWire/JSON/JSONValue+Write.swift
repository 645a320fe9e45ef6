extension JSONValue {
    /// Writes the tree; numbers keep their text. Goes as deep as the tree, which its reader has bounded.
    package func write(to writer: inout JSONWriter) {
        switch self {
        case .object(let members):
            writer.beginObject()
            for member in members {
                writer.key(member.name)
                member.value.write(to: &writer)
            }
            writer.endObject()
        case .array(let elements):
            writer.beginArray()
            for element in elements {
                element.write(to: &writer)
            }
            writer.endArray()
        case .string(let text): writer.string(text)
        case .number(let text): writer.raw(Array(text.utf8))
        case .bool(let flag): writer.bool(flag)
        case .null: writer.null()
        }
    }
}
