/// The logic of listening to a stream: what is read next, and whether something was missed.
///
/// Reads on from the last entry that it has seen. After a failure, and whenever a read came back full, so that the
/// stream may grow faster than it is read, it first checks whether that entry is still there: streams are cut at their
/// beginning only, so nothing behind it is missing as long as it stands. A stream that ends before that entry is another
/// one than before (a server that lost its data, or a replica that had less of it), and is read from its beginning:
/// to hear a thing twice does no harm.
struct QuestionFeedMachine {
    /// What is to be done next.
    enum Action: Equatable {
        /// Look whether this entry is still there, and which one is the newest.
        case check(StreamID)
        /// Read what stands behind this entry, or wait for it.
        case read(after: StreamID)
        /// Hand on what was read.
        case deliver
        /// Do nothing for so many milliseconds.
        case wait(Int64)
        case nothing
    }

    private enum State {
        case idle
        case checking
        case reading
        case delivering
        case waiting
    }

    private static let firstWait: Int64 = 50
    private static let longestWait: Int64 = 2_000

    private var state = State.idle
    private var wait = Self.firstWait
    private var isBehind = false
    /// The last entry that was read.
    private(set) var position = StreamID.beginning
    /// Whether everything that was in the stream at the start has been read.
    private(set) var isWarm = false
    private(set) var gaps: UInt64 = 0
    private(set) var resets: UInt64 = 0

    /// Begins to listen, or goes on where it was stopped.
    mutating func started() -> Action {
        guard case .idle = self.state else { return .nothing }
        return self.begin(isSure: false)
    }

    /// Ends; what is still under way is of no interest.
    mutating func stopped() {
        self.state = .idle
    }

    private mutating func begin(isSure: Bool) -> Action {
        guard isSure || self.position == .beginning else {
            self.state = .checking
            return .check(self.position)
        }
        self.state = .reading
        return .read(after: self.position)
    }

    /// The check was answered.
    mutating func checked(isThere: Bool, newest: StreamID?) -> Action {
        guard case .checking = self.state else { return .nothing }
        self.wait = Self.firstWait
        if newest ?? .beginning < self.position {
            self.resets += 1
            self.position = .beginning
        } else if !isThere {
            self.gaps += 1
        }
        return self.begin(isSure: true)
    }

    /// Entries came, or none within the time of one read.
    ///
    /// - Parameters:
    ///   - last: the last of them; nil if there were none.
    ///   - isFull: whether there may be more.
    mutating func read(last: StreamID?, isFull: Bool) -> Action {
        guard case .reading = self.state else { return .nothing }
        self.wait = Self.firstWait
        self.isBehind = isFull
        guard let last else {
            self.isWarm = true
            // A stream that was dropped meanwhile would never be noticed by waiting for later entries.
            return self.begin(isSure: false)
        }
        self.position = max(self.position, last)
        self.state = .delivering
        return .deliver
    }

    /// What was handed on has been taken.
    mutating func delivered() -> Action {
        guard case .delivering = self.state else { return .nothing }
        if !self.isBehind {
            self.isWarm = true
        }
        return self.begin(isSure: !self.isBehind)
    }

    /// A check or a read failed.
    mutating func failed() -> Action {
        switch self.state {
        case .checking, .reading:
            let wait = self.wait
            self.wait = min(wait * 2, Self.longestWait)
            self.state = .waiting
            return .wait(wait)
        case .idle, .delivering, .waiting: return .nothing
        }
    }

    /// The time of waiting is over.
    mutating func waited() -> Action {
        guard case .waiting = self.state else { return .nothing }
        return self.begin(isSure: false)
    }
}
