package import NIOCore

/// A command with its arguments, and with what a router must know of it.
///
/// Encodes itself straight into the connection's output buffer. The general initialiser knows of no keys: a cluster
/// sends such a command to any node; the typed constructors say where the keys stand.
package struct RESPCommand: Sendable {
    /// Where the keys stand among the arguments.
    package struct Keys: Sendable, Hashable {
        /// The index of the first key.
        package let first: Int
        /// How many keys there are.
        package let count: Int
        /// The distance from one key to the next: 2 where a value stands behind each key.
        package let step: Int

        /// No key.
        package static let none = Keys(first: 0, count: 0)

        /// Keys at regular places.
        package init(first: Int, count: Int, step: Int = 1) {
            self.first = first
            self.count = count
            self.step = step
        }
    }

    /// How the command may be cut into one part per key, and how the replies are put together again.
    package enum Split: Sendable, Hashable {
        /// Not at all: all keys must be of one slot.
        case never
        /// The reply is an array with one element per key, in order (`MGET`).
        case gather
        /// The reply is a number: the parts are added (`DEL`, `UNLINK`, `EXISTS`).
        case sum
    }

    /// The command's name.
    package let name: StaticString
    /// What follows the name.
    package var arguments: [RESPArgument]
    /// Where the keys stand.
    package var keys: Keys
    /// Whether and how keys of several slots may be served in parts.
    package var split: Split
    /// Whether a replica may answer.
    package var isReadOnly: Bool
    /// How many push messages take the place of the reply: the subscribing commands confirm each channel by one.
    package var confirmations: Int

    /// A command by its name and arguments, without keys.
    package init(_ name: StaticString, _ arguments: RESPArgument...) {
        self.init(name, arguments: arguments)
    }

    /// A command by its name, its arguments and the places of its keys.
    package init(
        _ name: StaticString,
        arguments: [RESPArgument],
        keys: Keys = .none,
        split: Split = .never,
        isReadOnly: Bool = false,
        confirmations: Int = 0
    ) {
        self.name = name
        self.arguments = arguments
        self.keys = keys
        self.split = split
        self.isReadOnly = isReadOnly
        self.confirmations = confirmations
    }

    /// The first key, which decides about the node.
    package var key: RESPArgument? { self.keys.count > 0 ? self.arguments[self.keys.first] : nil }

    /// One of the keys.
    package func key(at index: Int) -> RESPArgument { self.arguments[self.keys.first + index * self.keys.step] }

    /// How many bytes the encoded command takes at most.
    package var byteBound: Int {
        // A type byte, up to 20 digits and two line ends around each string.
        self.arguments.reduce(25 + 25 + self.name.utf8CodeUnitCount) { $0 + $1.byteBound + 25 }
    }

    /// Appends the command as the server reads it: an array of strings.
    package func encode(into buffer: inout ByteBuffer) {
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: self.byteBound) { room in
            var writer = RESPWriter(room)
            writer.header(0x2A, self.arguments.count + 1)
            self.name.withUTF8Buffer { writer.bulk(UnsafeRawBufferPointer($0)) }
            for argument in self.arguments {
                argument.withBytes { writer.bulk($0) }
            }
            return writer.count
        }
    }
}
