extension JSONWriter {
    /// Writes a member with a string or null.
    package mutating func member(_ name: StaticString, _ value: String?) {
        self.key(name)
        self.string(value)
    }

    /// Writes a member with a string.
    package mutating func member(_ name: StaticString, _ value: String) {
        self.key(name)
        self.string(value)
    }

    /// Writes a member with a string.
    package mutating func member(_ name: StaticString, _ value: StaticString) {
        self.key(name)
        self.string(value)
    }

    /// Writes a member with an integer.
    package mutating func member(_ name: StaticString, _ value: some BinaryInteger) {
        self.key(name)
        self.integer(value)
    }

    /// Writes a member with true or false.
    package mutating func member(_ name: StaticString, _ value: Bool) {
        self.key(name)
        self.bool(value)
    }

    /// A member with a decimal number; null where it is missing or none.
    package mutating func member<Number: BinaryFloatingPoint>(_ name: StaticString, decimal value: Number?) {
        self.key(name)
        self.decimal(value)
    }

    /// A decimal number in the fewest digits that tell it from others; null where it is missing or none.
    package mutating func decimal<Number: BinaryFloatingPoint>(_ value: Number?) {
        guard let value, value.isFinite else { return self.null() }
        self.raw(Array("\(value)".utf8))
    }
}
