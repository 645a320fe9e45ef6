/// Frequent questions with the answers that the operator has written.
package struct FrequentQuestions: Sendable, Equatable {
    /// An answer.
    package struct Answer: Sendable, Equatable {
        /// Names the class of questions that have this answer: letters, digits and a few marks.
        package let name: String
        /// What is answered.
        package let text: String

        /// Creates an answer.
        package init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    /// A prompt of which it is known whether it has one of the answers.
    package struct Wording: Sendable, Equatable {
        /// The prompt.
        package let text: String
        /// The place of its answer; nil where none of them is right.
        package let answer: Int?

        /// Creates a wording.
        package init(text: String, answer: Int?) {
            self.text = text
            self.answer = answer
        }
    }

    /// Where they were read.
    package var path: String
    /// Share of the prompts in traffic that are expected to have none of the answers.
    package var outside = 0.5
    /// The answers.
    package var answers: [Answer] = []
    /// Prompts by which they are found.
    package var wordings: [Wording] = []

    /// Creates a list without answers.
    package init(path: String) {
        self.path = path
    }
}
