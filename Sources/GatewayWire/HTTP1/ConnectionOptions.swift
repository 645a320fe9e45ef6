/// Options that a message's Connection fields name (RFC 9110, 7.6.1).
package struct ConnectionOptions: OptionSet, Sendable {
    /// The bits.
    package let rawValue: UInt8

    /// The options whose bits are set.
    @inlinable package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// `close`.
    package static let close = ConnectionOptions(rawValue: 1)
    /// `keep-alive`.
    package static let keepAlive = ConnectionOptions(rawValue: 2)
    /// `upgrade`.
    package static let upgrade = ConnectionOptions(rawValue: 4)
    /// Some other name: a field by that name must not be passed on.
    package static let others = ConnectionOptions(rawValue: 8)

    /// Adds what one Connection value names; empty elements and nonsense are harmless.
    mutating func add(_ bytes: RawSpan, in value: Range<Int>) {
        var start = value.lowerBound
        while start < value.upperBound {
            let end = HeadScan.first(0x2C, bytes, from: start, to: value.upperBound)
            let option = HeadScan.trimmed(bytes, from: start, to: end)
            start = end &+ 1
            if option.isEmpty { continue }
            if HeadScan.folds("keep-alive", bytes, in: option) {
                self.insert(.keepAlive)
            } else if HeadScan.folds("close", bytes, in: option) {
                self.insert(.close)
            } else if HeadScan.folds("upgrade", bytes, in: option) {
                self.insert(.upgrade)
            } else {
                self.insert(.others)
            }
        }
    }
}
