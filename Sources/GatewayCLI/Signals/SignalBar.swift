import GatewayTraining

/// A limit that a figure must keep, such as `task=0.8` for the accuracy.
struct SignalBar: Equatable, Sendable {
    /// What is compared.
    enum Metric: String, Sendable {
        case accuracy, f1, correlation
        case setCorrelation = "correlation within sets"
        case medianMicroseconds = "median time in µs"

        /// The option that sets the limit.
        var option: String {
            switch self {
            case .accuracy: "--min-accuracy"
            case .f1: "--min-f1"
            case .correlation: "--min-correlation"
            case .setCorrelation: "--min-set-correlation"
            case .medianMicroseconds: "--max-median-us"
            }
        }

        /// The signals that have such a figure.
        var signals: [JudgedSignal] {
            switch self {
            case .accuracy, .f1: [.task, .language]
            case .correlation, .setCorrelation: [.complexity]
            case .medianMicroseconds: JudgedSignal.allCases
            }
        }
    }

    var metric: Metric
    /// Nil for each signal that has rows.
    var signal: JudgedSignal?
    /// A source or kind, or what stands before the slash in several; nil for all rows.
    var group: String?
    var limit: Double

    /// Reads `[SIGNAL[/GROUP]=]NUMBER`.
    init(_ text: String, of metric: Metric) throws(ToolFailure) {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false)
        guard let last = parts.last, let limit = Double(last), limit.isFinite, parts.count <= 2 else {
            throw ToolFailure("'\(text)' is no limit. Write a number, or a signal and a number such as task=0.8.")
        }
        self.metric = metric
        self.limit = limit
        guard parts.count == 2 else { return }
        let names = parts[0].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let signal = JudgedSignal(rawValue: String(names[0])), metric.signals.contains(signal) else {
            let known = metric.signals.map(\.rawValue).joined(separator: ", ")
            throw ToolFailure("'\(names[0])' has no such figure. Signals that have one: \(known).")
        }
        self.signal = signal
        if names.count == 2 {
            guard metric == .accuracy else {
                throw ToolFailure("'\(text)' names a group, which has an accuracy alone. Use --min-accuracy.")
            }
            self.group = String(names[1])
        }
    }

    /// What is not kept; nothing if all is well. A limit that nothing was compared with is not kept either: a check
    /// that cannot fail is none.
    func complaints(about evaluation: SignalEvaluation) -> [String] {
        let signals = self.signal.map { [$0] } ?? self.metric.signals.filter { evaluation.rows(of: $0) > 0 }
        guard !signals.isEmpty else {
            return ["\(self.metric.option) \(self.limit): no row has such a figure. Give a file with such rows."]
        }
        return signals.compactMap { signal in
            let name = signal.rawValue + (self.group.map { "/" + $0 } ?? "")
            guard let value = self.value(of: signal, in: evaluation) else {
                return "\(name): \(self.metric.rawValue) cannot be computed from these rows (\(self.metric.option)). "
                    + "Give a file with such rows."
            }
            let isTime = self.metric == .medianMicroseconds
            guard isTime ? value > self.limit : value < self.limit else { return nil }
            return "\(name): \(self.metric.rawValue) \(Figure.decimal(value, digits: 4)) is "
                + "\(isTime ? "above" : "below") \(self.limit) (\(self.metric.option))."
        }
    }

    private func value(of signal: JudgedSignal, in evaluation: SignalEvaluation) -> Double? {
        let labels = evaluation.labels(of: signal)
        switch self.metric {
        case .accuracy:
            guard let group = self.group else { return labels?.confusion.accuracy }
            let groups = (labels?.groups.all ?? []) + (labels?.groups.collections ?? [])
            return groups.first { $0.name == group }?.accuracy
        case .f1: return labels?.confusion.macroF1
        case .correlation: return evaluation.complexity.overall
        case .setCorrelation: return evaluation.complexity.withinSets
        case .medianMicroseconds: return evaluation.times(of: signal).microseconds(at: 0.5)
        }
    }
}
