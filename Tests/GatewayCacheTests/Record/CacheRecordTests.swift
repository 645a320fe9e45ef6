import GatewayCache
import GatewayCore
import GatewayWire
import NIOCore
import Testing

struct CacheRecordTests {
    private static let done = Array("data: [DONE]\n\n".utf8)

    private static func data(_ stream: ByteBuffer) -> [[UInt8]] {
        var parser = EventStreamParser(maxEventBytes: stream.readableBytes)
        var data: [[UInt8]] = []
        parser.feed(stream.readableBytesSpan) { event in
            if event.hasData { data.append(Array(event.data)) }
        }
        return data
    }

    @Test(arguments: ProviderStream.all)
    func `a recorded stream is replayed byte for byte`(stream: ProviderStream) throws {
        let record = try RecordFixture.stream(stream)
        #expect(record.form == .events)
        #expect(record.events(includeUsage: false)?.array == stream.body + Self.done)
        #expect(record.events(includeUsage: true)?.array == stream.body + (stream.usageEvent ?? []) + Self.done)
        #expect(record.body.array == stream.body)
        #expect(record.usageEvent?.array == stream.usageEvent)
    }

    @Test(arguments: ProviderStream.all)
    func `a recorded stream is the JSON reply that it amounts to`(stream: ProviderStream) throws {
        let json = try #require(try RecordFixture.stream(stream).json())
        #expect(try JSONValue.meaning(json.array) == JSONValue.meaning(Array(stream.json.utf8)))
        #expect(json == (try RecordFixture.stream(stream).json()))
    }

    @Test(arguments: ProviderStream.all)
    func `the JSON reply of a stream becomes a stream of the same meaning`(stream: ProviderStream) throws {
        let record = RecordFixture.json(stream.json, stream.endpoint)
        let hasUsage = stream.json.contains(#""usage":{"#)
        for includeUsage in [false, true] {
            let events = try #require(record.events(includeUsage: includeUsage))
            #expect(events.array.suffix(Self.done.count) == Self.done[...])
            let data = Self.data(events)
            let last = try #require(data.dropLast().last)
            var check = StreamCheck()
            let kind = last.withUnsafeBytes { check.note($0) }
            #expect(kind == (includeUsage && hasUsage ? .usageOnly : .chunk))

            // What the client sees can be recorded again, and amounts to the same reply.
            var recorder = StreamRecorder(maxBytes: 1 << 20)
            recorder.record(events, atMilliseconds: 0)
            let again = try recorder.finish()
            #expect(again.finishReasons == stream.finishReasons)
            let replayed = CacheRecord(
                stream: again,
                origin: RecordFixture.origin(stream.endpoint),
                lifetime: RecordFixture.lifetime
            )
            let reply = try JSONValue.meaning(try #require(replayed.json()).array)
            let expected = try JSONValue.meaning(Array(stream.json.utf8))
            #expect(reply == (includeUsage ? expected : expected.without("usage")))
        }
    }

    @Test func `a JSON reply is given as it is`() {
        let text = #" {"choices" : [{"message":{"content":"a"},"finish_reason":"stop"}]} "#
        let record = RecordFixture.json(text)
        #expect(record.json().map { String(buffer: $0) } == text)
        #expect(record.usageEvent == nil && record.marks.isEmpty && record.body == record.json())
    }

    @Test func `what cannot be told in the other form is not`() {
        #expect(RecordFixture.json(#"{"data":[{"embedding":[1]}]}"#, .embeddings).events(includeUsage: true) == nil)
        #expect(RecordFixture.json(#"{"error":{"message":"x"}}"#).events(includeUsage: false) == nil)
    }

    @Test func `a record does not hold on to the buffer that its bytes came in`() {
        var large = ByteBuffer(repeating: 0x20, count: 1 << 20)
        large.writeString("{}")
        large.moveReaderIndex(to: 1 << 20)
        let record = CacheRecord(json: large, origin: .init(endpoint: .embeddings), lifetime: RecordFixture.lifetime)
        #expect(record.memoryBytes < 1_024)
        #expect(record.body.storageCapacity < 64)
    }

    @Test func `memory grows with what is kept`() throws {
        let small = RecordFixture.json("{}").memoryBytes
        let large = RecordFixture.json(String(repeating: " ", count: 4_000) + "{}").memoryBytes
        #expect((3_980...4_080).contains(large - small))
        var origin = RecordFixture.origin()
        origin.tags += (0..<10).map { "a tag of some length, number \($0)" }
        let tagged = CacheRecord(json: ByteBuffer(string: "{}"), origin: origin, lifetime: RecordFixture.lifetime)
        #expect(tagged.memoryBytes - small > 10 * 45)
    }

    @Test func `an entry is kept for the longer of its two windows, and never overflows`() {
        let lifetime = RecordLifetime(storedAt: 0, freshMilliseconds: 100, staleErrorMilliseconds: .max)
        #expect(lifetime.keptMilliseconds == .max)
        let early = RecordLifetime(storedAt: .min, freshMilliseconds: -5, staleRevalidateMilliseconds: 7)
        #expect(early.keptMilliseconds == 7)
    }
}
