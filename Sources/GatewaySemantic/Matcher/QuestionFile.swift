/// The questions of model groups and what the groups have learned, in a file that outlives the process.
///
/// Vectors are computed anew when it is read: they would be most of the file, and the embedder may have changed.
package enum QuestionFile {
    /// What one group has.
    package struct Group: Sendable, Equatable {
        /// Its name.
        package var name: String
        /// Its evidence, as `EvidenceLedger.state` gives it.
        package var evidence: [UInt8]
        /// Its questions, least recently used first.
        package var entries: [SemanticEntry]

        /// What a group has.
        package init(name: String, evidence: [UInt8], entries: [SemanticEntry]) {
            self.name = name
            self.evidence = evidence
            self.entries = entries
        }
    }

    /// Bytes of one part of the file at most: a name, an entry, a ledger.
    private static let mostPartBytes = 64 << 20

    /// Writes the file beside the old one, which it replaces in one step.
    package static func write(_ groups: [Group], to path: String) throws(SnapshotError) {
        var writer = try SnapshotWriter(path: path)
        try writer.begin(.questions, space: "")
        try writer.put(UInt32(clamping: groups.count))
        for group in groups {
            try self.put(Array(group.name.utf8), &writer)
            try self.put(group.evidence, &writer)
            try writer.put(UInt32(clamping: group.entries.count))
            for entry in group.entries { try self.put(entry.bytes, &writer) }
        }
        try writer.finish()
    }

    /// Reads the file; an entry that cannot be read is left out.
    package static func read(_ path: String) throws(SnapshotError) -> [Group] {
        var reader = try SnapshotReader(path: path)
        try reader.begin(.questions, space: "")
        var groups: [Group] = []
        let groupCount = try reader.number(UInt32.self)
        for _ in 0..<groupCount {
            let name = String(decoding: try self.part(&reader), as: UTF8.self)
            var group = Group(name: name, evidence: try self.part(&reader), entries: [])
            let count = try reader.number(UInt32.self)
            for _ in 0..<count {
                if let entry = SemanticEntry(bytes: try self.part(&reader)) { group.entries.append(entry) }
            }
            groups.append(group)
        }
        try reader.finish()
        return groups
    }

    private static func put(_ bytes: [UInt8], _ writer: inout SnapshotWriter) throws(SnapshotError) {
        try writer.put(UInt32(clamping: bytes.count))
        for byte in bytes { try writer.put(byte) }
    }

    private static func part(_ reader: inout SnapshotReader) throws(SnapshotError) -> [UInt8] {
        let count = Int(try reader.number(UInt32.self))
        guard count <= min(self.mostPartBytes, reader.remaining) else { throw .damaged }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for _ in 0..<count { bytes.append(try reader.number(UInt8.self)) }
        return bytes
    }
}
