extension Pipeline {
    /// Makes the first attempt of a request for embeddings together with others of its kind, where there are any.
    ///
    /// - Returns: whether the exchange is answered; else the attempts go on with `course.target`, by itself.
    @inline(never)
    static func attemptMerged(_ exchange: Exchange, _ course: inout AttemptCourse) async throws(GatewayError) -> Bool {
        let batches = exchange.loop.embeddings
        let target = course.target
        guard let member = batches.member(for: exchange, on: target) else { return false }
        Self.begin(exchange, on: target)
        // Places and health are the call's to take and to tell; whoever is part of it says nothing of its own.
        let end = batches.join(member) ? await member.wait() : .alone
        exchange.countInFlight(target, by: -1)
        switch end {
        case .alone:
            exchange.attempts = 0
            exchange.sentAt = exchange.loop.recent
            return false
        case .answered:
            course.abandon(exchange)
            Self.noteSuccess(exchange)
            return true
        case .refused(let error):
            course.abandon(exchange)
            AttemptReport.record(exchange, target, error.code)
            exchange.role = .retry
            return false
        case .failed(let error):
            course.abandon(exchange)
            switch course.next(exchange, after: error) {
            case .stop(let error):
                throw error
            case .attempt(let delay):
                if delay > 0 {
                    try await Self.pause(exchange, for: delay, after: error)
                    guard course.admitAfterPause(exchange) else { throw error }
                }
                return false
            }
        }
    }
}
