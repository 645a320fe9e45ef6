import GatewayWire
import NIOCore

/// What requests must have in common to share a call: everything but their inputs.
struct BatchKind: Hashable {
    /// Snapshot that their exchanges keep.
    var snapshot: Int
    /// Model group.
    var group: Int
    /// Deployment that is asked.
    var target: Int
    /// What the inputs are: texts do not mix with token numbers.
    var form: EmbeddingRequestSplit.Form
    /// The body in canonical form without its inputs: model, format, dimensions and user included.
    var body: [UInt8]
    /// Header lines that the provider may understand.
    var lines: [UInt8]
}

/// Finds the kind of a request; one per loop, since it keeps its scratch memory.
struct BatchKindReader: ~Copyable {
    /// Names that say nothing about the answer, of those that have no place of their own among `HeaderName`.
    private static let neutral: Set<String> = [
        "accept-language", "baggage", "b3", "dnt", "openai-organization", "openai-project", "origin", "pragma",
        "priority", "referer", "x-real-ip", "x-client-request-id", "x-amzn-trace-id", "x-cloud-trace-context",
    ]
    private static let neutralPrefixes = ["sec-", "x-b3-", "x-envoy-", "x-datadog-"]
    /// Scratch memory that is kept between requests.
    private static let retainedBytes = 16 << 10

    private var canonical = CanonicalJSON()
    private var scratch = ByteScratch(capacity: 512)

    /// The kind of a request; nil where it can be no part of a shared call.
    mutating func kind(
        of exchange: Exchange,
        on target: Target,
        _ group: GroupPlan,
        _ split: EmbeddingRequestSplit
    ) -> BatchKind? {
        guard let lines = Self.lines(of: exchange.head), let body = self.frame(of: exchange, split) else { return nil }
        return BatchKind(
            snapshot: exchange.snapshot.version,
            group: group.index,
            target: target.index,
            form: split.form,
            body: body,
            lines: lines
        )
    }

    /// The body without its inputs, in canonical form; nil where it has a doubtful meaning.
    private mutating func frame(of exchange: Exchange, _ split: EmbeddingRequestSplit) -> [UInt8]? {
        // The inputs are most of the body and were scanned before: null stands for them here.
        let bytes = exchange.body
        var frame: [UInt8] = []
        bytes.withUnsafeReadableBytes { bytes in
            frame.reserveCapacity(bytes.count - split.input.count + 4)
            frame.append(contentsOf: bytes[..<split.input.lowerBound])
            frame.append(contentsOf: "null".utf8)
            frame.append(contentsOf: bytes[split.input.upperBound...])
        }
        self.scratch.reset(retaining: Self.retainedBytes)
        guard let outcome = try? self.canonical.append(frame.span.bytes, to: &self.scratch), !outcome.hasDuplicates
        else { return nil }
        return self.scratch.withUnsafeBytes { Array($0) }
    }

    /// The lines of a head that a provider may understand; nil where one is for a single request.
    private static func lines(of head: RequestHead) -> [UInt8]? {
        var lines: [UInt8] = []
        for field in head.parsed.fields {
            switch field.name {
            case .idempotencyKey, .contentEncoding, .expect:
                return nil
            case .cacheControl, .date:
                continue
            case .other:
                let name = head.bytes.text(field.nameRange).lowercased()
                guard !Self.neutral.contains(name), !Self.neutralPrefixes.contains(where: { name.hasPrefix($0) }) else {
                    continue
                }
                lines += name.utf8
                lines += ": ".utf8
                lines += head.bytes.text(field.valueRange).utf8
                lines += "\r\n".utf8
            default:
                continue
            }
        }
        return lines
    }
}
