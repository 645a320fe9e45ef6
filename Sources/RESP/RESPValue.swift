package import NIOCore

/// One value of the Redis serialisation protocol, version 3 (and what version 2 has of it).
///
/// Payloads are slices of the read buffer: nothing is copied, and a value that is kept keeps that buffer alive.
/// Whoever stores a small value for long copies it. Attributes (`|`) are advice of the server and are left out.
package enum RESPValue: Sendable, Equatable {
    /// A status line such as `OK`.
    case simple(ByteBuffer)
    /// Bytes of any kind.
    case bulk(ByteBuffer)
    /// An error; at the top level the client turns it into `RedisError.server`.
    case error(RESPError)
    /// A signed 64-bit number.
    case integer(Int64)
    /// A floating point number, infinities and NaN included.
    case double(Double)
    /// True or false.
    case boolean(Bool)
    /// A decimal number of any length, as its digits.
    case bigNumber(ByteBuffer)
    /// Text with a three-letter format in front, such as `txt:`.
    case verbatim(ByteBuffer)
    /// Nothing: `_`, and the `$-1` and `*-1` of version 2.
    case null
    /// An ordered list.
    case array([RESPValue])
    /// An unordered list; the server promises no doubles.
    case set([RESPValue])
    /// Keys and values in the server's order.
    case map([RESPMapEntry])
    /// An out-of-band message: an invalidation or a published message.
    case push([RESPValue])
}

/// One key of a map with its value.
package struct RESPMapEntry: Sendable, Equatable {
    /// The key; mostly text.
    package var key: RESPValue
    /// What stands under the key.
    package var value: RESPValue

    /// Joins a key and a value.
    package init(key: RESPValue, value: RESPValue) {
        self.key = key
        self.value = value
    }
}

extension RESPValue {
    /// The bytes of a string of any kind, without the format of verbatim text; nil for everything else.
    package var bytes: ByteBuffer? {
        switch self {
        case .simple(let bytes), .bulk(let bytes), .bigNumber(let bytes): return bytes
        case .verbatim(let bytes):
            return bytes.getSlice(at: bytes.readerIndex + 4, length: bytes.readableBytes - 4)
        default: return nil
        }
    }

    /// The text of a string of any kind, repaired where it is not UTF-8; nil for everything else.
    package var text: String? {
        guard let bytes = self.bytes else { return nil }
        return String(buffer: bytes)
    }

    /// A whole number, also when the server wrote it as a string or as a boolean.
    package var number: Int64? {
        switch self {
        case .integer(let number): return number
        case .boolean(let flag): return flag ? 1 : 0
        case .simple(let bytes), .bulk(let bytes): return Int64(String(buffer: bytes))
        default: return nil
        }
    }

    /// The elements of an array, a set or a push; nil for everything else.
    package var elements: [RESPValue]? {
        switch self {
        case .array(let elements), .set(let elements), .push(let elements): return elements
        default: return nil
        }
    }

    /// Whether nothing stands here.
    package var isNull: Bool {
        guard case .null = self else { return false }
        return true
    }

    /// Whether this is the status `OK`.
    package var isOK: Bool {
        guard case .simple(let bytes) = self else { return false }
        return bytes.readableBytesView.elementsEqual("OK".utf8)
    }

    /// The value under a name, in a map or in the flat list of names and values that version 2 has instead.
    package subscript(name: String) -> RESPValue? {
        switch self {
        case .map(let entries):
            return entries.first { $0.key.spells(name) }?.value
        case .array(let elements):
            var index = 0
            while index + 1 < elements.count {
                if elements[index].spells(name) { return elements[index + 1] }
                index += 2
            }
            return nil
        default: return nil
        }
    }

    /// Whether this is a string of exactly these bytes; nothing is allocated for the comparison.
    package func spells(_ name: String) -> Bool {
        guard let bytes = self.bytes else { return false }
        return bytes.readableBytesView.elementsEqual(name.utf8)
    }
}
