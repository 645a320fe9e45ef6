import GatewayTesting
import Testing

/// All tests of this target, one after the other: they measure time on a machine that may be small.
@Suite(.serialized) enum Resilience {}

extension FaultyAnswer {
    /// The answer of most tests: sixty tokens.
    static let sixty = FaultyAnswer.counting(60)

    /// The same from a model that goes on where the conversation stopped.
    func continuing(overlap: Int = 0) -> FaultyAnswer {
        var answer = self
        answer.continuation = .continuing(overlap: overlap)
        return answer
    }

    /// The same with changes.
    func with(_ change: (inout FaultyAnswer) -> Void) -> FaultyAnswer {
        var answer = self
        change(&answer)
        return answer
    }

    /// The same as a script without faults.
    var script: FaultyScript { .healthy(self) }
}

extension Seat {
    /// A provider that gives the answer of most tests, and goes on with it where it was begun.
    static let healthy = Seat(FaultyAnswer.sixty.continuing().script)
}

extension Duration {
    /// What a busy machine may add to a time that is bounded.
    static let slack = Duration.milliseconds(100)
}
