/// The four forms of a request target (RFC 9112, 3.2).
enum TargetForm {
    /// Checks the target's form and bytes, and answers its path as `HTTPRequestHead.path` promises it.
    static func path(
        of target: Range<Int>,
        in bytes: RawSpan,
        method: HTTPMethod
    ) throws(HTTPRefusal) -> Range<Int> {
        let end = target.upperBound
        let first = HeadScan.byte(bytes, target.lowerBound)
        if method == .connect {
            try Self.checkAuthority(target, in: bytes, needsPort: true)
            return target
        }
        if first == 0x2F { return try Self.originPath(from: target.lowerBound, to: end, in: bytes) }
        if first == 0x2A, target.count == 1, method == .options { return target }

        let authority: Int
        if target.count > 7, HeadScan.folds("http://", bytes, at: target.lowerBound) {
            authority = target.lowerBound &+ 7
        } else if target.count > 8, HeadScan.folds("https://", bytes, at: target.lowerBound) {
            authority = target.lowerBound &+ 8
        } else {
            throw .invalidTarget
        }
        var authorityEnd = authority
        while authorityEnd < end {
            let byte = HeadScan.byte(bytes, authorityEnd)
            if byte == 0x2F || byte == 0x3F { break }
            authorityEnd &+= 1
        }
        try Self.checkAuthority(authority..<authorityEnd, in: bytes, needsPort: false)
        let path = try Self.originPath(from: authorityEnd, to: end, in: bytes)
        return path.isEmpty ? (authority &- 1)..<authority : path
    }

    /// The part of `start..<end` before `?`, once all of it is visible ASCII without a fragment.
    @inline(__always)
    private static func originPath(from start: Int, to end: Int, in bytes: RawSpan) throws(HTTPRefusal) -> Range<Int> {
        var query = end
        var at = start
        while at < end {
            let byte = HeadScan.byte(bytes, at)
            guard byte > 0x20, byte < 0x7F, byte != 0x23 else { throw .invalidTarget }
            if byte == 0x3F, query == end { query = at }
            at &+= 1
        }
        return start..<query
    }

    /// Refuses an authority that is empty, has user information or other foreign characters, or lacks a port it needs.
    private static func checkAuthority(
        _ range: Range<Int>,
        in bytes: RawSpan,
        needsPort: Bool
    ) throws(HTTPRefusal) {
        let start = range.lowerBound
        let end = range.upperBound
        guard start < end, ASCIISet.authority.containsAll(bytes, from: start, to: end) else { throw .invalidTarget }
        guard HeadScan.byte(bytes, start) != 0x3A else { throw .invalidTarget }
        guard needsPort else { return }
        var digits = end
        while digits > start, HeadScan.byte(bytes, digits &- 1) &- 0x30 <= 9 { digits &-= 1 }
        guard digits < end, digits > start, HeadScan.byte(bytes, digits &- 1) == 0x3A else { throw .invalidTarget }
    }
}
