/// A line of a file for warming the cache, read.
package struct WarmLine: Sendable, Equatable {
    /// Number of the line, from 1.
    package var number: Int
    /// The request, or why there is none.
    package var request: Result<WarmRequest, WarmLineFault>

    /// Creates a line.
    package init(number: Int, request: Result<WarmRequest, WarmLineFault>) {
        self.number = number
        self.request = request
    }
}

/// Cuts a file for warming the cache into lines, piece by piece, and reads them.
///
/// A line that is no request is reported and does not disturb the others. Holds one line at most, and of a line that
/// is too long nothing. Empty lines are passed over.
package struct WarmReader: Sendable {
    /// Bytes of a line at most, where nothing else is said.
    package static let defaultMaxLineBytes = 1 << 20

    private let maxLineBytes: Int
    private var line: [UInt8] = []
    private var number = 1
    private var isTooLong = false

    /// A reader at the beginning of a file.
    package init(maxLineBytes: Int = Self.defaultMaxLineBytes) {
        self.maxLineBytes = maxLineBytes
    }

    /// The lines that end in the next bytes of the file.
    package mutating func read(_ bytes: ArraySlice<UInt8>) -> [WarmLine] {
        var lines: [WarmLine] = []
        var rest = bytes
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            self.append(rest[..<end])
            if let line = self.take() {
                lines.append(line)
            }
            self.number += 1
            rest = rest[(end + 1)...]
        }
        self.append(rest)
        return lines
    }

    /// The line that the end of the file ends, if there is one.
    package mutating func finish() -> WarmLine? {
        self.take()
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>) {
        guard !self.isTooLong else { return }
        guard self.line.count + bytes.count <= self.maxLineBytes else {
            self.isTooLong = true
            self.line = []
            return
        }
        self.line += bytes
    }

    private mutating func take() -> WarmLine? {
        defer {
            self.line = []
            self.isTooLong = false
        }
        guard !self.isTooLong else {
            return WarmLine(
                number: self.number,
                request: .failure(WarmLineFault("The line is longer than \(self.maxLineBytes) bytes."))
            )
        }
        if self.line.last == UInt8(ascii: "\r") {
            self.line.removeLast()
        }
        guard self.line.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { return nil }
        do throws(WarmLineFault) {
            return WarmLine(number: self.number, request: .success(try WarmRequest(line: self.line)))
        } catch {
            return WarmLine(number: self.number, request: .failure(error))
        }
    }
}
