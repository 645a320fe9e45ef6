package import NIOCore

/// One argument of a command: always a string of bytes on the wire, in whatever form the caller has it.
package enum RESPArgument: Sendable, Hashable {
    /// Text, sent as UTF-8.
    case string(String)
    /// Bytes.
    case bytes([UInt8])
    /// The readable bytes of a buffer.
    case buffer(ByteBuffer)
    /// A number, sent in decimal.
    case integer(Int64)

    /// A number, sent in decimal.
    package static func integer(_ number: Int) -> RESPArgument { .integer(Int64(number)) }

    /// How many bytes the argument has; for a number, how many it has at most.
    package var byteBound: Int {
        switch self {
        case .string(let text): return text.utf8.count
        case .bytes(let bytes): return bytes.count
        case .buffer(let buffer): return buffer.readableBytes
        case .integer: return 20
        }
    }

    /// Lends the bytes as they go over the wire: what hash slots are computed from.
    package func withBytes<Answer>(_ body: (UnsafeRawBufferPointer) -> Answer) -> Answer {
        switch self {
        case .string(var text):
            return text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
        case .bytes(let bytes):
            return bytes.withUnsafeBytes { body($0) }
        case .buffer(let buffer):
            return buffer.withUnsafeReadableBytes { body($0) }
        case .integer(let number):
            return withUnsafeTemporaryAllocation(byteCount: 20, alignment: 1) { room in
                var writer = RESPWriter(room)
                writer.decimal(number)
                return body(UnsafeRawBufferPointer(rebasing: room[..<writer.count]))
            }
        }
    }
}

extension RESPArgument: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    /// A word of a command.
    package init(stringLiteral value: String) { self = .string(value) }

    /// A number.
    package init(integerLiteral value: Int64) { self = .integer(value) }
}
