/// The lines of a file, one after the other; holds one line at most, and of a line that is too long nothing.
final class LineFile {
    /// A line with its number, from 1.
    struct Line: Equatable {
        var number: Int
        /// Nil where the line is too long.
        var bytes: [UInt8]?
    }

    /// Bytes of a line at most, where nothing else is said.
    static let defaultMostBytes = 4 << 20

    private let file: ByteFile
    private let mostBytes: Int
    private var piece: [UInt8] = []
    private var at = 0
    private var number = 0

    /// Opens a file; `-` is standard input.
    init(_ path: String, mostBytes: Int) throws(ToolFailure) {
        self.file = try ByteFile(path)
        self.mostBytes = mostBytes
    }

    /// The next line that is not blank; nil at the end.
    func next() throws(ToolFailure) -> Line? {
        while let line = try self.nextOfAny() {
            guard let bytes = line.bytes else { return line }
            if bytes.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) { return line }
        }
        return nil
    }

    private func nextOfAny() throws(ToolFailure) -> Line? {
        var bytes: [UInt8] = []
        var isTooLong = false
        var isBegun = false
        while true {
            if self.at == self.piece.count {
                self.piece = try self.file.read()
                self.at = 0
                if self.piece.isEmpty {
                    guard isBegun else { return nil }
                    break
                }
            }
            if !isBegun {
                isBegun = true
                self.number += 1
            }
            let rest = self.piece[self.at...]
            let end = rest.firstIndex(of: UInt8(ascii: "\n"))
            let part = rest[..<(end ?? rest.endIndex)]
            if bytes.count + part.count > self.mostBytes {
                isTooLong = true
                bytes = []
            } else if !isTooLong {
                bytes += part
            }
            self.at = end.map { $0 + 1 } ?? rest.endIndex
            if end != nil { break }
        }
        return Line(number: self.number, bytes: isTooLong ? nil : bytes)
    }
}

extension ToolFailure {
    /// A line was longer than is read.
    static func tooLong(_ mostBytes: Int) -> ToolFailure {
        ToolFailure("the line is longer than \(mostBytes) bytes. Shorten it, or raise --max-line.")
    }
}
