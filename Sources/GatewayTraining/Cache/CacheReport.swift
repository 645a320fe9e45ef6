import GatewayWire

/// What an evaluation found about all methods, for people and for programs.
package struct CacheReport {
    /// What the rows were.
    package enum Kind: String, Sendable {
        case pairs, stream, faq
    }

    /// What the rows were.
    package let kind: Kind
    /// How many rows there were.
    package let rows: Int
    /// The methods in the order of the table.
    package var methods: [CacheFigures] = []
    /// What each guard does by itself.
    package var guards: [GuardFigures] = []
    /// Rows to look at, with head lines.
    package var listed: [String] = []
    /// Figures of the canned answers, by the place of the method.
    package var outside: [Int: WordingJudge.Result] = [:]

    /// A report without methods yet.
    package init(kind: Kind, rows: Int) {
        self.kind = kind
        self.rows = rows
    }

    /// The table.
    package var text: String {
        var parts = ["\(self.kind.rawValue): \(self.rows) rows\(self.ideal)\n", Self.table([self.head] + self.lines)]
        if let levels = self.levels { parts.append(levels) }
        if self.kind == .pairs, let slices = self.slices { parts.append(slices) }
        if let guards = self.guardTable { parts.append(guards) }
        if !self.listed.isEmpty { parts.append(self.listed.joined(separator: "\n") + "\n") }
        parts.append("Intervals are of 95 % (Clopper-Pearson). * chosen with the labels in view: no operator could.\n")
        return parts.joined(separator: "\n")
    }

    private var ideal: String {
        guard let counts = self.methods.first?.point.counts else { return "" }
        switch self.kind {
        case .pairs: return ", \(counts.possible) of them with one answer"
        case .stream:
            let share = Double(counts.possible) / Double(max(counts.requests, 1))
            return ", an oracle by class hits \(CacheNumber.percent(share))"
        case .faq: return ", \(counts.requests) ask, \(counts.requests - counts.possible) of them have no answer"
        }
    }

    private var head: [String] {
        switch self.kind {
        case .pairs: ["METHOD", "SETTING", "ACCEPTED", "PRECISION", "RECALL", "WRONG SHARE", "INTERVAL", "OF OTHERS"]
        case .stream: ["METHOD", "SETTING", "HITS", "OF IDEAL", "WRONG SHARE", "INTERVAL", "WRONG REQUESTS"]
        case .faq: ["METHOD", "SETTING", "HITS", "WRONG SHARE", "INTERVAL", "WRONG INSIDE", "OUTSIDE HITS"]
        }
    }

    private var lines: [[String]] {
        self.methods.indices.map { index in
            let method = self.methods[index]
            let counts = method.point.counts
            let interval = counts.wrongInterval
            let range =
                CacheNumber.decimal(interval.lowerBound * 100, digits: 2) + "…"
                + CacheNumber.percent(interval.upperBound)
            let names = [method.name, method.setting + (method.isChosenAfterwards ? " *" : "")]
            let wrong = [CacheNumber.percent(counts.wrongShare), range]
            switch self.kind {
            case .pairs:
                return names + ["\(counts.hits)", CacheNumber.percent(1 - counts.wrongShare)]
                    + [CacheNumber.percent(counts.recall)] + wrong + [CacheNumber.percent(counts.falseHits)]
            case .stream:
                return names + [CacheNumber.percent(counts.hitRate), CacheNumber.percent(counts.ofIdeal)] + wrong
                    + [CacheNumber.percent(counts.wrongRequests, digits: 3)]
            case .faq:
                let result = self.outside[index] ?? WordingJudge.Result()
                return names + [CacheNumber.percent(result.insideHitRate)] + wrong
                    + [CacheNumber.percent(result.insideWrongShare), CacheNumber.percent(result.outsideHitRate)]
            }
        }
    }

    /// The most hits of each method whose threshold is swept, at equal shares of wrong hits; of a stream also at equal
    /// shares of wrong requests.
    private var levels: String? {
        let shown = self.methods.filter { !$0.curve.isEmpty }
        guard !shown.isEmpty else { return nil }
        let shares = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2]
        var rows = [["MOST HITS AT WRONG SHARE UP TO *"] + shares.map { CacheNumber.percent($0, digits: 1) }]
        var names = Set<String>()
        let methods = shown.filter { names.insert($0.name).inserted }
        for method in methods {
            rows.append([method.name] + shares.map { self.hits(method.curve.best(wrongShareUpTo: $0)) })
        }
        guard self.kind == .stream else { return Self.table(rows) }
        let requests = [0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02]
        var others = [["OF IDEAL AT WRONG REQUESTS UP TO *"] + requests.map { CacheNumber.percent($0) }]
        for method in methods {
            others.append(
                [method.name]
                    + requests.map { share in
                        method.curve.best(wrongRequestsUpTo: share).map { CacheNumber.percent($0.counts.ofIdeal) }
                            ?? "-"
                    }
            )
        }
        return Self.table(rows) + "\n" + Self.table(others)
    }

    private func hits(_ point: CachePoint?) -> String {
        point.map { CacheNumber.percent(self.kind == .pairs ? $0.counts.recall : $0.counts.hitRate) } ?? "-"
    }

    /// The share that is accepted of each kind of pair.
    private var slices: String? {
        let names = Set(self.methods.flatMap { $0.slices.keys }).sorted()
        guard !names.isEmpty else { return nil }
        let shown = self.methods.filter { !$0.slices.isEmpty }
        let head = ["ACCEPTED OF", "PAIRS"] + shown.map { ($0.name + " " + $0.setting).trimmed }
        return Self.table(
            [head]
                + names.map { name in
                    [name, "\(shown.first?.slices[name]?.requests ?? 0)"]
                        + shown.map { CacheNumber.percent($0.slices[name]?.hitRate ?? 0, digits: 1) }
                }
        )
    }

    private var guardTable: String? {
        guard !self.guards.isEmpty else { return nil }
        return Self.table(
            [["GUARD", "REFUSES OF SAME", "REFUSES OF OTHERS", "ALONE OF SAME", "ALONE OF OTHERS"]]
                + self.guards.map {
                    [
                        $0.name, CacheNumber.percent($0.ofSame), CacheNumber.percent($0.ofOthers),
                        "\($0.aloneSame)", "\($0.aloneOthers)",
                    ]
                }
        )
    }

    /// Columns that stand below one another.
    static func table(_ rows: [[String]]) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            row.enumerated().map { index, text in
                text + String(repeating: " ", count: widths[index] - text.count)
            }.joined(separator: "  ").trimmed + "\n"
        }.joined()
    }
}

extension String {
    /// Without blanks at the end.
    fileprivate var trimmed: String {
        var result = self[...]
        while result.last == " " { result.removeLast() }
        return String(result)
    }
}

/// How often a guard refuses.
package struct GuardFigures: Sendable, Equatable {
    /// The guard.
    package let name: String
    /// The share of pairs with one answer that it refuses: hits that it costs.
    package let ofSame: Double
    /// The share of pairs with two answers that it refuses: what it is for.
    package let ofOthers: Double
    /// Pairs with one answer that no other guard refuses.
    package let aloneSame: Int
    /// Pairs with two answers that no other guard refuses.
    package let aloneOthers: Int
}

extension CacheReport {
    /// The document for programs, one line.
    package var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("kind")
        writer.string(self.kind.rawValue)
        writer.key("rows")
        writer.integer(self.rows)
        writer.key("methods")
        writer.beginArray()
        for (index, method) in self.methods.enumerated() { self.write(method, at: index, to: &writer) }
        writer.endArray()
        writer.key("guards")
        writer.beginArray()
        for figures in self.guards {
            writer.beginObject()
            writer.key("name")
            writer.string(figures.name)
            writer.share("of_same", figures.ofSame)
            writer.share("of_others", figures.ofOthers)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.text
    }

    private func write(_ method: CacheFigures, at index: Int, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("name")
        writer.string(method.name)
        writer.key("setting")
        writer.string(method.setting)
        writer.key("chosen_afterwards")
        writer.bool(method.isChosenAfterwards)
        Self.write(method.point, to: &writer)
        writer.share("wrong_share_low", method.point.counts.wrongInterval.lowerBound)
        writer.share("wrong_share_high", method.point.counts.wrongInterval.upperBound)
        if let result = self.outside[index] {
            writer.share("inside_hit_rate", result.insideHitRate)
            writer.share("inside_wrong_share", result.insideWrongShare)
            writer.share("outside_hit_rate", result.outsideHitRate)
        }
        writer.key("slices")
        writer.beginObject()
        for (name, counts) in method.slices.sorted(by: { $0.key < $1.key }) {
            writer.key(name)
            writer.beginObject()
            Self.write(CachePoint(threshold: nil, counts: counts), to: &writer)
            writer.endObject()
        }
        writer.endObject()
        writer.key("curve")
        writer.beginArray()
        for point in method.curve {
            writer.beginObject()
            Self.write(point, to: &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    private static func write(_ point: CachePoint, to writer: inout JSONWriter) {
        if let threshold = point.threshold { writer.share("threshold", Double(threshold)) }
        let counts = point.counts
        for (name, count) in [
            ("requests", counts.requests), ("possible", counts.possible), ("hits", counts.hits),
            ("wrong", counts.wrong),
        ] {
            writer.key(name)
            writer.integer(count)
        }
        writer.share("hit_rate", counts.hitRate)
        writer.share("recall", counts.recall)
        writer.share("of_ideal", counts.ofIdeal)
        writer.share("wrong_share", counts.wrongShare)
        writer.share("wrong_requests", counts.wrongRequests)
    }

    /// The curves and points of all methods.
    package func plot(title: String) -> CacheCurvePlot {
        let lines = self.methods.map { method in
            let points = method.curve.isEmpty ? [method.point] : method.curve.filter { $0.counts.hits > 0 }
            let name = method.curve.isEmpty ? method.name + " " + method.setting : method.name
            return CacheCurvePlot.Line(
                name: name,
                points: points.map { point in
                    (point.counts.wrongShare, self.kind == .pairs ? point.counts.recall : point.counts.hitRate)
                }
            )
        }
        let label = self.kind == .pairs ? "recall: hits, share of pairs with one answer" : "hits, share of requests"
        return CacheCurvePlot(title: title, hitLabel: label, lines: lines)
    }
}

extension JSONWriter {
    fileprivate mutating func share(_ name: StaticString, _ value: Double) {
        self.key(name)
        self.raw(Array(CacheNumber.decimal(value, digits: 6).utf8))
    }
}
