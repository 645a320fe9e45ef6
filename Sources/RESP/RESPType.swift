import NIOCore

/// The bytes with which values begin.
enum RESPType {
    static let simple = UInt8(ascii: "+")
    static let error = UInt8(ascii: "-")
    static let integer = UInt8(ascii: ":")
    static let bulk = UInt8(ascii: "$")
    static let array = UInt8(ascii: "*")
    static let null = UInt8(ascii: "_")
    static let boolean = UInt8(ascii: "#")
    static let double = UInt8(ascii: ",")
    static let bigNumber = UInt8(ascii: "(")
    static let bulkError = UInt8(ascii: "!")
    static let verbatim = UInt8(ascii: "=")
    static let map = UInt8(ascii: "%")
    static let attribute = UInt8(ascii: "|")
    static let set = UInt8(ascii: "~")
    static let push = UInt8(ascii: ">")
}

/// A type byte, a decimal number and a line end, as far as they are there.
enum RESPNumberLine {
    case incomplete
    case malformed
    /// `?` stands in place of a length.
    case openLength
    /// The number, and how many bytes the line takes in all.
    case number(Int64, length: Int)

    /// Reads the line at the beginning of some bytes, of which the first is the type.
    init(_ bytes: UnsafeRawBufferPointer) {
        var index = 1
        var isNegative = false
        if index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "?"):
                self = .openLength
                return
            case UInt8(ascii: "-"):
                isNegative = true
                index += 1
            case UInt8(ascii: "+"):
                index += 1
            default: break
            }
        }
        let firstDigit = index
        var number: Int64 = 0
        while index < bytes.count, case let digit = bytes[index] &- 0x30, digit < 10 {
            // Counted downwards, because the lowest number has no positive counterpart.
            let (shifted, isTooLow) = number.multipliedReportingOverflow(by: 10)
            let (lowered, isLowest) = shifted.subtractingReportingOverflow(Int64(digit))
            guard !isTooLow, !isLowest, index - firstDigit < 20 else {
                self = .malformed
                return
            }
            number = lowered
            index += 1
        }
        guard index < bytes.count else {
            self = .incomplete
            return
        }
        guard index > firstDigit, bytes[index] == 0x0D, isNegative || number != .min else {
            self = .malformed
            return
        }
        guard index + 1 < bytes.count else {
            self = .incomplete
            return
        }
        guard bytes[index + 1] == 0x0A else {
            self = .malformed
            return
        }
        self = .number(isNegative ? number : -number, length: index + 2)
    }
}

extension RESPValue {
    /// A value that is one line.
    init(type: UInt8, line: ByteBuffer) throws(RESPParseError) {
        switch type {
        case RESPType.simple: self = .simple(line)
        case RESPType.error: self = .error(RESPError(String(buffer: line)))
        case RESPType.bigNumber:
            let digits = line.readableBytesView.drop { $0 == 0x2D || $0 == 0x2B }
            guard line.readableBytes - digits.count <= 1, !digits.isEmpty, digits.allSatisfy({ $0 &- 0x30 < 10 })
            else { throw .badNumber }
            self = .bigNumber(line)
        case RESPType.double: self = .double(try Self.double(from: line))
        case RESPType.null:
            guard line.readableBytes == 0 else { throw .badLiteral }
            self = .null
        default:
            guard line.readableBytes == 1 else { throw .badLiteral }
            switch line.getInteger(at: line.readerIndex, as: UInt8.self) {
            case UInt8(ascii: "t"): self = .boolean(true)
            case UInt8(ascii: "f"): self = .boolean(false)
            default: throw .badLiteral
            }
        }
    }

    private static func double(from line: ByteBuffer) throws(RESPParseError) -> Double {
        let text = String(buffer: line)
        switch text {
        case "inf", "+inf": return .infinity
        case "-inf": return -.infinity
        case "nan", "-nan", "+nan": return .nan
        default:
            // The initialiser knows more spellings (hexadecimal, "infinity") than the protocol.
            let isPlain = text.utf8.allSatisfy {
                switch $0 {
                case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65: true
                default: false
                }
            }
            guard isPlain, let number = Double(text) else { throw .badNumber }
            return number
        }
    }

    /// An aggregate from its elements; maps take them in pairs.
    init(aggregate type: UInt8, _ values: [RESPValue]) {
        switch type {
        case RESPType.set: self = .set(values)
        case RESPType.push: self = .push(values)
        case RESPType.map:
            self = .map(
                stride(from: 0, to: values.count - 1, by: 2).map {
                    RESPMapEntry(key: values[$0], value: values[$0 + 1])
                }
            )
        default: self = .array(values)
        }
    }
}
