import GatewayRouting
import GatewayTraining

/// Numbers for people, without Foundation.
enum Figure {
    /// A number with as many digits after the point as asked for.
    static func decimal(_ value: Double, digits: Int) -> String {
        var scale = 1
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int((value.magnitude * Double(scale)).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        let fraction = String(scaled % scale)
        let zeros = String(repeating: "0", count: max(digits - fraction.count, 0))
        return digits == 0 ? "\(sign)\(scaled)" : "\(sign)\(scaled / scale).\(zeros)\(fraction)"
    }

    /// A share as a percentage; `-` for none.
    static func share(_ value: Double?) -> String {
        value.map { self.decimal($0 * 100, digits: 2) + " %" } ?? "-"
    }

    /// A correlation, or a similar figure; `-` for none.
    static func ratio(_ value: Double?) -> String {
        value.map { self.decimal($0, digits: 3) } ?? "-"
    }
}

/// What an evaluation found, for people.
struct SignalReport {
    /// Sources and confusions that are listed at most; the document for programs has all.
    static let listed = 12
    /// Rows of a source that is listed as weak, at least.
    static let leastRows = 10

    let evaluation: SignalEvaluation

    /// The whole text.
    var text: String {
        var parts: [String] = []
        for signal in JudgedSignal.allCases where self.evaluation.rows(of: signal) > 0 {
            parts.append(self.head(signal) + (signal == .complexity ? self.complexity : self.labels(signal)))
        }
        return parts.joined(separator: "\n") + (parts.isEmpty ? "" : "\n") + self.summary
    }

    private var summary: String {
        let counts = self.evaluation
        var text = "\(counts.rows) rows"
        if counts.unlabelled > 0 { text += "; \(counts.unlabelled) skipped: their task is null" }
        if counts.trained > 0 { text += "; \(counts.trained) skipped: the language model was trained on them" }
        if counts.unreadable > 0 { text += "; \(counts.unreadable) lines could not be read" }
        return text + "\n"
    }

    private func head(_ signal: JudgedSignal) -> String {
        let times = self.evaluation.times(of: signal)
        func time(_ share: Double) -> String {
            times.microseconds(at: share).map { Figure.decimal($0, digits: 1) } ?? "-"
        }
        return "\(signal.rawValue): \(self.evaluation.rows(of: signal)) rows, "
            + "\(time(0.5)) µs per prompt (median), \(time(0.99)) µs (p99)\n"
    }

    private func labels(_ signal: JudgedSignal) -> String {
        guard let labels = self.evaluation.labels(of: signal) else { return "" }
        var text = "  accuracy \(Figure.share(labels.confusion.accuracy)), "
        text += "macro F1 \(Figure.ratio(labels.confusion.macroF1))"
        if signal == .language { text += ", mean over kinds \(Figure.share(labels.groups.meanAccuracy))" }
        text += "\n\n"
        guard signal == .task else {
            return text + self.groups("KIND", labels.groups.all) + "\n" + self.mistakes(labels.confusion)
        }
        text += self.groups("SOURCE", labels.groups.collections)
        let weakest = labels.groups.weakest(Self.listed, leastRows: Self.leastRows).filter { $0.name.contains("/") }
        if !weakest.isEmpty {
            text += "\n" + self.groups("WEAKEST SOURCES", weakest)
        }
        return text + "\n" + self.matrix(labels.confusion)
    }

    private func groups(_ title: String, _ groups: [EvaluationGroups.Group]) -> String {
        self.table(
            [[title, "ROWS", "ACCURACY"]]
                + groups.map { [CacheText.plain($0.name), "\($0.rows)", Figure.share($0.accuracy)] }
        )
    }

    /// Rows are what was meant, columns what was answered.
    private func matrix(_ confusion: EvaluationConfusion) -> String {
        let used = confusion.used
        let rows = used.map { row in
            [confusion.names[row]] + used.map { "\(confusion[expected: row, answered: $0])" }
                + [Figure.ratio(confusion.f1(row))]
        }
        return self.table([["MEANT / ANSWERED"] + used.map { confusion.names[$0] } + ["F1"]] + rows)
    }

    private func mistakes(_ confusion: EvaluationConfusion) -> String {
        let rows = confusion.mistakes(most: Self.listed).map { cell in
            [confusion.names[cell.expected], confusion.names[cell.answered], "\(cell.count)"]
        }
        return rows.isEmpty ? "" : self.table([["MEANT", "ANSWERED", "ROWS"]] + rows)
    }

    private var complexity: String {
        let correlation = self.evaluation.complexity
        var text = "  rank correlation \(Figure.ratio(correlation.overall)), "
        text += "within sets \(Figure.ratio(correlation.withinSets))\n\n"
        let rows = correlation.perSet.map { set in
            [CacheText.plain(set.name), "\(set.rows)", Figure.ratio(set.value)]
        }
        return text + self.table([["SET", "ROWS", "CORRELATION"]] + rows)
    }

    private func table(_ rows: [[String]]) -> String {
        CacheText.table(rows.map { ["  " + ($0.first ?? "")] + $0.dropFirst() })
    }
}
