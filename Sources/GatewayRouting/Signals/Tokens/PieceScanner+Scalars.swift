/// One character as the scan sees it.
struct Scalar {
    let `class`: ScalarClass
    /// Bytes, at least 1.
    let length: Int
}

extension PieceScanner {
    /// The character at an index inside the text.
    @inline(__always)
    func scalar(at index: Int) -> Scalar {
        let byte = self.text[index]
        // The first block of classes is ASCII's.
        return byte < 0x80
            ? Scalar(class: ScalarClass(rawValue: self.classes[Int(byte)]), length: 1) : self.wideScalar(byte, index)
    }

    @inline(never)
    private func wideScalar(_ first: UInt8, _ index: Int) -> Scalar {
        let length = Self.length(of: self.text, at: index)
        let value: UInt32
        switch length {
        case 2: value = UInt32(first & 0x1F) << 6 | self.bits(index + 1)
        case 3: value = UInt32(first & 0x0F) << 12 | self.bits(index + 1) << 6 | self.bits(index + 2)
        case 4:
            let upper = UInt32(first & 0x07) << 18 | self.bits(index + 1) << 12
            value = upper | self.bits(index + 2) << 6 | self.bits(index + 3)
        default: return Scalar(class: [], length: 1)
        }
        let block = Int(self.blocks[Int(value >> UInt32(UnicodeClasses.blockBits))])
        let place = Int(value & (1 << UInt32(UnicodeClasses.blockBits) - 1))
        return Scalar(
            class: ScalarClass(rawValue: self.classes[block << UnicodeClasses.blockBits + place]),
            length: length
        )
    }

    @inline(__always)
    private func bits(_ index: Int) -> UInt32 { UInt32(self.text[index] & 0x3F) }

    /// The length of the well-formed UTF-8 sequence beyond ASCII that begins at an index; 1 when there is none.
    @inline(__always)
    static func length(of text: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        let first = text[index]
        let left = text.count - index
        guard left > 1, first >= 0xC2, first <= 0xF4 else { return 1 }
        let second = text[index + 1]
        guard second & 0xC0 == 0x80 else { return 1 }
        if first < 0xE0 { return 2 }
        guard left > 2, text[index + 2] & 0xC0 == 0x80 else { return 1 }
        if first < 0xF0 {
            // E0 begins no overlong form, ED no surrogate.
            return (first == 0xE0 && second < 0xA0) || (first == 0xED && second >= 0xA0) ? 1 : 3
        }
        guard left > 3, text[index + 3] & 0xC0 == 0x80 else { return 1 }
        return (first == 0xF0 && second < 0x90) || (first == 0xF4 && second >= 0x90) ? 1 : 4
    }
}
