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
}
