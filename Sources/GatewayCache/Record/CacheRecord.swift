import GatewayCore
import GatewayWire
package import NIOCore

/// One stored answer, for clients that want a stream as well as for those that want one JSON text.
///
/// Kept in the form in which it came: the JSON text, or the events as they went to the client, without comments,
/// without `[DONE]` and without the event that has nothing but usage. That form is replayed byte for byte; the other
/// one is made when it is asked for. Immutable, and shared between loops as it is.
///
/// All bytes lie in one buffer: the body, and of a stream the end mark and the usage event behind it, so that the
/// replay without usage is a slice.
package final class CacheRecord: Sendable {
    /// How it is kept.
    package let form: RecordForm
    /// Status of the reply.
    package let status: Int
    /// Where it came from.
    package let origin: RecordOrigin
    /// How long it may be given.
    package let lifetime: RecordLifetime
    /// Why each choice ended.
    package let finishReasons: [String]
    /// When how much of the stream was there; empty for JSON.
    package let marks: [RecordMark]

    /// Body, end mark and usage event.
    let storage: ByteBuffer
    let bodyCount: Int

    /// Creates a record of one JSON text.
    package init(
        json body: ByteBuffer,
        status: Int = 200,
        finishReasons: [String] = [],
        origin: RecordOrigin,
        lifetime: RecordLifetime
    ) {
        self.form = .json
        self.status = status
        self.origin = origin
        self.lifetime = lifetime
        self.finishReasons = finishReasons
        self.marks = []
        self.storage = Self.packed(body, nil, isStream: false)
        self.bodyCount = body.readableBytes
    }

    /// Creates a record of a stream.
    package init(
        stream: RecordedStream,
        status: Int = 200,
        origin: RecordOrigin,
        lifetime: RecordLifetime
    ) {
        self.form = .events
        self.status = status
        self.origin = origin
        self.lifetime = lifetime
        self.finishReasons = stream.finishReasons
        self.marks = stream.marks
        self.storage = Self.packed(stream.body, stream.usageEvent, isStream: true)
        self.bodyCount = stream.body.readableBytes
    }

    /// Creates a record whose bytes are packed already.
    ///
    /// - Returns: nil when the bytes are not what the form says.
    init?(
        _ form: RecordForm,
        storage: ByteBuffer,
        bodyCount: Int,
        status: Int,
        marks: [RecordMark],
        finishReasons: [String],
        origin: RecordOrigin,
        lifetime: RecordLifetime
    ) {
        self.form = form
        self.status = status
        self.origin = origin
        self.lifetime = lifetime
        self.finishReasons = finishReasons
        self.marks = marks
        self.storage = storage
        self.bodyCount = bodyCount
        switch form {
        case .json:
            guard bodyCount == storage.readableBytes else { return nil }
        case .events:
            let start = storage.readerIndex + bodyCount
            guard let mark = storage.viewBytes(at: start, length: EventStreamWriter.done.count),
                mark.elementsEqual(EventStreamWriter.done)
            else { return nil }
        }
    }

    /// The JSON text, or the events.
    package var body: ByteBuffer {
        self.slice(0..<self.bodyCount)
    }

    /// The event that has nothing but usage; nil if there was none.
    package var usageEvent: ByteBuffer? {
        let start = self.bodyCount + EventStreamWriter.done.count
        guard self.form == .events, start < self.storage.readableBytes else { return nil }
        return self.slice(start..<self.storage.readableBytes)
    }

    /// The whole stream for a client that wants one, `[DONE]` included.
    ///
    /// Costs nothing for a recorded stream without usage, a copy with it, and a conversion for JSON.
    ///
    /// - Parameter includeUsage: Whether the client asked for the usage event; it comes if the provider sent one.
    /// - Returns: nil where the answer cannot be told as a stream: embeddings, errors, sound.
    package func events(includeUsage: Bool) -> ByteBuffer? {
        guard self.form == .json else {
            let done = EventStreamWriter.done.count
            guard includeUsage, let usage = self.usageEvent else { return self.slice(0..<(self.bodyCount + done)) }
            var stream = ByteBuffer()
            stream.reserveCapacity(self.storage.readableBytes)
            stream.writeImmutableBuffer(self.body)
            stream.writeImmutableBuffer(usage)
            stream.writeBytes(EventStreamWriter.done)
            return stream
        }
        guard self.origin.endpoint.isStreamedText else { return nil }
        let storage = self.storage
        let events = ChatSplitter.events(
            of: storage.readableBytesSpan,
            isChat: self.origin.endpoint == .chatCompletions,
            includesUsage: includeUsage
        )
        guard let events else { return nil }
        var stream = ByteBuffer()
        stream.reserveCapacity(events.count + EventStreamWriter.done.count)
        stream.writeBytes(events)
        stream.writeBytes(EventStreamWriter.done)
        return stream
    }

    /// The whole answer for a client that wants one JSON text.
    ///
    /// Costs nothing for JSON and a conversion for a recorded stream.
    ///
    /// - Returns: nil where the stream cannot be put together: sound, or content that is no text.
    package func json() -> ByteBuffer? {
        guard self.form == .events else { return self.storage }
        guard self.origin.endpoint.isStreamedText else { return nil }
        var assembler = ChatAssembler(isChat: self.origin.endpoint == .chatCompletions)
        let body = self.body
        var parser = EventStreamParser(maxEventBytes: self.storage.readableBytes)
        parser.feed(body.readableBytesSpan) { event in
            if event.hasData { _ = assembler.add(event.data) }
        }
        if let usage = self.usageEvent {
            parser.feed(usage.readableBytesSpan) { event in
                if event.hasData { _ = assembler.add(event.data) }
            }
        }
        return assembler.finish().map { ByteBuffer(bytes: $0) }
    }

    /// Memory that the record takes, its parts and what the allocator adds to each included.
    package var memoryBytes: Int {
        var bytes = Self.ownBytes + AllocationSize.of(self.storage.storageCapacity)
        for text in [
            self.origin.group, self.origin.deployment, self.origin.provider, self.origin.model, self.origin.tenant,
        ] {
            bytes += Self.heapBytes(of: text)
        }
        for list in [self.origin.tags, self.finishReasons] where !list.isEmpty {
            bytes += AllocationSize.of(32 + list.count * MemoryLayout<String>.stride)
            bytes += list.reduce(0) { $0 + Self.heapBytes(of: $1) }
        }
        if !self.marks.isEmpty {
            bytes += AllocationSize.of(32 + self.marks.count * MemoryLayout<RecordMark>.stride)
        }
        return bytes
    }

    /// The object itself, behind a header of two words, and the object of its buffer.
    private static let ownBytes = {
        let words = MemoryLayout<(RecordForm, Int, Int)>.size + MemoryLayout<([String], [RecordMark], ByteBuffer)>.size
        let terms = MemoryLayout<RecordOrigin>.stride + MemoryLayout<RecordLifetime>.stride
        return AllocationSize.of(16 + words + terms) + AllocationSize.of(64)
    }()

    /// Texts of up to 15 bytes have no memory of their own. Equal names of a group may share theirs, which cannot be
    /// known here.
    private static func heapBytes(of text: String) -> Int {
        text.utf8.count > 15 ? AllocationSize.of(32 + text.utf8.count + 1) : 0
    }

    private func slice(_ range: Range<Int>) -> ByteBuffer {
        self.storage.getSlice(at: self.storage.readerIndex + range.lowerBound, length: range.count) ?? ByteBuffer()
    }

    private static func packed(_ body: ByteBuffer, _ usage: ByteBuffer?, isStream: Bool) -> ByteBuffer {
        // A copy: what comes in may be a small slice of a large read buffer.
        guard isStream else { return .exact([body]) }
        return .exact([body, self.done] + (usage.map { [$0] } ?? []))
    }

    private static let done = ByteBuffer(bytes: EventStreamWriter.done)
}
