import GatewayCore
import GatewayWire
import NIOCore

/// Makes records of replies, and keeps the lines that replies of forwarded requests say of the cache.
struct AnswerRecorder {
    private let misses: [ByteBuffer]

    /// Ends of answers with which an answer is at least given to those who wait for the same one.
    private static let knownEnds = FinishPolicy(
        allowed: [
            "stop", "tool_calls", "function_call", "length", "content_filter", "eos", "eos_token", "stop_sequence",
        ]
    )

    init() {
        self.misses = CacheStatus.Forward.allCases.map { forward in
            var line = ByteBuffer()
            CacheStatus(.forwarded(forward)).writeLine(to: &line)
            return line
        }
    }

    /// The line of a request that was forwarded.
    func line(_ forward: CacheStatus.Forward, _ detail: StaticString?) -> ByteBuffer {
        guard let detail else { return self.misses[Int(forward.rawValue)] }
        var line = ByteBuffer()
        CacheStatus(.forwarded(forward), detail: detail).writeLine(to: &line)
        return line
    }

    /// The record of a reply, and whether it has all that was asked for; nil where it is no answer.
    func record(
        _ reply: WholeReply,
        status: Int,
        origin: RecordOrigin,
        lifetime: RecordLifetime,
        choices: Int
    ) -> (record: CacheRecord, isComplete: Bool)? {
        switch reply {
        case .json(let body, let scan):
            let check = scan ?? ReplyScan(body.readableBytesSpan)
            guard check.isValid, !check.hasError else { return nil }
            let record = CacheRecord(
                json: body,
                status: status,
                finishReasons: check.finishReasons,
                origin: origin,
                lifetime: lifetime
            )
            return (record, origin.endpoint == .embeddings || check.isFinished && check.choiceCount >= choices)
        case .events(let events, let usage, let marks):
            var recorder = StreamRecorder(maxBytes: events.readableBytes + (usage?.readableBytes ?? 0) + 64)
            var offset = 0
            for mark in marks {
                let end = min(Int(mark.offset), events.readableBytes)
                guard let piece = events.getSlice(at: events.readerIndex + offset, length: end - offset) else { break }
                recorder.record(piece, atMilliseconds: Int(mark.milliseconds))
                offset = end
            }
            recorder.record(
                ByteBuffer(bytes: EventStreamWriter.done),
                atMilliseconds: Int(marks.last?.milliseconds ?? 0)
            )
            if let usage {
                recorder.noteUsageEvent(usage.readableBytesSpan)
            }
            guard let stream = try? recorder.finish(Self.knownEnds, expectedChoices: choices) else { return nil }
            return (CacheRecord(stream: stream, status: status, origin: origin, lifetime: lifetime), true)
        }
    }
}
