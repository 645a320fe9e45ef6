import CEL
import GatewayCore
import GatewayWire
import NIOCore

/// A request as conditions see it: each variable is worked out when a condition first asks for it.
///
/// Confined to its loop, and used again for each request.
final class RequestFacts: CELActivation {
    private let reader: ContentReader
    private let scratch = ContentReader.Scratch()
    private let seed: UInt64
    private let wallClock: @Sendable () -> UInt64
    private var exchange: Exchange?
    private var reading: RequestReading?
    private var family = TokenFamily.unknown
    /// What the condition that runs may ask of the content: read together, since one scan serves several.
    private var wants: ContentWants = []

    init(_ reader: ContentReader, seed: UInt64, wallClock: @escaping @Sendable () -> UInt64) {
        self.reader = reader
        self.seed = seed
        self.wallClock = wallClock
    }

    func begin(_ exchange: Exchange, _ reading: RequestReading, family: TokenFamily) {
        self.exchange = exchange
        self.reading = reading
        self.family = family
    }

    func end() {
        self.exchange = nil
        self.reading = nil
    }

    /// Whether a condition holds; one that fails to run does not.
    func holds(_ condition: RuleCondition) -> Bool {
        self.wants = condition.content
        do throws(CELEvaluationError) {
            return try condition.program.matches(self)
        } catch {
            self.reading?.faults += 1
            return false
        }
    }

    /// Reads of the content what is not known yet.
    func read(_ wants: ContentWants) {
        guard let exchange = self.exchange, let reading = self.reading, let scan = exchange.scan else { return }
        let missing = wants.subtracting(reading.content.known)
        guard !missing.isEmpty else { return }
        let found = self.reader.read(
            missing,
            of: exchange.body,
            scan: scan,
            outline: self.outline(reading, exchange),
            family: self.family,
            with: self.scratch
        )
        reading.content.take(found)
    }

    /// What the request's form tells.
    func outline(_ reading: RequestReading, _ exchange: Exchange) -> RequestOutline {
        if let known = reading.outline {
            return known
        }
        let outline = Self.outline(of: exchange, seed: self.seed)
        reading.outline = outline
        return outline
    }

    static func outline(of exchange: Exchange, seed: UInt64) -> RequestOutline {
        guard let scan = exchange.scan else { return RequestOutline(.other) }
        let body = exchange.body
        return RequestOutline.read(
            body.readableBytesSpan,
            scan: scan,
            endpoint: exchange.endpoint.requestEndpoint,
            seed: seed
        )
    }

    // MARK: Variables

    func value(_ slot: Int) -> CELValue {
        guard let variable = RuleVariable(rawValue: slot), let exchange = self.exchange, let reading = self.reading
        else { return .null }
        if !variable.content.isEmpty {
            self.read(self.wants.union(variable.content))
            return Self.value(variable, of: reading.content)
        }
        switch variable {
        case .model: return .string(exchange.model)
        case .endpoint: return .string(exchange.endpoint.label.description)
        case .stream: return .bool(exchange.isStream)
        case .maxTokens: return .int(Int64(exchange.scan?.maxTokens ?? 0))
        case .tenant: return .string(exchange.caller?.tenant ?? "")
        case .key: return .string(exchange.caller?.name ?? "")
        case .tags: return .strings(exchange.head.tags)
        case .user: return .string(self.user(exchange))
        case .session: return .string(exchange.head.joined("x-signalbox-session") ?? "")
        case .region: return .string(exchange.head.joined("x-signalbox-region") ?? "")
        case .priority: return .string(["low", "normal", "high"][min(max(exchange.priority, 0), 2)])
        case .latencySensitive: return .bool(Self.isLatencySensitive(exchange))
        case .headers: return .map(Self.headers(exchange))
        case .now: return self.now.map { .timestamp($0) } ?? .null
        case .prompt: return .string(self.prompt(exchange, reading))
        default: return Self.value(variable, of: self.outline(reading, exchange))
        }
    }

    private static func value(_ variable: RuleVariable, of content: ContentSignals) -> CELValue {
        switch variable {
        case .task: .string(content.task?.name ?? "")
        case .taskConfidence: .double(content.taskConfidence)
        case .language: .string(content.language?.code ?? "unknown")
        case .languageConfidence: .double(content.languageConfidence)
        case .complexity: .double(content.complexity ?? 0)
        case .tokens: .int(Int64(content.tokens?.tokens ?? 0))
        default: .null
        }
    }

    private static func value(_ variable: RuleVariable, of outline: RequestOutline) -> CELValue {
        let features = outline.features
        switch variable {
        case .turns: return .int(Int64(outline.conversation.turns))
        case .messages: return .int(Int64(outline.conversation.messageCount))
        case .hasSystem: return .bool(outline.conversation.hasInstructions)
        case .promptBytes: return .int(Int64(outline.textBytes))
        case .images: return .int(Int64(outline.imageCount))
        case .needs: return .strings(features.names)
        case .tools: return .bool(features.contains(.tools))
        case .parallelTools: return .bool(features.contains(.parallelTools))
        case .vision: return .bool(features.contains(.vision))
        case .audio: return .bool(features.contains(.audio))
        case .files: return .bool(features.contains(.files))
        case .jsonSchema: return .bool(features.contains(.jsonSchema))
        case .jsonObject: return .bool(features.contains(.jsonObject))
        case .reasoning: return .string(outline.effort.map { $0.label.description } ?? "")
        case .logprobs: return .bool(features.contains(.logprobs))
        default: return .null
        }
    }

    private func prompt(_ exchange: Exchange, _ reading: RequestReading) -> String {
        self.text(self.outline(reading, exchange).prompt, of: exchange)
    }

    private func text(_ value: Range<Int>?, of exchange: Exchange) -> String {
        let body = exchange.body
        self.scratch.text.read(value, in: body.readableBytesSpan)
        return self.scratch.text.withText { String(decoding: $0, as: UTF8.self) }
    }

    private func user(_ exchange: Exchange) -> String {
        guard let range = exchange.scan?.user else { return "" }
        return self.text(range, of: exchange)
    }

    private var now: CELTimestamp? {
        let nanoseconds = self.wallClock()
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return CELTimestamp(seconds: Int64(seconds), nanoseconds: Int64(rest))
    }

    /// Whether somebody waits for the first token.
    static func isLatencySensitive(_ exchange: Exchange) -> Bool {
        var wish: LatencyWish?
        var tags: [String] = []
        if exchange.head.parsed.contains(.signalbox) {
            wish = LatencyWish(in: exchange.head)
            tags = exchange.head.tags
        }
        return LatencySensitivity.isSensitive(
            wish: wish,
            tags: tags,
            endpoint: exchange.endpoint,
            isStream: exchange.isStream
        )
    }

    /// Headers whose values conditions never see.
    private static let secret: Set<String> = [
        "authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "x-goog-api-key",
    ]

    /// The headers, names in lower case; of several with one name the first counts.
    private static func headers(_ exchange: Exchange) -> CELMap {
        let head = exchange.head
        var entries: [(String, String)] = []
        for field in head.parsed.fields.prefix(RuleVariable.headers.maxSize ?? 64) {
            let name = head.bytes.text(field.nameRange).lowercased()
            guard !Self.secret.contains(name) else { continue }
            entries.append((name, head.bytes.text(field.valueRange)))
        }
        return CELMap(strings: entries)
    }
}

extension ContentSignals {
    /// Takes what another reading has found.
    mutating func take(_ other: ContentSignals) {
        if let task = other.task {
            self.task = task
            self.taskConfidence = other.taskConfidence
        }
        if let language = other.language {
            self.language = language
            self.languageConfidence = other.languageConfidence
        }
        self.complexity = other.complexity ?? self.complexity
        self.tokens = other.tokens ?? self.tokens
    }
}
