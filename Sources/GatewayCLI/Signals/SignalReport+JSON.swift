import GatewayTraining
import GatewayWire

extension SignalReport {
    /// The whole document, one line.
    var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("rows", self.evaluation.rows)
        writer.member("unlabelled", self.evaluation.unlabelled)
        writer.member("trained", self.evaluation.trained)
        writer.member("unreadable", self.evaluation.unreadable)
        for signal in JudgedSignal.allCases where self.evaluation.rows(of: signal) > 0 {
            writer.key(signal.rawValue)
            writer.beginObject()
            writer.member("rows", self.evaluation.rows(of: signal))
            if let labels = self.evaluation.labels(of: signal) {
                Self.write(labels, isLanguage: signal == .language, to: &writer)
            } else {
                Self.write(self.evaluation.complexity, to: &writer)
            }
            let times = self.evaluation.times(of: signal)
            writer.member("median_us", decimal: times.microseconds(at: 0.5))
            writer.member("p99_us", decimal: times.microseconds(at: 0.99))
            writer.endObject()
        }
        writer.endObject()
        return writer.text
    }

    private static func write(_ labels: SignalEvaluation.Labels, isLanguage: Bool, to writer: inout JSONWriter) {
        let confusion = labels.confusion
        writer.member("accuracy", decimal: confusion.accuracy)
        writer.member("macro_f1", decimal: confusion.macroF1)
        if isLanguage { writer.member("mean_over_kinds", decimal: labels.groups.meanAccuracy) }
        writer.key("f1")
        writer.beginObject()
        for index in confusion.used {
            writer.key(confusion.names[index])
            writer.decimal(confusion.f1(index))
        }
        writer.endObject()
        writer.key(isLanguage ? "kinds" : "sources")
        writer.beginObject()
        for group in labels.groups.all {
            writer.key(group.name)
            writer.beginObject()
            writer.member("rows", group.rows)
            writer.member("accuracy", decimal: group.accuracy)
            writer.endObject()
        }
        writer.endObject()
        writer.key("confusion")
        writer.beginArray()
        for cell in confusion.cells {
            writer.beginObject()
            writer.member("meant", confusion.names[cell.expected])
            writer.member("answered", confusion.names[cell.answered])
            writer.member("rows", cell.count)
            writer.endObject()
        }
        writer.endArray()
    }

    private static func write(_ correlation: EvaluationCorrelation, to writer: inout JSONWriter) {
        writer.member("correlation", decimal: correlation.overall)
        writer.member("set_correlation", decimal: correlation.withinSets)
        writer.key("sets")
        writer.beginObject()
        for set in correlation.perSet {
            writer.key(set.name)
            writer.beginObject()
            writer.member("rows", set.rows)
            writer.member("correlation", decimal: set.value)
            writer.endObject()
        }
        writer.endObject()
    }
}

extension JSONWriter {
    /// Writes a member with a number, or null.
    fileprivate mutating func member(_ name: StaticString, decimal value: Double?) {
        self.key(name)
        self.decimal(value)
    }

    /// Writes a number of at most six digits after the point, or null.
    fileprivate mutating func decimal(_ value: Double?) {
        guard let value else { return self.null() }
        self.raw(Array(Figure.decimal(value, digits: 6).utf8))
    }
}
