/// Changes to one chunk of a rescued stream, so that the client sees one answer with one id.
///
/// Every other byte of the chunk stays as the provider wrote it. Made for the few streams that are rescued, not for
/// the relay of the others.
package struct ChunkRewrite: Sendable {
    /// What becomes of the text.
    package enum Text: Sendable, Hashable {
        /// It stays.
        case kept
        /// It becomes "".
        case removed
        /// It becomes this UTF-8, which is escaped here; where the chunk has no text, it gets one.
        case replaced([UInt8])
    }

    /// The new id as it is to be written, without quotes; set also where the chunk has none.
    package var id: [UInt8]?
    /// The new value of `created`; set also where the chunk has none.
    package var created: [UInt8]?
    /// What becomes of the text of the first choice.
    package var text = Text.kept
    /// Whether the reasoning of the first choice becomes "".
    package var removesReasoning = false
    /// The new value of top-level `usage`; set also where the chunk has none.
    package var usage: [UInt8]?
    /// The value of the member `signalbox`, a JSON object, that tells how the answer came about.
    package var signalbox: [UInt8]?

    /// A rewrite that changes nothing.
    package init() {}

    /// The changed data.
    ///
    /// - Parameters:
    ///   - data: The data of the event, without its framing.
    ///   - scan: The scan of exactly these bytes.
    /// - Returns: nil when the data is no chunk, or has no place for the new text: text is never dropped silently.
    package func applied(to data: UnsafeRawBufferPointer, _ scan: ChatChunkScan) -> [UInt8]? {
        guard scan.isValid, !scan.isDone, scan.objectEnd < data.count else { return nil }
        var patch = JSONPatch()
        guard self.changeText(&patch, data, scan) else { return nil }
        if self.removesReasoning {
            if let range = scan.reasoningPlace.range { patch.replace(range, with: Self.emptyString) }
            if let range = scan.reasoningTwin.range { patch.replace(range, with: Self.emptyString) }
        }
        var members = AddedMembers(end: Int(scan.objectEnd), isFirst: Self.isEmptyObject(data, scan))
        if let id = self.id {
            if let range = scan.id {
                patch.replace(range, with: id)
            } else {
                members.add("id", [Byte.quote] + id + [Byte.quote], to: &patch)
            }
        }
        members.set(self.created, "created", at: scan.created, in: &patch)
        members.set(self.usage, "usage", at: scan.usagePlace.range, in: &patch)
        members.set(self.signalbox, "signalbox", at: scan.signalboxPlace.range, in: &patch)
        return patch.applied(to: data.bytes)
    }

    private static let emptyString = [Byte.quote, Byte.quote]

    private func changeText(
        _ patch: inout JSONPatch,
        _ data: UnsafeRawBufferPointer,
        _ scan: ChatChunkScan
    ) -> Bool {
        switch self.text {
        case .kept:
            return true
        case .removed:
            if scan.contentIsText || scan.hasOtherText, let range = scan.contentPlace.range {
                patch.replace(range, with: Self.emptyString)
            }
            return true
        case .replaced(let text):
            var writer = JSONWriter(reserving: text.count + 16)
            if let range = scan.contentPlace.range {
                writer.string(text.span.bytes)
                patch.replace(range, with: writer.bytes)
                return true
            }
            let start = Int(scan.deltaStart)
            guard start > 0 else { return text.isEmpty }
            writer.key("content")
            writer.string(text.span.bytes)
            let next = data[start...].first { !Byte.isJSONSpace($0) }
            patch.replace(start..<start, with: next == Byte.closeBrace ? writer.bytes : writer.bytes + [Byte.comma])
            return true
        }
    }

    private static func isEmptyObject(_ data: UnsafeRawBufferPointer, _ scan: ChatChunkScan) -> Bool {
        data[..<Int(scan.objectEnd)].last { !Byte.isJSONSpace($0) } == Byte.openBrace
    }
}

/// Members that a chunk gets in addition, before its closing brace.
private struct AddedMembers {
    let end: Int
    /// Whether no member stands before the next one.
    var isFirst: Bool

    /// Replaces a value, or adds the member where there is none.
    mutating func set(_ value: [UInt8]?, _ name: StaticString, at range: Range<Int>?, in patch: inout JSONPatch) {
        guard let value else { return }
        if let range {
            patch.replace(range, with: value)
        } else {
            self.add(name, value, to: &patch)
        }
    }

    /// Adds a member.
    mutating func add(_ name: StaticString, _ value: [UInt8], to patch: inout JSONPatch) {
        var writer = JSONWriter(reserving: value.count + name.utf8CodeUnitCount + 4)
        writer.key(name)
        writer.raw(value)
        patch.replace(self.end..<self.end, with: self.isFirst ? writer.bytes : [Byte.comma] + writer.bytes)
        self.isFirst = false
    }
}
