import GatewayCore

/// A unit vector that stands for a text: equal texts have equal vectors, others nearly orthogonal ones.
package struct EmbeddingVector: Sendable, Equatable {
    /// Its numbers.
    package let values: [Float]

    /// The vector of a text for a model; fewer dimensions are a prefix of more, brought to length 1 again.
    package init(_ text: String, model: String, dimensions: Int) {
        var print = Fingerprint(model)
        print.add(text)
        var chance = Chance(seed: print.value)
        var values: [Float] = []
        values.reserveCapacity(dimensions)
        var squares = 0.0
        for _ in 0..<dimensions {
            let value = chance.unit() * 2 - 1
            values.append(Float(value))
            squares += value * value
        }
        let scale = squares > 0 ? Float(1 / squares.squareRoot()) : 1
        self.values = values.map { $0 * scale }
    }

    /// The numbers as base64 of little-endian 32-bit floats.
    package var base64: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(self.values.count * 4)
        for value in self.values {
            let bits = value.bitPattern
            for shift: UInt32 in [0, 8, 16, 24] {
                bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
            }
        }
        return Base64.encode(bytes)
    }
}

/// Base64 (RFC 4648, 4).
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The text that stands for the bytes, padded.
    package static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let count = min(3, bytes.count - index)
            var group: UInt32 = 0
            for place in 0..<3 {
                group = group << 8 | (place < count ? UInt32(bytes[index + place]) : 0)
            }
            for place in 0..<4 {
                let letter = Self.alphabet[Int(group >> UInt32(18 - 6 * place)) & 63]
                text.append(place <= count ? letter : 0x3D)
            }
            index += 3
        }
        return text
    }
}
