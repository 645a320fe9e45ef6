package import NIOCore
import RESP

/// The questions of all nodes, as one loop sees them.
///
/// Confined to the loop of its client: everything is called on it, and calls back on it. Nothing here makes a request
/// fail, or wait for longer than the time given: what Redis does not say in time counts as not there.
package protocol SharedQuestions: AnyObject {
    /// How questions are shared.
    var kind: SharedIndexKind { get }

    /// What has been done so far.
    var counts: QuestionCounts { get }

    /// Begins to share.
    func start()

    /// Ends sharing; may be started again.
    func stop()

    /// Tells the other nodes of a question, some time soon; drops it where too much waits already.
    func publish(_ question: SharedQuestion)

    /// Has all nodes forget a question.
    func remove(_ question: WithdrawnQuestion)

    /// Removes from the server all that it has of the questions with these answers, texts and vectors; calls back once,
    /// with how many there were, or nil where the server cannot say.
    ///
    /// - Parameter space: names the vector space that is used now; what was stored in another one ends with its life.
    func purge(_ answers: Set<CacheKey>, space: String, _ done: @escaping (Int?) -> Void)

    /// Looks for the nearest questions of a namespace on the server; calls back once, nearest first, and at once where
    /// nobody is asked.
    ///
    /// Finds nothing where each node keeps all questions: they are in its own index.
    func find(_ query: QuestionQuery, within timeout: TimeAmount, _ done: @escaping ([SharedQuestion]) -> Void)

    /// Goes on with other keys.
    func use(_ ring: KeyRing)
}

extension SharedQuestions {
    /// Looks for the nearest questions of a namespace on the server, nearest first. To be called on the loop.
    package func find(_ query: QuestionQuery, within timeout: TimeAmount) async -> [SharedQuestion] {
        await withUnsafeContinuation { continuation in
            self.find(query, within: timeout) { continuation.resume(returning: $0) }
        }
    }

    /// Removes from the server all that it has of the questions with these answers. To be called on the loop.
    func purge(_ answers: Set<CacheKey>, space: String) async -> Int? {
        await withUnsafeContinuation { continuation in
            self.purge(answers, space: space) { continuation.resume(returning: $0) }
        }
    }
}

/// What has been done to share questions.
package struct QuestionCounts: Sendable, Equatable {
    /// Questions and withdrawals that Redis took.
    package var published: UInt64 = 0
    /// Those that were not sent: too much waited, Redis was down, or the question could not be written down.
    package var dropped: UInt64 = 0
    /// Commands that failed or were not answered in time.
    package var failures: UInt64 = 0
    /// Look-ups on the server.
    package var lookups: UInt64 = 0
    /// Questions that these found.
    package var found: UInt64 = 0
    /// Entries that are torn, or that nobody here can read.
    package var unreadable: UInt64 = 0
    /// Entries that were found in a place where they do not belong.
    package var misplaced: UInt64 = 0
    /// Entries past their life.
    package var expired: UInt64 = 0
    /// Notices of other nodes that were handed on.
    package var received: UInt64 = 0
    /// Notices of this node that came back.
    package var own: UInt64 = 0
    /// Times at which the stream had been cut beyond what was read.
    package var gaps: UInt64 = 0
    /// Times at which the stream was another one than before, and was read from its beginning.
    package var resets: UInt64 = 0

    /// Begins at nothing.
    package init() {}

    /// Adds another loop's figures to these.
    package mutating func add(_ other: QuestionCounts) {
        let all: [WritableKeyPath<QuestionCounts, UInt64>] = [
            \.published, \.dropped, \.failures, \.lookups, \.found, \.unreadable, \.misplaced, \.expired, \.received,
            \.own, \.gaps, \.resets,
        ]
        for figure in all { self[keyPath: figure] += other[keyPath: figure] }
    }
}
