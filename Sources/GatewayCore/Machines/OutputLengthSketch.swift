/// How long answers are, by the task of their prompt: decayed mean and quantiles. Pure.
package struct OutputLengthSketch: Sendable {
    /// Numbers of tasks that are told apart; 0 is unknown, and all others count as the last.
    package static let tasks = 16
    /// Weight of samples from which a task has a length of its own.
    private static let enough = 5.0

    private var byTask: [DecayedSketch]
    private var all: DecayedSketch

    /// Creates an empty sketch.
    package init(halfLife: Duration = .seconds(600)) {
        let empty = DecayedSketch(lowest: 1, halfLife: halfLife)
        self.byTask = Array(repeating: empty, count: Self.tasks)
        self.all = empty
    }

    /// Takes the length of a whole answer.
    package mutating func record(tokens: Int, task: UInt8, at now: UInt64) {
        guard tokens > 0 else { return }
        self.byTask[Self.index(task)].record(Double(tokens), at: now)
        self.all.record(Double(tokens), at: now)
    }

    /// Expected tokens of an answer; nil where too little was seen. The mean, because cost and time are sums.
    package func expected(task: UInt8, at now: UInt64) -> Double? {
        let (own, tasks) = (Self.index(task), self.byTask.span)
        return tasks[own].weight(at: now) >= Self.enough ? tasks[own].mean : self.expected(at: now)
    }

    /// Expected tokens of an answer to a prompt of any task; nil where too little was seen.
    package func expected(at now: UInt64) -> Double? {
        self.all.weight(at: now) >= Self.enough ? self.all.mean : nil
    }

    /// Tokens that a share of answers does not exceed; nil where too little was seen.
    package func quantile(_ share: Double, task: UInt8, at now: UInt64) -> Double? {
        self.trusted(task, at: now)?.quantile(share)
    }

    private func trusted(_ task: UInt8, at now: UInt64) -> DecayedSketch? {
        let own = self.byTask[Self.index(task)]
        if own.weight(at: now) >= Self.enough {
            return own
        }
        return self.all.weight(at: now) >= Self.enough ? self.all : nil
    }

    /// The place of a task.
    package static func index(_ task: UInt8) -> Int {
        min(Int(task), self.tasks - 1)
    }
}
