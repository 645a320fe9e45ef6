/// Time that a provider's network takes, shared by all event loops: a smooth minimum of what connections took to open.
package final class RoundTrip: Sendable {
    private let words = AtomicWords(count: 1)

    /// Creates a time that nobody has measured.
    package init() {}

    /// Nanoseconds; 0 is unknown.
    package var nanoseconds: Double { self.words.number(0) }

    /// Takes a measurement: from the start of a TCP connection to its being open, by the network alone.
    ///
    /// A shorter one counts at once, for nothing makes the network quicker than it is; a longer one slowly, for most are
    /// queues on the way.
    package func note(_ nanoseconds: UInt64) {
        guard nanoseconds > 0 else { return }
        let measured = Double(nanoseconds)
        let known = self.words.number(0)
        self.words.set(0, to: known == 0 || measured < known ? measured : known + (measured - known) / 8)
    }
}
