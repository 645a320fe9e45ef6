import GatewayCore
import Synchronization

/// The frequent questions of a group as they are configured now, and what is ready of them.
final class FrequentShelf: Sendable {
    private struct State {
        var questions: FrequentQuestions?
        var answers: FrequentAnswers?
    }

    private let state = Mutex(State())

    /// What is configured; nil for none.
    var questions: FrequentQuestions? { self.state.withLock { $0.questions } }

    /// What can be found; nil while it is made, or where nothing is configured.
    var answers: FrequentAnswers? { self.state.withLock { $0.answers } }

    /// Takes what is configured now; whether answers are to be made of it. Until they are ready, the older ones stay.
    func take(_ questions: FrequentQuestions?) -> Bool {
        self.state.withLock { state in
            guard state.questions != questions else { return false }
            state.questions = questions
            if questions == nil { state.answers = nil }
            return questions != nil
        }
    }

    /// Puts answers to use, unless something else was configured meanwhile.
    func put(_ answers: FrequentAnswers) {
        self.state.withLock { state in
            if state.questions == answers.questions { state.answers = answers }
        }
    }
}
