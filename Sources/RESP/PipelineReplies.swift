/// Gathers the replies of a pipeline and calls back when the last one is there.
final class PipelineReplies {
    private var replies: [RedisReply]
    private var missing: Int
    private let done: ([RedisReply]) -> Void

    /// Waits for so many replies.
    init(count: Int, _ done: @escaping ([RedisReply]) -> Void) {
        self.replies = Array(repeating: .failure(.cancelled), count: count)
        self.missing = count
        self.done = done
    }

    /// Takes in the reply to one command; they may come in any order, each exactly once.
    func put(_ reply: RedisReply, at index: Int) {
        self.replies[index] = reply
        self.missing -= 1
        if self.missing == 0 { self.done(self.replies) }
    }
}
