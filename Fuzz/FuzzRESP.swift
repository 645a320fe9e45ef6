// sources: RESP/RESPParser.swift RESP/RESPParseError.swift RESP/RESPType.swift RESP/RESPValue.swift RESP/RESPError.swift
import NIOCore

/// Fuzz target for the parser of Redis's protocol: no input may trap, and how it is cut must change nothing.
///
/// The first byte chooses the limits, the second the cuts, the rest is what arrives. Compiled together with the parser
/// into one module; see `run.sh`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard count >= 2 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let arrived = Array(bytes[2...])
    let limits = CutReplies.limits(bytes[0])
    let whole = CutReplies.read([arrived], limits: limits)
    precondition(whole == CutReplies.read(arrived.map { [$0] }, limits: limits), "single bytes give other values")
    let pieces = CutReplies.pieces(arrived, bytes[1])
    precondition(whole == CutReplies.read(pieces, limits: limits), "cuts give other values")
    for value in whole.values {
        let again = CutReplies.read([value], limits: RESPParser.Limits())
        precondition(again.values == [value], "a value changes when written again")
    }
    return 0
}

/// What arrives, cut into pieces.
enum CutReplies {
    /// What must not depend on the cuts.
    struct Seen: Equatable {
        /// The values, each as a server may write it.
        var values: [[UInt8]] = []
        var isRefused = false
    }

    static func limits(_ choice: UInt8) -> RESPParser.Limits {
        var limits = RESPParser.Limits()
        guard choice & 1 == 1 else { return limits }
        limits.maxBulk = Int(choice)
        limits.maxLine = 40
        limits.maxElements = 20
        limits.maxValueBytes = 2 * Int(choice)
        limits.maxDepth = 1 + Int(choice >> 5)
        return limits
    }

    /// Pieces of varying length, chosen by a seed.
    static func pieces(_ bytes: [UInt8], _ seed: UInt8) -> [[UInt8]] {
        var state = UInt32(seed) &* 2_654_435_761 &+ 1
        var pieces: [[UInt8]] = []
        var place = 0
        while place < bytes.count {
            state = state &* 1_664_525 &+ 1_013_904_223
            let end = min(bytes.count, place + Int(state >> 24) % 23)
            pieces.append(Array(bytes[place..<end]))
            place = end
        }
        return pieces
    }

    static func read(_ pieces: [[UInt8]], limits: RESPParser.Limits) -> Seen {
        var parser = RESPParser(limits: limits)
        var seen = Seen()
        for piece in pieces {
            parser.feed(ByteBuffer(bytes: piece))
            do throws(RESPParseError) {
                while let value = try parser.next() {
                    self.check(value, depth: limits.maxDepth)
                    seen.values.append([])
                    self.write(value, into: &seen.values[seen.values.count - 1])
                }
            } catch {
                seen.isRefused = true
                precondition(parser.bufferedBytes == 0, "what is refused is kept")
            }
            // A cut string with its header and end, or a cut line.
            let most = max(limits.maxBulk + 32, limits.maxLine + 2)
            precondition(parser.bufferedBytes <= most, "more bytes wait than one item has")
        }
        return seen
    }

    /// Whatever was read can be asked anything.
    private static func check(_ value: RESPValue, depth: Int) {
        precondition(depth >= 0, "values are nested deeper than allowed")
        _ = (value.bytes, value.text, value.number, value.isNull, value.isOK, value["a"], value.spells("a"))
        switch value {
        case .array(let values), .set(let values), .push(let values):
            for each in values { self.check(each, depth: depth - 1) }
        case .map(let entries):
            for entry in entries {
                self.check(entry.key, depth: depth - 1)
                self.check(entry.value, depth: depth - 1)
            }
        default: break
        }
    }

    private static func write(_ value: RESPValue, into bytes: inout [UInt8]) {
        switch value {
        case .simple(let line): self.write("+", line, into: &bytes)
        case .bigNumber(let line): self.write("(", line, into: &bytes)
        case .bulk(let content): self.write("$\(content.readableBytes)\r\n", content, into: &bytes)
        case .verbatim(let content): self.write("=\(content.readableBytes)\r\n", content, into: &bytes)
        case .error(let error):
            // A line holds neither line ends nor, after a repair, the bytes that came.
            bytes += "-".utf8
            bytes += error.message.utf8.map { $0 < 0x20 || $0 > 0x7E ? 0x2E : $0 }
            bytes += "\r\n".utf8
        case .integer(let number): bytes += ":\(number)\r\n".utf8
        case .double(let number): bytes += ",\(number)\r\n".utf8
        case .boolean(let isTrue): bytes += (isTrue ? "#t\r\n" : "#f\r\n").utf8
        case .null: bytes += "_\r\n".utf8
        case .array(let values): self.write("*", values, into: &bytes)
        case .set(let values): self.write("~", values, into: &bytes)
        case .push(let values): self.write(">", values, into: &bytes)
        case .map(let entries):
            bytes += "%\(entries.count)\r\n".utf8
            for entry in entries {
                self.write(entry.key, into: &bytes)
                self.write(entry.value, into: &bytes)
            }
        }
    }

    private static func write(_ head: String, _ content: ByteBuffer, into bytes: inout [UInt8]) {
        bytes += head.utf8
        bytes += content.readableBytesView
        bytes += "\r\n".utf8
    }

    private static func write(_ type: String, _ values: [RESPValue], into bytes: inout [UInt8]) {
        bytes += "\(type)\(values.count)\r\n".utf8
        for value in values { self.write(value, into: &bytes) }
    }
}
