import GatewayCore
import GatewayWire

extension HeadWriter {
    /// Copies those lines of a head that go on, neighbours in one piece.
    ///
    /// - Parameters:
    ///   - fields: The head's fields in order; their ranges count from the start of `bytes`.
    ///   - isForwarded: Whether a line goes on. What it writes in place of one that does not comes before the lines that
    ///     wait to be copied; the order of different fields has no meaning (RFC 9110, 5.3).
    @inline(__always)
    mutating func writeLines(
        of fields: ContiguousArray<HeaderField>,
        in bytes: UnsafeRawBufferPointer,
        where isForwarded: (HeaderField, inout HeadWriter) -> Bool
    ) {
        var run = 0..<0
        for field in fields where isForwarded(field, &self) {
            if field.line.lowerBound == run.upperBound {
                run = run.lowerBound..<field.line.upperBound
                continue
            }
            if !run.isEmpty {
                self.write(UnsafeRawBufferPointer(rebasing: bytes[run]))
            }
            run = field.line
        }
        if !run.isEmpty {
            self.write(UnsafeRawBufferPointer(rebasing: bytes[run]))
        }
    }
}
