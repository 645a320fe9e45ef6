import GatewayCore

/// What an answer says of itself that was stored for another wording.
struct SemanticMark: Sendable, Equatable {
    /// Cosine of the two questions' vectors, in thousandths.
    let similarity: Int
    /// What the verifier thinks of the pair, in thousandths.
    let score: Int
    /// How likely such an answer is wrong by all that is known, in hundred-thousandths.
    let risk: Int
    /// Share of wrong answers that the group is held to, in hundred-thousandths.
    let bound: Int
    /// The class of a frequent question, whose answer the operator has written; nil for a stored one.
    let frequent: String?

    /// Bytes of the line at most, without a class.
    static let lineBytes = 112
    /// Bytes of the line at most.
    var lineBytes: Int { Self.lineBytes + (self.frequent?.utf8.count ?? 0) }

    /// Creates a mark of shares from 0 to 1.
    init(similarity: Float, score: Float, risk: Float, bound: Double) {
        self.similarity = Self.whole(Double(similarity), of: 1_000)
        self.score = Self.whole(Double(score), of: 1_000)
        self.risk = Self.whole(Double(risk), of: 100_000)
        self.bound = Self.whole(bound, of: 100_000)
        self.frequent = nil
    }

    /// Creates the mark of a frequent question; its class is of characters that stand in headers as they are.
    init(frequent: String, similarity: Float, bound: Double) {
        self.similarity = Self.whole(Double(similarity), of: 1_000)
        (self.score, self.risk) = (0, 0)
        self.bound = Self.whole(bound, of: 100_000)
        self.frequent = frequent
    }

    private static func whole(_ share: Double, of parts: Int) -> Int {
        share.isFinite ? Int((min(max(share, 0), 1) * Double(parts)).rounded()) : 0
    }

    /// Writes the line of the reply's head.
    func writeLine(to head: inout HeadWriter) {
        head.write("x-signalbox-semantic: ")
        if let frequent {
            head.write("class=")
            head.write(text: frequent)
            head.write(", ")
        }
        head.write("similarity=")
        Self.write(self.similarity, unit: 1_000, to: &head)
        if self.frequent == nil {
            head.write(", score=")
            Self.write(self.score, unit: 1_000, to: &head)
            head.write(", risk=")
            Self.write(self.risk, unit: 100_000, to: &head)
        }
        head.write(", bound=")
        Self.write(self.bound, unit: 100_000, to: &head)
        head.write("\r\n")
    }

    /// Writes a number of parts, of which a whole has so many, as a decimal.
    private static func write(_ parts: Int, unit: Int, to head: inout HeadWriter) {
        head.write(decimal: Int64(parts / unit))
        head.write(".")
        var (rest, place) = (parts % unit, unit)
        while place > 1 {
            place /= 10
            head.write(decimal: Int64(rest / place))
            rest %= place
        }
    }
}
