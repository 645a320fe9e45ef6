extension JSONScanner {
    /// Walks the members of the object at `start`, which lies inside `depth` containers.
    ///
    /// - Parameter visit: Gets each member's name and must return the offset after its value, which it has checked.
    @inline(__always)
    func members(
        at start: Int,
        depth: Int,
        _ visit: (Key) throws(JSONError) -> Int
    ) throws(JSONError) -> Int {
        guard depth < self.maxDepth else { throw JSONError(.tooDeep, at: start) }
        var index = self.skipSpace(start &+ 1)
        if index < self.count, self.base[index] == Byte.closeBrace { return index &+ 1 }
        while true {
            index = self.skipSpace(try visit(try self.key(at: index)))
            guard index < self.count else { throw JSONError(.unexpectedEnd, at: index) }
            let next = self.base[index]
            if next == Byte.closeBrace { return index &+ 1 }
            guard next == Byte.comma else { throw JSONError(.expectedCommaOrEnd, at: index) }
            index = self.skipSpace(index &+ 1)
        }
    }

    /// Walks the elements of the array at `start`, which lies inside `depth` containers.
    ///
    /// - Parameter visit: Gets each element's offset, at which a byte exists, and must return the offset after it.
    @inline(__always)
    func elements(
        at start: Int,
        depth: Int,
        _ visit: (Int) throws(JSONError) -> Int
    ) throws(JSONError) -> Int {
        guard depth < self.maxDepth else { throw JSONError(.tooDeep, at: start) }
        var index = self.skipSpace(start &+ 1)
        if index < self.count, self.base[index] == Byte.closeBracket { return index &+ 1 }
        while true {
            guard index < self.count else { throw JSONError(.unexpectedEnd, at: index) }
            index = self.skipSpace(try visit(index))
            guard index < self.count else { throw JSONError(.unexpectedEnd, at: index) }
            let next = self.base[index]
            if next == Byte.closeBracket { return index &+ 1 }
            guard next == Byte.comma else { throw JSONError(.expectedCommaOrEnd, at: index) }
            index = self.skipSpace(index &+ 1)
        }
    }

    /// The first byte of the value at the offset, or 0 when the text ends there.
    @inline(__always)
    func firstByte(_ value: Int) -> UInt8 {
        value < self.count ? self.base[value] : 0
    }

    /// Whether the name is the given one, however it is spelled.
    @inline(__always)
    func name(_ key: Key, is text: StaticString) -> Bool {
        if key.hasEscapes { return self.escapedName(key, is: text) }
        return self.bytes(key.name).equals(text)
    }

    @inline(never)
    private func escapedName(_ key: Key, is text: StaticString) -> Bool {
        JSONString.unescaped(self.bytes(key.name)).withUnsafeBytes { $0.equals(text) }
    }

    /// A non-negative count written at `range`; nil for anything that is not a JSON number.
    ///
    /// A fraction or exponent is read and cut off, values beyond `Int` are clamped and negative ones become 0: for
    /// reports of others that must never stop an exchange.
    func clampedCount(_ range: Range<Int>) -> Int? {
        guard let first = self.bytes(range).first, first == Byte.minus || Byte.isDigit(first) else { return nil }
        if first == Byte.minus { return 0 }
        if let exact = JSONNumber.integer(self.bytes(range)) { return exact }
        let text = String(decoding: self.bytes(range), as: UTF8.self)
        guard let value = Double(text) else { return nil }
        return value < 9e18 ? Int(value) : Int.max
    }
}

/// Reading of numbers that a scanner has already checked.
enum JSONNumber {
    /// The integer that the text is, where a fraction of nothing but zeros is allowed (`2.0`); nil if it is none or
    /// does not fit.
    static func integer(_ text: UnsafeRawBufferPointer) -> Int? {
        var index = 0
        let isNegative = text.first == Byte.minus
        if isNegative { index = 1 }
        var value = 0
        while index < text.count, Byte.isDigit(text[index]) {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let digit = Int(text[index] &- Byte.zero)
            let (sum, carry) =
                isNegative
                ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            if overflow || carry { return nil }
            value = sum
            index += 1
        }
        guard index > (isNegative ? 1 : 0) else { return nil }
        if index < text.count {
            guard text[index] == Byte.dot, text[(index + 1)...].allSatisfy({ $0 == Byte.zero }) else { return nil }
        }
        return value
    }
}
