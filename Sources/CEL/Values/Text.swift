/// Text by its bytes. Swift's own `==` on strings follows canonical equivalence, CEL compares code points.
enum Text {
    /// The bytes of a string, without a copy where it is stored as UTF-8.
    @inline(__always)
    static func withBytes<Result>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let result = text.utf8.withContiguousStorageIfAvailable(body) { return result }
        return Array(text.utf8).withUnsafeBufferPointer(body)
    }

    @inline(__always)
    static func areSame(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        return self.withBytes(left) { a in self.withBytes(right) { self.areSame(a, $0) } }
    }

    @inline(__always)
    static func areSame(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }

    /// The order of code points, which for UTF-8 is the order of bytes.
    static func order(_ left: String, _ right: String) -> Order {
        self.withBytes(left) { a in self.withBytes(right) { self.order(a, $0) } }
    }

    static func order(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Order {
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return left[index] < right[index] ? .less : .greater
        }
        return Order(left.count, right.count)
    }

    /// How many code points a text has: its bytes that do not continue one.
    static func scalarCount(_ text: String) -> Int {
        self.withBytes(text) { bytes in
            var count = 0
            for byte in bytes { count &+= byte & 0xC0 != 0x80 ? 1 : 0 }
            return count
        }
    }

    static func hasPrefix(_ text: UnsafeBufferPointer<UInt8>, _ prefix: UnsafeBufferPointer<UInt8>) -> Bool {
        text.count >= prefix.count && self.areSame(UnsafeBufferPointer(rebasing: text[..<prefix.count]), prefix)
    }

    static func hasSuffix(_ text: UnsafeBufferPointer<UInt8>, _ suffix: UnsafeBufferPointer<UInt8>) -> Bool {
        text.count >= suffix.count
            && self.areSame(UnsafeBufferPointer(rebasing: text[(text.count - suffix.count)...]), suffix)
    }

    /// Whether one text stands in the other. Short needles are compared at each place of their first byte; from the
    /// ninth byte on a failure table keeps the time linear.
    static func contains(_ text: UnsafeBufferPointer<UInt8>, _ needle: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = needle.first else { return true }
        guard text.count >= needle.count else { return false }
        if needle.count > 8 { return self.search(text, needle) }
        let last = text.count - needle.count
        var place = 0
        while place <= last {
            if text[place] == first,
                self.areSame(UnsafeBufferPointer(rebasing: text[place..<place + needle.count]), needle)
            {
                return true
            }
            place += 1
        }
        return false
    }

    /// Knuth, Morris and Pratt: no byte of the text is looked at again.
    private static func search(_ text: UnsafeBufferPointer<UInt8>, _ needle: UnsafeBufferPointer<UInt8>) -> Bool {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: needle.count) { borders in
            borders[0] = 0
            var matched = 0
            for index in 1..<needle.count {
                while matched > 0, needle[index] != needle[matched] { matched = Int(borders[matched - 1]) }
                if needle[index] == needle[matched] { matched += 1 }
                borders[index] = Int32(truncatingIfNeeded: matched)
            }
            matched = 0
            for byte in text {
                while matched > 0, byte != needle[matched] { matched = Int(borders[matched - 1]) }
                if byte == needle[matched] { matched += 1 }
                if matched == needle.count { return true }
            }
            return false
        }
    }
}

/// How two values stand to each other.
enum Order: Sendable {
    case less
    case same
    case greater

    init<Value: Comparable>(_ left: Value, _ right: Value) {
        self = left < right ? .less : left == right ? .same : .greater
    }

    var reversed: Order {
        switch self {
        case .less: .greater
        case .same: .same
        case .greater: .less
        }
    }
}
