import Synchronization

/// What one model group does at present, shared by all event loops: shares of members, lengths of answers, its step of
/// degradation.
///
/// It outlives snapshots: after a reload the group goes on where it was, with the members that it still has. Who plans
/// reads words without a lock; once per interval one of the planners looks at all of it.
package final class GroupLive: Sendable {
    private enum Word {
        static let requests = 0
        static let crowded = 1
        static let budget = 2
        static let level = 3
        static let expected = 4
        /// Expected tokens of all answers, after those of each task.
        static let expectedOfAll = 4 + OutputLengthSketch.tasks
        static let count = 5 + OutputLengthSketch.tasks
    }

    private struct State: ~Copyable {
        var controller: ShareController?
        var totals: [ShareSample]
        var outputs = OutputLengthSketch()
        var ladder: DegradationLadder?
        var requests: UInt64 = 0
        var crowded: UInt64 = 0
        var overload = DecayedSum(halfLife: .seconds(2))
        var asked = DecayedSum(halfLife: .seconds(2))
    }

    private let members: [String]
    private let settings: RoutingSettings
    private let interval: UInt64
    private let shares: AtomicWords
    private let words = AtomicWords(count: Word.count)
    private let nextLook = Atomic<UInt64>(0)
    private let state: Mutex<State>

    /// Creates the state of a group.
    ///
    /// - Parameters:
    ///   - members: ids of its deployments.
    ///   - previous: the state that it had before a reload.
    package init(members: [String], settings: RoutingSettings, previous: GroupLive? = nil) {
        self.members = members
        self.settings = settings
        self.interval = max((settings.shares ?? ShareSettings()).interval.wholeNanoseconds, 1_000_000)
        self.shares = AtomicWords(count: members.count)
        var state = State(
            controller: settings.shares.map { ShareController(settings: $0, members: members.count) },
            totals: Array(repeating: ShareSample(), count: members.count),
            ladder: settings.degradation.map { DegradationLadder(settings: $0) }
        )
        if let previous {
            previous.state.withLock { old in
                state.outputs = old.outputs
                if previous.settings.degradation == settings.degradation {
                    state.ladder = old.ladder
                }
                for (index, id) in members.enumerated() {
                    guard let position = previous.members.firstIndex(of: id) else { continue }
                    state.totals[index] = old.totals[position]
                    if let controller = old.controller {
                        state.controller?.adopt(index, from: controller, position)
                    }
                }
            }
            for index in Word.budget..<Word.count {
                self.words[index] = previous.words[index]
            }
            self.nextLook.store(previous.nextLook.load(ordering: .relaxed), ordering: .relaxed)
        }
        if state.ladder == nil {
            self.words[Word.level] = 0
        }
        for index in members.indices {
            self.shares.set(index, to: state.controller?.share(index) ?? 1)
        }
        self.state = Mutex(state)
    }

    /// Whether a group of these members and settings can go on with this state.
    package func fits(members: [String], settings: RoutingSettings) -> Bool {
        self.members == members && self.settings == settings
    }

    // MARK: Planning

    /// The factor on a member's traffic.
    package func share(_ member: Int) -> Double {
        self.shares.number(member)
    }

    /// Expected tokens of an answer.
    package func expectedOutput(task: UInt8) -> Double {
        let ofTask = self.words.number(Word.expected + OutputLengthSketch.index(task))
        if ofTask > 0 {
            return ofTask
        }
        let ofAll = self.words.number(Word.expectedOfAll)
        return ofAll > 0 ? ofAll : Double(self.settings.expectedOutputTokens)
    }

    /// The tiers that are asked now; nil is all of them.
    package var allowedTiers: ArraySlice<Tier>? {
        let level = Int(self.words[Word.level])
        guard level > 0, let steps = self.settings.degradation?.steps, level < steps.count else { return nil }
        return steps[level...]
    }

    // MARK: Reports

    /// Takes the length of a whole answer.
    package func noteOutput(tokens: Int, task: UInt8, at now: UInt64) {
        guard tokens > 0 else { return }
        self.state.withLock { state in
            state.outputs.record(tokens: tokens, task: task, at: now)
            self.words.set(
                Word.expected + OutputLengthSketch.index(task),
                to: state.outputs.expected(task: task, at: now) ?? 0
            )
            self.words.set(Word.expectedOfAll, to: state.outputs.expected(at: now) ?? 0)
        }
    }

    /// A request asked for a place.
    ///
    /// - Parameter isCrowded: whether it had to wait for it, or got none.
    package func noteRequest(isCrowded: Bool) {
        self.words.add(Word.requests, 1)
        if isCrowded {
            self.words.add(Word.crowded, 1)
        }
    }

    /// Takes the share of the budget that is used up, 0 to 1.
    package func noteBudget(_ used: Double) {
        self.words.set(Word.budget, to: min(max(used, 0), 1))
    }

    // MARK: Looks

    /// Whether it is time for `look`.
    @inline(__always)
    package func isDue(at now: UInt64) -> Bool {
        now >= self.nextLook.load(ordering: .relaxed)
    }

    /// Looks at shares and degradation, once per interval; anybody may call it at any time.
    package func look(_ lives: (Int) -> DeploymentLive, at now: UInt64) {
        let next = self.nextLook.load(ordering: .relaxed)
        guard now >= next,
            self.nextLook.compareExchange(expected: next, desired: now.later(by: self.interval), ordering: .relaxed)
                .exchanged
        else { return }
        self.state.withLock { state in
            self.steer(&state, lives, at: now)
            self.degrade(&state, lives, at: now)
        }
    }

    private func steer(_ state: inout State, _ lives: (Int) -> DeploymentLive, at now: UInt64) {
        guard self.members.count > 1, state.controller != nil else { return }
        var samples: [ShareSample] = []
        for index in self.members.indices {
            let totals = lives(index).totals(at: now)
            samples.append(totals.difference(from: state.totals[index]))
            state.totals[index] = totals
        }
        state.controller?.look(samples, at: now)
        for index in self.members.indices {
            self.shares.set(index, to: state.controller?.share(index) ?? 1)
        }
    }

    private func degrade(_ state: inout State, _ lives: (Int) -> DeploymentLive, at now: UInt64) {
        guard state.ladder != nil else { return }
        let requests = self.words[Word.requests]
        let crowded = self.words[Word.crowded]
        state.asked.add(Double(requests &- state.requests), at: now)
        state.overload.add(Double(crowded &- state.crowded), at: now)
        state.requests = requests
        state.crowded = crowded
        var headroom = 0.0
        for index in self.members.indices {
            headroom = max(headroom, lives(index).headroom(at: now))
        }
        let signs = DegradationSigns(
            overload: state.asked.value >= 1 ? min(state.overload.value / state.asked.value, 1) : 0,
            headroom: self.members.isEmpty ? 1 : headroom,
            budget: self.words.number(Word.budget)
        )
        state.ladder?.look(signs, at: now)
        self.words[Word.level] = UInt64(state.ladder?.level ?? 0)
    }

    /// Shares and degradation, for metrics and the admin plane.
    package func sample() -> GroupLiveSample {
        self.state.withLock { state in
            GroupLiveSample(
                shares: self.members.indices.map { self.shares.number($0) },
                tier: state.ladder?.tier,
                cause: state.ladder?.cause,
                stepsDown: state.ladder?.stepsDown ?? 0
            )
        }
    }
}

/// A group's state at a moment.
package struct GroupLiveSample: Sendable, Equatable {
    /// Factor on each member's traffic, in the order of members.
    package var shares: [Double]
    /// The first tier that is asked now; nil is any.
    package var tier: Tier?
    /// What the last step down was for.
    package var cause: DegradationLadder.Cause?
    /// Steps down that were taken.
    package var stepsDown: Int
}

extension ShareSample {
    /// What came since an earlier reading of running sums; what waits is of the moment.
    func difference(from earlier: ShareSample) -> ShareSample {
        var result = self
        result.results = max(self.results - earlier.results, 0)
        result.failures = max(self.failures - earlier.failures, 0)
        result.latencies = max(self.latencies - earlier.latencies, 0)
        result.logSum = max(self.logSum - earlier.logSum, 0)
        return result
    }
}
