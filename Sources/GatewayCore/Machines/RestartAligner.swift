/// Alignment of a second answer with what the client already has of the first one.
///
/// The second answer must begin with exactly the delivered bytes; they are swallowed and the rest passes. At the first
/// difference the answer is another one and of no use: nothing of it passes, then or later, so that text of two
/// answers is never spliced. Works on decoded UTF-8, because providers escape alike text differently, and compares
/// each byte once.
package struct RestartAligner: Sendable {
    /// What becomes of a piece.
    package enum Step: Sendable, Hashable {
        /// The client has it already.
        case swallowed
        /// The answer is another one.
        case diverged
        /// This part of it is new.
        case passes([UInt8])
    }

    /// What was delivered; let go of once the answer has caught up with it.
    private var delivered: [UInt8]
    private var position = 0

    /// Whether the answer differed from what was delivered.
    package private(set) var hasDiverged = false

    /// An aligner at the beginning of the second answer; with nothing delivered everything passes.
    package init(delivered: [UInt8]) {
        self.delivered = delivered
    }

    /// Whether the answer has covered everything that was delivered.
    package var isAligned: Bool {
        !self.hasDiverged && self.position == self.delivered.count
    }

    /// Whether the answer lacks a part of what was delivered; asked at its end, that is a divergence as well.
    package var isShort: Bool {
        !self.hasDiverged && self.position < self.delivered.count
    }

    /// Takes the next piece of the second answer's text; of one that straddles the end the rest passes.
    package mutating func feed(_ text: [UInt8]) -> Step {
        if self.hasDiverged { return .diverged }
        let length = min(text.count, self.delivered.count - self.position)
        guard length > 0 else { return self.isAligned ? .passes(text) : .swallowed }
        guard self.agrees(text, length) else {
            self.hasDiverged = true
            self.delivered = []
            return .diverged
        }
        self.position += length
        if self.position == self.delivered.count {
            self.delivered = []
            self.position = 0
        }
        return length == text.count ? .swallowed : .passes(Array(text[length...]))
    }

    private func agrees(_ text: [UInt8], _ length: Int) -> Bool {
        for index in 0..<length where text[index] != self.delivered[self.position + index] { return false }
        return true
    }
}
