package import GatewayCore
import GatewayWire
import NIOCore

/// Tags that a request gives its answer (`x-signalbox-cache-tags: doc:42, prompt:v7`), by which it can be purged.
package enum CacheTagList {
    /// Tags of one entry at most.
    package static let maxCount = 32
    /// Bytes of one tag at most.
    package static let maxBytes = 128
    /// Name of the field.
    package static let header: StaticString = "x-signalbox-cache-tags"

    /// Why a list is not accepted.
    package enum Problem: Error, Sendable, Equatable {
        /// More tags than an entry may have.
        case tooMany
        /// A tag that is longer than it may be.
        case tooLong
    }

    /// The tags in a head, each once, in the order in which they were first named.
    ///
    /// What does not fit is an error and not left out: an entry that does not have all its tags could not be purged by
    /// them. Allocates nothing where the head has no such field.
    package static func tags(in head: RequestHead) throws(Problem) -> [String] {
        guard head.parsed.contains(.signalbox) else { return [] }
        var tags: [String] = []
        for field in head.parsed.fields where field.name == .signalbox {
            guard field.nameRange.count == Self.header.utf8CodeUnitCount else { continue }
            let problem = head.bytes.withUnsafeReadableBytes { bytes -> Problem? in
                guard UnsafeRawBufferPointer(rebasing: bytes[field.nameRange]).equalsToken(Self.header) else {
                    return nil
                }
                do throws(Problem) {
                    try Self.add(UnsafeRawBufferPointer(rebasing: bytes[field.valueRange]), to: &tags)
                    return nil
                } catch {
                    return error
                }
            }
            if let problem { throw problem }
        }
        return tags
    }

    /// Adds the tags of one line: parted by commas, white space around them dropped, empty ones left out.
    package static func add(_ line: UnsafeRawBufferPointer, to tags: inout [String]) throws(Problem) {
        var start = 0
        while start < line.count {
            var end = start
            while end < line.count, line[end] != UInt8(ascii: ",") { end += 1 }
            var first = start
            var last = end
            while first < last, Self.isSpace(line[first]) { first += 1 }
            while last > first, Self.isSpace(line[last - 1]) { last -= 1 }
            start = end + 1
            guard first < last else { continue }
            guard last - first <= Self.maxBytes else { throw .tooLong }
            let tag = String(decoding: UnsafeRawBufferPointer(rebasing: line[first..<last]), as: UTF8.self)
            guard !tags.contains(tag) else { continue }
            guard tags.count < Self.maxCount else { throw .tooMany }
            tags.append(tag)
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
