import GatewayCore
import GatewaySemantic
import NIOCore
import RESP
import Synchronization

/// Questions that other nodes have stored, and those that they may have of this one.
extension LoopCache {
    /// Tells other nodes of a question whose answer was stored.
    func publish(
        _ prompts: [SemanticPrompt?],
        _ meaning: Meaning,
        _ visit: Visit,
        _ group: MeaningGroup,
        expires: Int64
    ) {
        guard let questions = self.questions, let matcher = group.matchers.first, let prompt = prompts.first ?? nil
        else { return }
        questions.publish(
            SharedQuestion(
                namespace: meaning.namespace,
                key: visit.key,
                scope: visit.scope,
                group: group.name,
                text: prompt.text,
                language: prompt.language,
                space: matcher.parts.embedder.space,
                vector: prompt.vector,
                expiry: expires
            )
        )
    }

    /// Takes a question out whose answer was wrong for another one, and the answer with it, here and on other nodes:
    /// those who have the question find it without an answer then.
    func evict(_ found: FoundQuestion, of group: MeaningGroup) {
        self.forget(found, of: group)
        self.state.evict.withLock { $0 }?(CacheKey(found.match.answer))
    }

    /// Takes a question out, here and on other nodes: its answer is gone.
    func forget(_ found: FoundQuestion, of group: MeaningGroup) {
        group.remove(found)
        guard let matcher = group.matchers.first else { return }
        self.questions?.remove(
            WithdrawnQuestion(
                namespace: CacheKey(found.namespace),
                key: CacheKey(found.match.answer),
                space: matcher.parts.embedder.space
            )
        )
    }

    /// Asks the server, where it searches, for questions of other nodes that are near.
    ///
    /// - Returns: whether there were any, which the group has now.
    func fetch(
        _ lookup: QuestionLookup,
        _ meaning: Meaning,
        _ visit: Visit,
        _ group: MeaningGroup,
        within timeout: TimeAmount
    ) async -> Bool {
        guard let questions = self.questions, questions.kind == .vectorSets || questions.kind == .search,
            let matcher = group.matchers.first, let prompt = lookup.prompts.first ?? nil
        else { return false }
        let query = QuestionQuery(
            namespace: meaning.namespace,
            scope: visit.scope,
            space: matcher.parts.embedder.space,
            vector: prompt.vector,
            count: SemanticMatcher.candidates
        )
        let found = await questions.find(query, within: timeout)
        guard !found.isEmpty else { return false }
        await OffLoop.run {
            for question in found { group.insert(question) }
        }
        return true
    }

    /// Takes what other nodes tell of their questions.
    func take(_ notices: [QuestionNotice], _ taken: @escaping () -> Void) {
        guard let semantic = self.state.semantic else { return taken() }
        let done = NIOLoopBound(taken, eventLoop: self.loop.eventLoop)
        Task.immediate(executorPreference: self.loop.executor) {
            await OffLoop.run { semantic.take(notices) }
            done.value()
        }
    }
}

extension SemanticState {
    /// Takes what other nodes tell of their questions; those of groups that are not known here are left out.
    func take(_ notices: [QuestionNotice]) {
        for notice in notices {
            switch notice {
            case .stored(let question):
                self.group(named: question.group)?.insert(question)
            case .withdrawn(let question):
                for group in self.allGroups {
                    group.remove(SemanticKey(question.key), in: SemanticKey(question.namespace))
                }
            }
        }
    }
}

extension MeaningGroup {
    /// Takes a question of another node.
    func insert(_ question: SharedQuestion) {
        let prompts = self.matchers.map { matcher in
            matcher.parts.embedder.space == question.space
                ? matcher.read(question.text, vector: question.vector, language: question.language)
                : matcher.read(question.text, language: question.language)
        }
        self.insert(
            prompts,
            in: SemanticKey(question.namespace),
            answer: SemanticKey(question.key),
            expires: question.expiry
        )
    }
}
