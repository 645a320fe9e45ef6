// sources: GatewayWire
// sources: GatewayCore
// sources: GatewayCache/CacheKey.swift GatewayCache/Memory/AllocationSize.swift GatewayCache/Record GatewayCache/Seal
import NIOCore

/// Fuzz target for what becomes stored answers and what is read from the store: no bytes may trap, a record is read as it
/// was written, and how a stream is cut must change nothing.
///
/// The first byte chooses what the input is, the second the cuts; the rest is the input. Compiled together with the
/// sources named here into one module; see `run.sh`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard count >= 2 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let input = Array(bytes[2...])
    switch bytes[0] & 3 {
    case 0: RecordAgreement.checkEntry(input)
    case 1: RecordAgreement.checkPayload(input)
    case 2: RecordAgreement.checkStream(input, seed: bytes[1])
    default: RecordAgreement.checkAnswer(input)
    }
    return 0
}

/// What must hold for every input.
enum RecordAgreement {
    private static let key = CacheKey(a: 1, b: 2, c: 3, d: 4)
    private static let lifetime = RecordLifetime(storedAt: 9, freshMilliseconds: 60_000)
    private static let limit = 1 << 16

    /// Whether two records say the same.
    private static func isSame(_ one: CacheRecord, _ other: CacheRecord) -> Bool {
        one.form == other.form && one.status == other.status && one.lifetime == other.lifetime
            && one.origin == other.origin && one.finishReasons == other.finishReasons && one.marks == other.marks
            && one.body == other.body && one.usageEvent == other.usageEvent
    }

    /// Bytes from the store, which anybody may have written.
    static func checkEntry(_ bytes: [UInt8]) {
        let codec = RecordCodec(maxContentBytes: self.limit)
        if let record = try? codec.decode(ByteBuffer(bytes: bytes), for: self.key, scope: "acme") {
            self.checkRecord(record)
        }
        guard let root = try? RootKey(bytes: Array(1...32)),
            let ring = try? KeyRing([KeyRing.Named(id: "a", key: root)], active: "a")
        else { preconditionFailure("a root key is refused") }
        let sealing = RecordCodec(seal: RecordSeal(ring), maxContentBytes: self.limit)
        let opened = try? sealing.decode(ByteBuffer(bytes: bytes), for: self.key, scope: "acme")
        precondition(opened == nil, "an entry was sealed without the key")
    }

    /// A payload that a checksum or a tag has vouched for.
    static func checkPayload(_ bytes: [UInt8]) {
        let codec = RecordCodec(maxContentBytes: self.limit)
        guard let record = try? codec.readPayload(ByteBuffer(bytes: bytes)) else { return }
        precondition(record.storage.readableBytes <= self.limit + 64, "more is read than allowed")
        self.checkRecord(record)
    }

    /// A stream of any bytes, cut in any way.
    static func checkStream(_ bytes: [UInt8], seed: UInt8) {
        let whole = self.record([bytes])
        var pieces: [[UInt8]] = []
        var state = UInt32(seed) &* 2_654_435_761 &+ 1
        var place = 0
        while place < bytes.count {
            state = state &* 1_664_525 &+ 1_013_904_223
            let end = min(bytes.count, place + Int(state >> 24) % 23)
            pieces.append(Array(bytes[place..<end]))
            place = end
        }
        let cut = self.record(pieces)
        switch (whole, cut) {
        case (.failure(let fault), .failure(let cutFault)):
            precondition(fault == cutFault, "cuts give another fault")
        case (.success(let stream), .success(let cutStream)):
            precondition(stream.body == cutStream.body && stream.usageEvent == cutStream.usageEvent, "cuts count")
            precondition(stream.finishReasons == cutStream.finishReasons, "cuts give other ends")
            precondition(stream.usage == cutStream.usage, "cuts give another usage")
            let marks = cutStream.marks
            precondition(marks.allSatisfy { $0.offset <= cutStream.body.readableBytes }, "a mark lies outside the body")
            precondition(zip(marks, marks.dropFirst()).allSatisfy { $0.offset < $1.offset }, "marks are out of order")
            self.checkStored(cutStream)
        default:
            preconditionFailure("cuts decide whether a stream is stored")
        }
    }

    /// One text of any bytes.
    static func checkAnswer(_ bytes: [UInt8]) {
        for endpoint in [Endpoint.chatCompletions, .completions, .embeddings] {
            let origin = RecordOrigin(endpoint: endpoint)
            let record = CacheRecord(json: ByteBuffer(bytes: bytes), origin: origin, lifetime: self.lifetime)
            self.checkRecord(record)
            guard let stream = record.events(includeUsage: true) else { continue }
            var parser = EventStreamParser(maxEventBytes: stream.readableBytes)
            var last: [UInt8] = []
            parser.feed(stream.readableBytesSpan) { event in
                last = Array(event.data)
                guard last != Array("[DONE]".utf8) else { return }
                precondition((try? JSONScanner.validate(event.data.bytes)) != nil, "an event is no JSON")
            }
            precondition(last == Array("[DONE]".utf8), "a stream has no end")
        }
    }

    private static func record(_ pieces: [[UInt8]]) -> Result<RecordedStream, NotStorable> {
        var recorder = StreamRecorder(maxBytes: self.limit, maxMarks: 8)
        for (place, piece) in pieces.enumerated() {
            recorder.record(ByteBuffer(bytes: piece), atMilliseconds: place * 7)
        }
        return Result { () throws(NotStorable) in try recorder.finish() }
    }

    /// What is stored of a stream can be given again, and stored again as it is.
    private static func checkStored(_ stream: RecordedStream) {
        let origin = RecordOrigin(endpoint: .chatCompletions)
        let record = CacheRecord(stream: stream, origin: origin, lifetime: self.lifetime)
        self.checkRecord(record)
        guard let replay = record.events(includeUsage: true) else { preconditionFailure("a stream is no stream") }
        guard case .success(let again) = self.record([Array(replay.readableBytesView)]) else {
            preconditionFailure("a replay is not stored")
        }
        precondition(again.body == stream.body, "a replay has another body")
        precondition(again.usageEvent == stream.usageEvent, "a replay has another usage event")
    }

    /// A record can be asked anything, and is read as it was written.
    private static func checkRecord(_ record: CacheRecord) {
        _ = (record.events(includeUsage: false), record.events(includeUsage: true), record.memoryBytes)
        if record.form == .events, let text = record.json() {
            precondition((try? JSONScanner.validate(text.readableBytesSpan)) != nil, "a stream becomes no JSON")
        }
        let codec = RecordCodec(maxContentBytes: self.limit)
        guard let entry = try? codec.encode(record, for: self.key, scope: "acme") else { return }
        guard let read = try? codec.decode(entry, for: self.key, scope: "acme") else {
            preconditionFailure("what was written is not read")
        }
        precondition(self.isSame(read, record), "a record changes in the store")
    }
}
