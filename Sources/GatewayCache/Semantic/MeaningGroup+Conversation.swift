import GatewayCore
import GatewaySemantic
import GatewayWire

extension MeaningGroup {
    /// Whether two conversations, which were accepted as a whole, agree turn by turn.
    ///
    /// Long turns that are the same would outweigh a short one that asks something else, so each pair of turns that
    /// differ must be accepted by itself. Takes a worker thread.
    func agrees(_ asked: String, with stored: String, in matcher: SemanticMatcher, at now: Int64) -> Bool {
        guard self.settings.compared == .conversation, asked != stored else { return true }
        switch (ChatTurn.turns(of: asked), ChatTurn.turns(of: stored)) {
        case (nil, nil):
            // A single turn is the whole.
            return true
        case (let asked?, let stored?):
            guard asked.map(\.role) == stored.map(\.role) else { return false }
            return zip(asked, stored).allSatisfy { asked, stored in
                asked.text == stored.text || self.accepts(asked.text, for: stored.text, of: matcher, at: now)
            }
        default:
            return false
        }
    }

    /// Whether a text may stand for another one, by the guards and by what the group allows now.
    private func accepts(_ asked: String, for stored: String, of matcher: SemanticMatcher, at now: Int64) -> Bool {
        // A matcher of its own with this one entry. A model's vectors are there for whole questions only.
        let parts = matcher.parts
        let own = SemanticMatcher(
            SemanticMatcher.Parts(
                embedder: parts.scale ?? parts.embedder,
                words: parts.words,
                guards: parts.guards,
                verifier: parts.verifier,
                language: parts.language
            ),
            limits: matcher.limits
        )
        let place = SemanticKey(0, 0, 0, 0)
        guard let question = own.read(asked), let other = own.read(stored),
            own.insert(other, answer: place, in: place),
            let match = self.lookUp(question, in: place, of: own, at: now, explains: false).candidates.first
        else { return false }
        // An entry's own record is one of the whole.
        return match.refusals.isEmpty && (self.settings.acceptance == .perEntry || match.verdict?.decision == .hit)
    }
}
