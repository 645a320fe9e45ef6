import NIOCore

/// Writing of a question's parts.
extension ByteBuffer {
    /// Appends the 32 bytes of a key.
    mutating func write(_ key: CacheKey) {
        for word in [key.a, key.b, key.c, key.d] { self.writeInteger(word) }
    }

    /// Appends the numbers of a vector, four bytes each, lowest first: also the form in which servers take them.
    mutating func write(_ vector: [Float]) {
        self.writeWithUnsafeMutableBytes(minimumWritableBytes: vector.count * 4) { room in
            for (index, number) in vector.enumerated() {
                room.storeBytes(of: number.bitPattern.littleEndian, toByteOffset: index * 4, as: UInt32.self)
            }
            return vector.count * 4
        }
    }

    /// Appends everything but the scope.
    mutating func writeParts(of question: SharedQuestion) throws(EnvelopeError) {
        guard question.text.utf8.count <= QuestionLimits.maxTextBytes,
            question.vector.count <= QuestionLimits.maxDimensions,
            (question.language ?? "").utf8.count <= QuestionLimits.maxLanguageBytes
        else { throw .tooLarge }
        guard question.vector.isOfUnitLength else { throw .malformed }
        self.write(question.namespace)
        self.write(question.key)
        self.writeInteger(question.expiry)
        try self.writeName(question.group)
        try self.writeName(question.space)
        try self.writeName(question.language ?? "")
        self.writeCount(question.text.utf8.count)
        self.writeString(question.text)
        self.writeCount(question.vector.count)
        self.write(question.vector)
    }
}

/// Reading of a question's parts; nothing is taken on trust.
extension RecordFieldReader {
    mutating func key() throws(EnvelopeError) -> CacheKey {
        CacheKey(a: try self.word(), b: try self.word(), c: try self.word(), d: try self.word())
    }

    private mutating func word() throws(EnvelopeError) -> UInt64 {
        // Keys are written in the order of their digits.
        try self.integer(UInt64.self).byteSwapped
    }

    /// A question of which everything is read but the scope.
    mutating func question(scope: String) throws(EnvelopeError) -> SharedQuestion {
        let namespace = try self.key()
        let key = try self.key()
        let expiry = try self.integer(Int64.self).byteSwapped
        let group = try self.name()
        let space = try self.name()
        let language = try self.name()
        guard language.utf8.count <= QuestionLimits.maxLanguageBytes else { throw .tooLarge }
        let textBytes = try self.bytes(try self.count(atMost: QuestionLimits.maxTextBytes))
        let count = try self.count(atMost: QuestionLimits.maxDimensions)
        let numbers = try self.bytes(count * 4)
        guard self.rest.readableBytes == 0 else { throw .malformed }
        guard let text = String(validating: textBytes.readableBytesView, as: UTF8.self) else { throw .malformed }
        let vector = [Float](unsafeUninitializedCapacity: count) { room, filled in
            numbers.withUnsafeReadableBytes { bytes in
                for index in 0..<count {
                    let bits = bytes.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
                    room.initializeElement(at: index, to: Float(bitPattern: UInt32(littleEndian: bits)))
                }
            }
            filled = count
        }
        guard vector.isOfUnitLength else { throw .malformed }
        return SharedQuestion(
            namespace: namespace,
            key: key,
            scope: scope,
            group: group,
            text: text,
            language: language.isEmpty ? nil : language,
            space: space,
            vector: vector,
            expiry: expiry
        )
    }
}

extension [Float] {
    /// Whether the vector can be compared with others by its dot product; false if a number in it is none.
    var isOfUnitLength: Bool {
        let square = self.reduce(into: Double(0)) { $0 += Double($1) * Double($1) }
        return abs(square.squareRoot() - 1) <= QuestionLimits.lengthTolerance
    }

    /// The cosine of the angle between two vectors of length 1; -1 where they are of different spaces.
    func cosine(_ other: [Float]) -> Float {
        guard self.count == other.count else { return -1 }
        return zip(self, other).reduce(into: Float(0)) { $0 += $1.0 * $1.1 }
    }
}
