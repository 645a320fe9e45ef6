import GatewayWire

/// What a parse of some bytes came to, as values that can be compared.
enum HTTP1Outcome<View: Equatable & Sendable>: Equatable, Sendable {
    case accepted(View)
    case refused(HTTPRefusal)
    case incomplete

    var refusal: HTTPRefusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }

    var view: View? {
        if case .accepted(let view) = self { view } else { nil }
    }
}

/// One field as text.
struct HTTP1FieldView: Equatable, Sendable {
    let known: HeaderName
    let name: String
    let value: String
    let line: String
}

/// Everything that a request head says.
struct HTTP1RequestView: Equatable, Sendable {
    let method: HTTPMethod
    let methodText: String
    let target: String
    let path: String
    let isHTTP10: Bool
    let body: BodyFraming
    let keepAlive: Bool
    let expectsContinue: Bool
    let headLength: Int
    let fields: [HTTP1FieldView]
}

/// Everything that a response head says.
struct HTTP1ResponseView: Equatable, Sendable {
    let status: Int
    let reason: String
    let isHTTP10: Bool
    let body: ResponseFraming
    let keepAlive: Bool
    let headLength: Int
    let fields: [HTTP1FieldView]
}

/// What a chunked body came to.
struct HTTP1BodyView: Equatable, Sendable {
    let payload: [UInt8]
    let consumed: Int
}

/// Runs the framer over bytes that arrive in given portions.
enum HTTP1Probe {
    static func text(_ bytes: [UInt8], _ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    static func fields(_ fields: ContiguousArray<HeaderField>, _ bytes: [UInt8]) -> [HTTP1FieldView] {
        fields.map {
            HTTP1FieldView(
                known: $0.name,
                name: self.text(bytes, $0.nameRange),
                value: self.text(bytes, $0.valueRange),
                line: self.text(bytes, $0.line)
            )
        }
    }

    /// Parses a request whose bytes have arrived up to each of `ends` in turn; `head` is reset first.
    static func request(
        _ bytes: [UInt8],
        ends: [Int],
        limits: HTTPLimits = HTTPLimits(),
        reusing head: inout HTTPRequestHead
    ) -> HTTP1Outcome<HTTP1RequestView> {
        head.reset()
        do throws(HTTPRefusal) {
            for end in ends {
                guard try head.parse(bytes.span.bytes.extracting(0..<end), limits: limits) else { continue }
                return .accepted(
                    HTTP1RequestView(
                        method: head.method,
                        methodText: self.text(bytes, head.methodRange),
                        target: self.text(bytes, head.target),
                        path: self.text(bytes, head.path),
                        isHTTP10: head.isHTTP10,
                        body: head.body,
                        keepAlive: head.keepAlive,
                        expectsContinue: head.expectsContinue,
                        headLength: head.headLength,
                        fields: self.fields(head.fields, bytes)
                    )
                )
            }
            return .incomplete
        } catch {
            return .refused(error)
        }
    }

    /// Parses a response whose bytes have arrived up to each of `ends` in turn; `head` is reset first.
    static func response(
        _ bytes: [UInt8],
        ends: [Int],
        limits: HTTPLimits = HTTPLimits(),
        forHEAD: Bool = false,
        reusing head: inout HTTPResponseHead
    ) -> HTTP1Outcome<HTTP1ResponseView> {
        head.reset()
        do throws(HTTPRefusal) {
            for end in ends {
                let span = bytes.span.bytes.extracting(0..<end)
                guard try head.parse(span, limits: limits, forHEAD: forHEAD) else { continue }
                return .accepted(
                    HTTP1ResponseView(
                        status: head.status,
                        reason: self.text(bytes, head.reason),
                        isHTTP10: head.isHTTP10,
                        body: head.body,
                        keepAlive: head.keepAlive,
                        headLength: head.headLength,
                        fields: self.fields(head.fields, bytes)
                    )
                )
            }
            return .incomplete
        } catch {
            return .refused(error)
        }
    }

    /// Decodes a chunked body whose bytes arrive in portions that end at each of `ends`.
    static func chunked(
        _ bytes: [UInt8],
        ends: [Int],
        limits: HTTPLimits = HTTPLimits()
    ) -> HTTP1Outcome<HTTP1BodyView> {
        var decoder = ChunkedDecoder(limits: limits)
        var payload: [UInt8] = []
        var start = 0
        do throws(HTTPRefusal) {
            for end in ends {
                let portion = bytes.span.bytes.extracting(start..<end)
                var offset = 0
                portion: while true {
                    switch try decoder.next(portion, from: offset) {
                    case .data(let range):
                        payload += bytes[(start + range.lowerBound)..<(start + range.upperBound)]
                        offset = range.upperBound
                    case .needMore:
                        break portion
                    case .end(let consumed):
                        return .accepted(HTTP1BodyView(payload: payload, consumed: start + consumed))
                    }
                }
                start = end
            }
            return .incomplete
        } catch {
            return .refused(error)
        }
    }

    /// Ways in which `count` bytes may arrive: whole, in two at every point, and one by one.
    static func arrivals(_ count: Int) -> [[Int]] {
        [[count]] + (0...count).map { [$0, count] } + [Array(1...max(count, 1)).filter { $0 <= count }]
    }

    /// The outcome, if it is the same for each way of arrival; else nil.
    static func request(_ bytes: [UInt8], limits: HTTPLimits = HTTPLimits()) -> HTTP1Outcome<HTTP1RequestView>? {
        var head = HTTPRequestHead()
        return self.agreed(bytes.count) { self.request(bytes, ends: $0, limits: limits, reusing: &head) }
    }

    /// The outcome, if it is the same for each way of arrival; else nil.
    static func response(
        _ bytes: [UInt8],
        limits: HTTPLimits = HTTPLimits(),
        forHEAD: Bool = false
    ) -> HTTP1Outcome<HTTP1ResponseView>? {
        var head = HTTPResponseHead()
        return self.agreed(bytes.count) {
            self.response(bytes, ends: $0, limits: limits, forHEAD: forHEAD, reusing: &head)
        }
    }

    /// The outcome, if it is the same for each way of arrival; else nil.
    static func chunked(_ bytes: [UInt8], limits: HTTPLimits = HTTPLimits()) -> HTTP1Outcome<HTTP1BodyView>? {
        self.agreed(bytes.count) { self.chunked(bytes, ends: $0, limits: limits) }
    }

    private static func agreed<View>(
        _ count: Int,
        _ run: ([Int]) -> HTTP1Outcome<View>
    ) -> HTTP1Outcome<View>? {
        let whole = run([count])
        return self.arrivals(count).allSatisfy { run($0) == whole } ? whole : nil
    }
}

/// Generator of reproducible chance for the HTTP/1 tests.
struct HTTP1Chance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
