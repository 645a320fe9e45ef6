package import GatewayCore

/// Takes the terms that make up a merit; ranking ignores them, an explanation keeps them.
package protocol TermSink {
    /// Takes a term.
    mutating func take(_ name: TermName, _ value: Double, _ normalised: Double, _ weight: Double)
}

extension TermSink {
    /// Adds a term.
    ///
    /// - Returns: its contribution to the merit.
    @inline(__always)
    package mutating func add(_ name: TermName, _ value: Double, normalised: Double, weight: Double = 1) -> Double {
        self.take(name, value, normalised, weight)
        return normalised * weight
    }

    /// Adds a number that explains another term and counts for nothing itself.
    @inline(__always)
    package mutating func tell(_ name: TermName, _ value: Double) {
        self.take(name, value, value, 0)
    }
}

/// Keeps nothing.
package struct NoTerms: TermSink {
    /// Creates the sink.
    @inline(__always)
    package init() {}

    @inline(__always)
    package mutating func take(_ name: TermName, _ value: Double, _ normalised: Double, _ weight: Double) {}
}

/// Keeps all terms.
package struct KeptTerms: TermSink {
    /// The terms so far.
    package private(set) var terms: [ScoreTerm] = []

    /// Creates an empty sink.
    package init() {}

    package mutating func take(_ name: TermName, _ value: Double, _ normalised: Double, _ weight: Double) {
        self.terms.append(
            ScoreTerm(
                name: name,
                value: value,
                normalised: normalised,
                weight: weight,
                contribution: weight == 0 ? 0 : normalised * weight
            )
        )
    }
}

/// A strategy that gives each candidate a number, and ranks by it.
package protocol MeritStrategy: RoutingStrategy {
    /// What is known of all candidates together.
    associatedtype Basis

    /// Looks at all candidates once.
    func basis(of view: RoutingView) -> Basis

    /// What a candidate is worth: the sum of what `sink.add` returns; higher is better.
    func merit(
        of candidate: borrowing Candidate,
        _ request: borrowing RoutingRequest,
        _ basis: Basis,
        into sink: inout some TermSink
    ) -> Double
}

extension MeritStrategy {
    package func terms(_ view: RoutingView) -> [[ScoreTerm]] {
        let basis = self.basis(of: view)
        return view.candidates.map { candidate in
            var sink = KeptTerms()
            _ = self.merit(of: candidate, view.request, basis, into: &sink)
            if candidate.share < 1, !sink.terms.contains(where: { $0.name == .share }) {
                sink.tell(.share, candidate.share)
            }
            return sink.terms
        }
    }

    /// Ranks by merit.
    @inline(__always)
    func rankByMerit(
        _ view: RoutingView,
        given chance: inout Chance,
        first: FirstPlace = .best,
        drawsTies: Bool = true,
        into order: inout [Int]
    ) {
        let draw = chance.next()
        let basis = self.basis(of: view)
        Ranking.rank(
            view,
            draw: draw,
            first: first,
            drawsTies: drawsTies,
            standingDraw: draw,
            into: &order
        ) { candidate in
            var sink = NoTerms()
            return self.merit(of: candidate, view.request, basis, into: &sink)
        }
    }
}

extension RoutingView {
    /// Whether a candidate is compared with others: it takes part, or refuses only for now.
    @inline(__always)
    func counts(_ index: Int) -> Bool {
        !self.candidates.span[index].standing(for: self.request, draw: nil).isOut
    }
}
