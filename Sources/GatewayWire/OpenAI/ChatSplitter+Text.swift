/// A string of a JSON text, without its quotes and as it is written, that is to be cut.
///
/// Cuts never fall into an escape, between the two escapes of a surrogate pair, or into a UTF-8 sequence. The text was
/// checked by a scanner before.
struct CuttableText {
    let raw: UnsafeRawBufferPointer

    /// The offset after the character at an offset that lies before the end.
    func characterEnd(_ start: Int) -> Int {
        let byte = self.raw[start]
        guard byte == Byte.backslash else { return byte < 0x80 ? start + 1 : self.sequenceEnd(start) }
        guard start + 1 < self.raw.count, self.raw[start + 1] == Byte.letterU else {
            return min(start + 2, self.raw.count)
        }
        let end = min(start + 6, self.raw.count)
        guard self.isSurrogate(at: start, high: true), self.isSurrogate(at: end, high: false) else { return end }
        return min(end + 6, self.raw.count)
    }

    /// Visits pieces of about the given size, cut before a space where there is one soon enough; none is empty.
    func forEachPiece(bytes target: Int, _ visit: (Range<Int>) -> Void) {
        let target = max(1, target)
        var start = 0
        var index = 0
        while index < self.raw.count {
            let length = index - start
            if length >= 2 * target || (length >= target && self.raw[index] == Byte.space) {
                visit(start..<index)
                start = index
            }
            index = self.characterEnd(index)
        }
        if start < self.raw.count { visit(start..<self.raw.count) }
    }

    /// A place at which the text can be cut so that the tokens before it say what stands before it.
    struct Cut {
        let textEnd: Int
        let tokenEnd: Int
    }

    /// Cuts after as many tokens as end with a character; nil where the tokens do not say the text.
    ///
    /// - Parameter tokens: What each token stands for; several may share one character.
    func cuts(at tokens: [[UInt8]]) -> [Cut]? {
        var cuts: [Cut] = []
        var pending: [UInt8] = []
        var index = 0
        for (place, token) in tokens.enumerated() {
            pending.append(contentsOf: token)
            guard let used = self.match(pending, at: &index) else { return nil }
            pending.removeFirst(used)
            guard pending.isEmpty else { continue }
            if index == cuts.last?.textEnd ?? 0 {
                if !cuts.isEmpty { cuts[cuts.count - 1] = Cut(textEnd: index, tokenEnd: place + 1) }
            } else {
                cuts.append(Cut(textEnd: index, tokenEnd: place + 1))
            }
        }
        guard pending.isEmpty, index == self.raw.count, !cuts.isEmpty else { return nil }
        return cuts
    }

    /// Passes over the characters that the bytes spell in full.
    ///
    /// - Returns: how many of the bytes these are; nil when the bytes say something else.
    private func match(_ bytes: [UInt8], at index: inout Int) -> Int? {
        var used = 0
        while used < bytes.count {
            guard index < self.raw.count else { return nil }
            let end = self.characterEnd(index)
            let written = UnsafeRawBufferPointer(rebasing: self.raw[index..<end])
            let available = bytes[used...]
            let isWhole: Bool?
            if written.first == Byte.backslash {
                isWhole = Self.agree(JSONString.unescaped(written), available)
            } else {
                isWhole = Self.agree(written, available)
            }
            guard let isWhole else { return nil }
            guard isWhole else { return used }
            used += Self.spelledCount(written)
            index = end
        }
        return used
    }

    /// Whether a character is there in full (true) or in part (false); nil if another one is.
    private static func agree(_ character: some Collection<UInt8>, _ available: ArraySlice<UInt8>) -> Bool? {
        let count = min(character.count, available.count)
        guard character.prefix(count).elementsEqual(available.prefix(count)) else { return nil }
        return count == character.count
    }

    private static func spelledCount(_ written: UnsafeRawBufferPointer) -> Int {
        written.first == Byte.backslash ? JSONString.unescaped(written).count : written.count
    }

    private func sequenceEnd(_ start: Int) -> Int {
        guard let base = self.raw.baseAddress else { return self.raw.count }
        let pointer = base.assumingMemoryBound(to: UInt8.self) + start
        return start + max(1, UTF8Sequence.length(pointer, available: self.raw.count - start))
    }

    private func isSurrogate(at start: Int, high: Bool) -> Bool {
        guard start + 6 <= self.raw.count, self.raw[start] == Byte.backslash, self.raw[start + 1] == Byte.letterU,
            self.raw[start + 2] | 0x20 == 0x64, let second = Byte.hexValue(self.raw[start + 3])
        else { return false }
        return high ? (8...11).contains(second) : second >= 12
    }
}
