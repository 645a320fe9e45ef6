import GatewayCore
import GatewayWire
import NIOCore

/// What a payload holds besides what every record has; one byte.
private struct PayloadParts: OptionSet {
    let rawValue: UInt8

    static let isStream = PayloadParts(rawValue: 1)
    static let isCompressed = PayloadParts(rawValue: 2)
    static let hasUsage = PayloadParts(rawValue: 4)
    static let hasCost = PayloadParts(rawValue: 8)
    static let hasFingerprint = PayloadParts(rawValue: 16)
    static let all: PayloadParts = [.isStream, .isCompressed, .hasUsage, .hasCost, .hasFingerprint]
}

/// Numbers of endpoints in payloads, which stay what they are whatever becomes of `Endpoint`.
extension Endpoint {
    fileprivate var payloadNumber: UInt8? {
        switch self {
        case .chatCompletions: 1
        case .completions: 2
        case .embeddings: 3
        case .passthrough: 4
        case .models, .model, .feedback, .health, .unknown, .admin: nil
        }
    }

    fileprivate init?(payloadNumber: UInt8) {
        let found = Endpoint.allCases.first { $0.payloadNumber == payloadNumber }
        guard let found else { return nil }
        self = found
    }
}

extension RecordCodec {
    func writePayload(of record: CacheRecord, to out: inout ByteBuffer) throws(EnvelopeError) {
        let origin = record.origin
        guard let endpoint = origin.endpoint.payloadNumber, record.marks.count <= RecordLimits.maxMarks else {
            throw .malformed
        }
        var parts: PayloadParts = record.form == .events ? .isStream : []
        if origin.usage != nil { parts.insert(.hasUsage) }
        if origin.cost != nil { parts.insert(.hasCost) }
        if origin.bodyFingerprint != nil { parts.insert(.hasFingerprint) }
        let start = out.writerIndex
        out.writeInteger(parts.rawValue)
        out.writeInteger(endpoint)
        out.writeCount(record.status)
        self.write(record.lifetime, to: &out)
        for name in [origin.group, origin.deployment, origin.provider, origin.model, origin.tenant] {
            try out.writeName(name)
        }
        try out.writeNames(origin.tags)
        try out.writeNames(record.finishReasons)
        if let usage = origin.usage {
            for count in [usage.input, usage.cachedInput, usage.cacheWrite, usage.output, usage.reasoning] {
                out.writeCount(count)
            }
        }
        if let cost = origin.cost {
            out.writeInteger(UInt64(truncatingIfNeeded: cost.femtoDollars), endianness: .little)
            out.writeInteger(Int64(truncatingIfNeeded: cost.femtoDollars >> 64), endianness: .little)
        }
        out.writeCount(origin.latencyNanoseconds)
        out.writeCount(origin.firstTokenNanoseconds)
        if let key = origin.bodyFingerprint {
            for word in [key.a, key.b, key.c, key.d] { out.writeInteger(word, endianness: .little) }
        }
        self.write(record.marks, to: &out)
        out.writeCount(record.bodyCount)
        out.writeCount(record.storage.readableBytes)
        if record.storage.readableBytes >= Self.compressibleBytes,
            self.compressor.compress(record.storage, savingPercent: Self.savingPercent, into: &out) != nil
        {
            parts.insert(.isCompressed)
            out.setInteger(parts.rawValue, at: start)
        } else {
            out.writeImmutableBuffer(record.storage)
        }
    }

    private func write(_ lifetime: RecordLifetime, to out: inout ByteBuffer) {
        out.writeInteger(lifetime.storedAt, endianness: .little)
        for span in [
            lifetime.freshMilliseconds, lifetime.staleRevalidateMilliseconds, lifetime.staleErrorMilliseconds,
        ] {
            out.writeCount(UInt64(clamping: span))
        }
    }

    /// Writes marks by what each adds to the one before, which is small.
    private func write(_ marks: [RecordMark], to out: inout ByteBuffer) {
        out.writeCount(marks.count)
        var last = RecordMark(offset: 0, milliseconds: 0)
        for mark in marks {
            out.writeCount(UInt64(mark.offset &- last.offset))
            out.writeCount(UInt64(mark.milliseconds &- last.milliseconds))
            last = mark
        }
    }

    func readPayload(_ payload: ByteBuffer) throws(EnvelopeError) -> CacheRecord {
        var reader = RecordFieldReader(payload)
        let parts = PayloadParts(rawValue: try reader.byte())
        guard parts.isSubset(of: .all), let endpoint = Endpoint(payloadNumber: try reader.byte()) else {
            throw .malformed
        }
        let status = try reader.count(atMost: 999)
        let lifetime = RecordLifetime(
            storedAt: try reader.integer(Int64.self),
            freshMilliseconds: Int64(clamping: try reader.count64()),
            staleRevalidateMilliseconds: Int64(clamping: try reader.count64()),
            staleErrorMilliseconds: Int64(clamping: try reader.count64())
        )
        var origin = RecordOrigin(endpoint: endpoint)
        origin.group = try reader.name()
        origin.deployment = try reader.name()
        origin.provider = try reader.name()
        origin.model = try reader.name()
        origin.tenant = try reader.name()
        origin.tags = try reader.names()
        let finishReasons = try reader.names()
        if parts.contains(.hasUsage) { origin.usage = try Self.readUsage(&reader) }
        if parts.contains(.hasCost) {
            let low = try reader.integer(UInt64.self)
            let high = try reader.integer(Int64.self)
            origin.cost = Cost(femtoDollars: Int128(high) << 64 | Int128(low))
        }
        origin.latencyNanoseconds = try reader.count64()
        origin.firstTokenNanoseconds = try reader.count64()
        if parts.contains(.hasFingerprint) {
            let (a, b) = (try reader.integer(UInt64.self), try reader.integer(UInt64.self))
            let (c, d) = (try reader.integer(UInt64.self), try reader.integer(UInt64.self))
            origin.bodyFingerprint = CacheKey(a: a, b: b, c: c, d: d)
        }
        let marks = try Self.readMarks(&reader)
        let limit = self.maxContentBytes + EventStreamWriter.done.count
        let bodyCount = try reader.count(atMost: limit)
        let count = try reader.count(atMost: limit)
        let record = CacheRecord(
            parts.contains(.isStream) ? .events : .json,
            storage: try self.readContent(reader.rest, count, isCompressed: parts.contains(.isCompressed)),
            bodyCount: bodyCount,
            status: status,
            marks: marks,
            finishReasons: finishReasons,
            origin: origin,
            lifetime: lifetime
        )
        guard let record, Int(marks.last?.offset ?? 0) <= bodyCount else { throw .malformed }
        return record
    }

    private func readContent(_ rest: ByteBuffer, _ count: Int, isCompressed: Bool) throws(EnvelopeError) -> ByteBuffer {
        guard !isCompressed else { return try self.compressor.decompress(rest, count: count) }
        guard rest.readableBytes == count else { throw .malformed }
        // A copy, for the record would hold on to the buffer that was read from the network.
        return .exact([rest])
    }

    private static func readUsage(_ reader: inout RecordFieldReader) throws(EnvelopeError) -> TokenUsage {
        var usage = TokenUsage()
        usage.input = try reader.count(atMost: .max)
        usage.cachedInput = try reader.count(atMost: .max)
        usage.cacheWrite = try reader.count(atMost: .max)
        usage.output = try reader.count(atMost: .max)
        usage.reasoning = try reader.count(atMost: .max)
        return usage
    }

    private static func readMarks(_ reader: inout RecordFieldReader) throws(EnvelopeError) -> [RecordMark] {
        let count = try reader.count(atMost: RecordLimits.maxMarks)
        var marks: [RecordMark] = []
        marks.reserveCapacity(count)
        var last = RecordMark(offset: 0, milliseconds: 0)
        for _ in 0..<count {
            let offset = UInt64(last.offset) + UInt64(try reader.count(atMost: Int(UInt32.max)))
            let time = UInt64(last.milliseconds) + UInt64(try reader.count(atMost: Int(UInt32.max)))
            guard offset <= UInt64(UInt32.max), time <= UInt64(UInt32.max) else { throw .malformed }
            last = RecordMark(offset: UInt32(offset), milliseconds: UInt32(time))
            marks.append(last)
        }
        return marks
    }
}
