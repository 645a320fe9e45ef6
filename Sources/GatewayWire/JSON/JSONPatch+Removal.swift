extension JSONPatch {
    /// An object without its outermost members of a name; nil if there are none, or the text is no object.
    ///
    /// For cold paths: the result is a copy of the whole text.
    package static func removing(_ name: StaticString, from text: RawSpan) -> [UInt8]? {
        let ranges = text.withUnsafeBytes { buffer -> [Range<Int>] in
            guard let json = JSONScanner(buffer, maxDepth: JSONScanner.highestMaxDepth), let start = try? json.start(),
                json.byte(start) == Byte.openBrace
            else { return [] }
            var cut = MemberCut()
            var previousEnd = start + 1
            let end = try? json.members(at: start, depth: 0) { (key) throws(JSONError) -> Int in
                cut.begin(at: key.open)
                let end = try json.value(at: key.value, depth: 1)
                if json.name(key, is: name) {
                    cut.cut(from: key.open, to: end, previousEnd: previousEnd)
                } else {
                    cut.keep()
                }
                previousEnd = end
                return end
            }
            return end == nil ? [] : cut.ranges
        }
        guard !ranges.isEmpty else { return nil }
        var patch = JSONPatch()
        for range in ranges {
            patch.replace(range, with: [])
        }
        return patch.applied(to: text)
    }
}
