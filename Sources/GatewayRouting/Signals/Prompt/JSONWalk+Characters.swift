/// Where characters begin and end inside a string, so that a cut never halves one.
///
/// A character is what one scalar is written as: an ASCII byte, a UTF-8 sequence, an escape, or the two escapes of a
/// surrogate pair.
extension JSONWalk {
    /// The beginning of the character that covers an offset of a string's content.
    func characterStart(_ offset: Int, in content: Range<Int>) -> Int {
        guard offset > content.lowerBound else { return content.lowerBound }
        guard offset < content.upperBound else { return content.upperBound }
        var start = offset
        while start > content.lowerBound, offset &- start < 3, self.base[start] & 0xC0 == 0x80 { start &-= 1 }
        guard start == offset else { return start }
        start = self.escapeStart(offset, in: content)
        guard self.surrogate(at: start, in: content) == .low, start &- 6 >= content.lowerBound,
            self.escapeStart(start &- 6, in: content) == start &- 6,
            self.surrogate(at: start &- 6, in: content) == .high
        else { return start }
        return start &- 6
    }

    /// The end of the character that begins at an offset of a string's content.
    func characterEnd(_ start: Int, in content: Range<Int>) -> Int {
        guard start < content.upperBound else { return content.upperBound }
        let length =
            switch self.base[start] {
            case Self.backslash: self.escapeLength(start, in: content)
            case 0xF0...: 4
            case 0xE0...: 3
            case 0xC0...: 2
            default: 1
            }
        return min(start &+ length, content.upperBound)
    }

    /// The first beginning of a character at or after an offset.
    func nextCharacter(_ offset: Int, in content: Range<Int>) -> Int {
        let start = self.characterStart(offset, in: content)
        return start < offset ? self.characterEnd(start, in: content) : start
    }

    private enum Surrogate {
        case high, low
    }

    /// The beginning of the escape that covers an offset, or the offset when none does.
    private func escapeStart(_ offset: Int, in content: Range<Int>) -> Int {
        for back in 0...5 {
            let place = offset &- back
            guard place >= content.lowerBound else { return offset }
            guard self.base[place] == Self.backslash else { continue }
            // The nearest backslash decides: it begins an escape, or is the second half of an escaped backslash.
            guard self.backslashes(before: place, downTo: content.lowerBound) & 1 == 0 else {
                return back == 0 ? place &- 1 : offset
            }
            let length = self.byte(place &+ 1) == 0x75 ? 6 : 2
            return back < length ? place : offset
        }
        return offset
    }

    private func escapeLength(_ start: Int, in content: Range<Int>) -> Int {
        guard self.byte(start &+ 1) == 0x75 else { return 2 }
        guard self.surrogate(at: start, in: content) == .high,
            self.surrogate(at: start &+ 6, in: content) == .low
        else { return 6 }
        return 12
    }

    /// Which half of a pair the escape at the offset is, if it is one.
    private func surrogate(at start: Int, in content: Range<Int>) -> Surrogate? {
        guard start &+ 6 <= content.upperBound, self.base[start] == Self.backslash, self.base[start &+ 1] == 0x75,
            self.base[start &+ 2] | 0x20 == 0x64
        else { return nil }
        return switch self.base[start &+ 3] {
        case 0x38, 0x39, 0x41, 0x42, 0x61, 0x62: .high
        case 0x43...0x46, 0x63...0x66: .low
        default: nil
        }
    }
}
