import GatewayCache
import GatewayCore
import GatewayWire
import NIOCore
import Testing

struct StreamRecorderTests {
    private static func record(
        _ pieces: [ArraySlice<UInt8>],
        maxBytes: Int = 1 << 20
    ) throws(NotStorable)
        -> RecordedStream
    {
        var recorder = StreamRecorder(maxBytes: maxBytes)
        for piece in pieces { recorder.record(ByteBuffer(bytes: piece), atMilliseconds: 7) }
        return try recorder.finish()
    }

    @Test(arguments: ProviderStream.all)
    func `a stream is recorded alike at every split`(stream: ProviderStream) throws {
        let bytes = stream.bytes
        let whole = try Self.record([bytes[...]])
        #expect(whole.body.array == stream.body)
        #expect(whole.usageEvent?.array == stream.usageEvent)
        #expect(whole.finishReasons == stream.finishReasons)
        #expect(whole.marks == [RecordMark(offset: UInt32(stream.body.count), milliseconds: 7)])
        for cut in 1..<bytes.count {
            #expect(try Self.record([bytes[..<cut], bytes[cut...]]) == whole, "cut at \(cut)")
        }
        #expect(try Self.record(bytes.indices.map { bytes[$0...$0] }) == whole, "byte by byte")
        for seed in 0..<50 {
            var random = RecordRandom(seed: UInt64(seed))
            let cuts = [0] + (0..<random.below(12)).map { _ in random.below(bytes.count) }.sorted() + [bytes.count]
            let pieces = zip(cuts, cuts.dropFirst()).map { bytes[$0..<$1] }
            #expect(try Self.record(pieces) == whole, "seed \(seed)")
        }
    }

    @Test(arguments: ProviderStream.all)
    func `a stream that was cut off is never stored`(stream: ProviderStream) {
        let bytes = stream.bytes
        let end = bytes.count - (bytes.suffix(4) == [13, 10, 13, 10] ? 4 : 2)
        for count in 0..<end {
            #expect(throws: NotStorable.self, "\(count) bytes") { try Self.record([bytes.prefix(count)]) }
        }
        // The end mark counts without its blank line, as it does for clients.
        #expect(throws: Never.self) { try Self.record([bytes.prefix(end)]) }
    }

    @Test func `the usage event may come apart from the stream`() throws {
        let stream = ProviderStream.openAI
        let usage = try #require(stream.usageEvent)
        var recorder = StreamRecorder(maxBytes: 1 << 20)
        recorder.record(ByteBuffer(bytes: stream.body), atMilliseconds: 1)
        let data = Array(usage.dropFirst(6).dropLast(2))
        recorder.noteUsageEvent(data.span.bytes)
        recorder.record(ByteBuffer(string: "data: [DONE]\n\n"), atMilliseconds: 2)
        let apart = try recorder.finish()
        #expect(apart.usageEvent?.array == usage)
        #expect(apart.body.array == stream.body)
        #expect(apart.usage == TokenUsage(input: 5, cachedInput: 4, output: 2))
        #expect(throws: NotStorable.incomplete) { try recorder.finish() }
    }

    @Test func `the member that tells of a rescue is not stored`() throws {
        let head = #"{"id":"a","choices":[{"index":0,"delta":{"content":"x"}}]}"#
        let finish = #"{"id":"a","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]"#
        let usage = #"{"id":"a","choices":[],"usage":{"prompt_tokens":1}"#
        let note = #","signalbox":{"rescued":"restart","deployment":"b","attempts":2}}"#
        let stream = [head, finish + note, usage + note, "[DONE]"].map(ProviderStream.data).joined()
        let recorded = try Self.record([Array(stream.utf8)[...]])
        #expect(String(buffer: recorded.body) == [head, finish + "}"].map(ProviderStream.data).joined())
        #expect(recorded.usageEvent.map { String(buffer: $0) } == ProviderStream.data(usage + "}"))
    }

    private static let chunk = #"{"choices":[{"index":0,"delta":{"content":"x"}}]}"#
    private static let finish = #"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#

    private static let endings: [([String], NotStorable)] = [
        ([], .incomplete), (["[DONE]"], .incomplete), ([chunk, "[DONE]"], .incomplete),
        ([chunk, finish], .incomplete),
        ([chunk, finish, #"{"choices":[{"index":1,"delta":{"content":"x"}}]}"#, "[DONE]"], .incomplete),
        ([chunk, #"{"error":{"message":"x"}}"#], .error), ([chunk, #"{"error":"x"}"#, finish, "[DONE]"], .error),
        ([chunk, finish, #"{"error":{"message":"x"}}"#, "[DONE]"], .error),
        ([chunk, "{", finish, "[DONE]"], .malformed),
        ([chunk, finish, "[DONE]", chunk], .malformed), ([chunk, finish, "[DONE]", "[DONE]"], .malformed),
        ([chunk, finish.replacing("stop", with: "length"), "[DONE]"], .finishReason("length")),
        ([chunk, finish.replacing("stop", with: "content_filter"), "[DONE]"], .finishReason("content_filter")),
        ([chunk, finish.replacing("stop", with: "content_filter"), finish, "[DONE]"], .finishReason("content_filter")),
        ([chunk, finish, finish.replacing("stop", with: "length"), "[DONE]"], .finishReason("length")),
    ]

    @Test(arguments: endings)
    func `what is no complete answer says why`(events: [String], expected: NotStorable) {
        let stream = events.map(ProviderStream.data).joined()
        #expect(throws: expected) { try Self.record([Array(stream.utf8)[...]]) }
    }

    @Test func `ends that a group allows and choices that were asked for count`() throws {
        let stream = [Self.chunk, Self.finish.replacing("stop", with: "length"), "[DONE]"].map(ProviderStream.data)
            .joined()
        var recorder = StreamRecorder(maxBytes: 1 << 20)
        recorder.record(ByteBuffer(string: stream), atMilliseconds: 0)
        var copy = recorder
        #expect(try recorder.finish(FinishPolicy([.stop, .length])).finishReasons == ["length"])
        #expect(throws: NotStorable.incomplete) {
            try copy.finish(FinishPolicy([.stop, .length]), expectedChoices: 2)
        }
    }

    @Test func `a stream that is too large is given up at once`() throws {
        let bytes = ProviderStream.openAI.bytes
        #expect(throws: Never.self) { try Self.record([bytes[...]], maxBytes: bytes.count) }
        var recorder = StreamRecorder(maxBytes: bytes.count - 1)
        recorder.record(ByteBuffer(bytes: bytes.dropLast()), atMilliseconds: 0)
        #expect(!recorder.isOverflown && recorder.recorded.readableBytes == bytes.count - 1)
        recorder.record(ByteBuffer(bytes: bytes.suffix(1)), atMilliseconds: 0)
        #expect(recorder.isOverflown && recorder.recorded.storageCapacity == 0)
        recorder.record(ByteBuffer(bytes: bytes), atMilliseconds: 0)
        #expect(recorder.recorded.readableBytes == 0)
        #expect(throws: NotStorable.overflow) { try recorder.finish() }
    }

    @Test func `marks tell how much of the body was there and when`() throws {
        let stream = ProviderStream.openAI
        var recorder = StreamRecorder(maxBytes: 1 << 20)
        for (number, frame) in stream.frames.enumerated() {
            recorder.record(ByteBuffer(string: frame.text), atMilliseconds: 10 + number)
        }
        let recorded = try recorder.finish()
        var expected: [RecordMark] = []
        var count = 0
        for (number, frame) in stream.frames.enumerated() {
            guard case .kept(let text) = frame else { continue }
            count += text.utf8.count
            expected.append(RecordMark(offset: UInt32(count), milliseconds: UInt32(10 + number)))
        }
        #expect(recorded.marks == expected)
    }

    @Test func `marks are few whatever the number of pieces and never too early`() throws {
        let chunk = ProviderStream.data(Self.chunk)
        var recorder = StreamRecorder(maxBytes: 1 << 20, maxMarks: 16)
        for number in 0..<1_000 { recorder.record(ByteBuffer(string: chunk), atMilliseconds: number * 3) }
        recorder.record(
            ByteBuffer(string: [Self.finish, "[DONE]"].map(ProviderStream.data).joined()),
            atMilliseconds: 4_000
        )
        let marks = try recorder.finish().marks
        #expect((4...16).contains(marks.count))
        for mark in marks.dropLast() {
            #expect(Int(mark.milliseconds) == (Int(mark.offset) / chunk.utf8.count - 1) * 3)
        }
        #expect(marks.last?.milliseconds == 4_000)
        #expect(marks.last?.offset == UInt32(1_000 * chunk.utf8.count + ProviderStream.data(Self.finish).utf8.count))
    }
}
