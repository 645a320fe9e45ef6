/// Why bytes are not the Redis protocol, or are more of it than the limits allow. Fatal for a connection.
package enum RESPParseError: Error, Sendable, Hashable {
    /// No type begins with this byte.
    case unknownType(UInt8)
    /// A number has no digits, strange characters, or does not fit.
    case badNumber
    /// A line does not end with CR LF, or has a bare one of them inside.
    case badLine
    /// A boolean other than `t` and `f`, or text behind a null.
    case badLiteral
    /// Verbatim text without its format.
    case badVerbatim
    /// A string is longer than allowed, or its length is negative.
    case stringTooLong
    /// A line is longer than allowed.
    case lineTooLong
    /// A value has more elements than allowed, all levels counted.
    case tooManyElements
    /// A value takes more bytes than allowed.
    case valueTooLarge
    /// Aggregates are nested deeper than allowed.
    case tooDeep
    /// A length was left open (`?`): streamed strings and aggregates are not supported.
    case streamed
    /// A push stands inside of another value.
    case misplacedPush
    /// A reply came that nobody had asked for.
    case unexpectedReply
}
