import NIOCore
import Testing

@testable import GatewayCache

@Suite struct CacheStatusTests {
    private static func text(_ status: CacheStatus) -> String {
        var buffer = ByteBuffer()
        status.write(to: &buffer)
        return String(buffer: buffer)
    }

    private static func status(
        _ outcome: CacheStatus.Outcome,
        ttl: Int64? = nil,
        detail: StaticString? = nil,
        _ set: (inout CacheStatus) -> Void = { _ in }
    ) -> CacheStatus {
        var status = CacheStatus(outcome, ttl: ttl, detail: detail)
        set(&status)
        return status
    }

    static let examples: [(CacheStatus, String)] = [
        (status(.hit), "signalbox; hit"),
        (status(.hit, ttl: 376, detail: "exact"), "signalbox; hit; ttl=376; detail=exact"),
        (status(.hit, ttl: -412, detail: "stale_if_error"), "signalbox; hit; ttl=-412; detail=stale_if_error"),
        (status(.hit, detail: "coalesced") { $0.isCollapsed = true }, "signalbox; hit; collapsed; detail=coalesced"),
        (status(.forwarded(.uriMiss)) { $0.isCollapsed = true }, "signalbox; fwd=uri-miss; collapsed"),
        (
            status(.forwarded(.miss), ttl: 0) {
                $0.forwardStatus = 200
                $0.isStored = true
                $0.key = #"a"b\c"#
            },
            #"signalbox; fwd=miss; fwd-status=200; ttl=0; stored; key="a\"b\\c""#
        ),
        (status(.forwarded(.bypass), detail: "not_deterministic"), "signalbox; fwd=bypass; detail=not_deterministic"),
        (status(.unanswered, detail: "only-if-cached"), "signalbox; detail=only-if-cached"),
    ]

    @Test(arguments: examples)
    func `a status is written`(_ status: CacheStatus, _ expected: String) throws {
        #expect(Self.text(status) == expected)
        #expect(try StructuredFields.list(expected).count == 1)
    }

    @Test(arguments: CacheStatus.Forward.allCases)
    func `every reason to forward is one of the RFC's`(_ forward: CacheStatus.Forward) throws {
        let known = ["bypass", "method", "uri-miss", "vary-miss", "miss", "request", "stale", "partial"]
        let member = try #require(try StructuredFields.list(Self.text(CacheStatus(.forwarded(forward)))).first)
        guard case .token(let token)? = member.parameters["fwd"] else {
            Issue.record("\(member)")
            return
        }
        #expect(known.contains(token))
        #expect(member.parameters["hit"] == nil)
    }

    @Test(arguments: CacheRefusal.allCases)
    func `every reason of ours is a token`(_ refusal: CacheRefusal) throws {
        let text = Self.text(CacheStatus(.forwarded(.bypass), detail: refusal.label))
        let member = try #require(try StructuredFields.list(text).first)
        #expect(member.parameters["detail"] == .token(refusal.label.description))
    }

    @Test func `reasons have names of their own`() {
        #expect(Set(CacheRefusal.allCases.map(\.label.description)).count == CacheRefusal.allCases.count)
    }

    /// Whatever the values, what is written is read back as what was meant.
    @Test(arguments: [21, 22] as [UInt64])
    func `a status is a structured field`(_ seed: UInt64) throws {
        var chance = PolicyChance(seed: seed)
        for _ in 0..<2_000 {
            var status = CacheStatus(.hit)
            if Bool.random(using: &chance) {
                let forward = CacheStatus.Forward.allCases.randomElement(using: &chance) ?? .miss
                status.outcome = .forwarded(forward)
            }
            if Bool.random(using: &chance) { status.ttl = Int64(bitPattern: chance.next()) >> (chance.next() & 63) }
            if Bool.random(using: &chance) { status.forwardStatus = Int.random(in: 100...599, using: &chance) }
            status.isStored = Bool.random(using: &chance)
            status.isCollapsed = Bool.random(using: &chance)
            if Bool.random(using: &chance) {
                let bytes = (0..<Int.random(in: 0...20, using: &chance)).map { _ in
                    UInt8.random(in: 0...255, using: &chance)
                }
                status.key = String(decoding: bytes, as: UTF8.self)
            }
            let text = Self.text(status)
            let members = try StructuredFields.list(text)
            #expect(members.count == 1 && members.first?.item == .token("signalbox"), "seed \(seed): \(text)")
            let parameters = members.first?.parameters ?? [:]
            #expect((parameters["hit"] == .boolean(true)) == (status.outcome == .hit), "seed \(seed): \(text)")
            #expect((parameters["hit"] == nil) != (parameters["fwd"] == nil), "seed \(seed): \(text)")
            #expect((parameters["stored"] == .boolean(true)) == status.isStored, "seed \(seed): \(text)")
            #expect((parameters["collapsed"] == .boolean(true)) == status.isCollapsed, "seed \(seed): \(text)")
            #expect((parameters["ttl"] != nil) == (status.ttl != nil), "seed \(seed): \(text)")
            if let ttl = status.ttl, abs(Double(ttl)) < 1e15 {
                #expect(parameters["ttl"] == .integer(Int(ttl)), "seed \(seed): \(text)")
            }
            #expect(
                parameters["fwd-status"] == status.forwardStatus.map { .integer($0) },
                "seed \(seed): \(text)"
            )
            #expect((parameters["key"] != nil) == (status.key != nil), "seed \(seed): \(text)")
        }
    }

    @Test func `behind the provider's line ours is last in the list`() throws {
        var buffer = ByteBuffer(string: "cache-status: OriginCache; hit; ttl=1100, \"CDN A\"; fwd=uri-miss\r\n")
        CacheStatus(.forwarded(.miss), ttl: 60).writeLine(to: &buffer)
        let text = String(buffer: buffer)
        #expect(text.hasSuffix("\r\ncache-status: signalbox; fwd=miss; ttl=60\r\n"))
        let values = text.split(separator: "\r\n").map { $0.dropFirst("Cache-Status: ".count) }
        let members = try StructuredFields.list(values.joined(separator: ", "))
        #expect(members.map(\.item) == [.token("OriginCache"), .string("CDN A"), .token("signalbox")])
    }

    @Test(
        arguments: [
            (0, 0), (999, 0), (1_000, 1), (61_999, 61), (-5, 0), (Int64.max, 2_147_483_648),
        ] as [(Int64, Int64)]
    )
    func `age is in whole seconds and never negative`(_ milliseconds: Int64, _ expected: Int64) {
        #expect(CacheStatus.age(milliseconds: milliseconds) == expected)
    }

    @Test(arguments: [
        "", "a", "a, b", "a;x", "a; x=1; y=\"q\\\"\";z=?0", "\"s\"", "-12", "a;x=*tok:/",
    ])
    func `the parser of this test reads lists`(_ text: String) throws {
        _ = try StructuredFields.list(text)
    }

    @Test(arguments: [
        "a,", ",a", "a b", "a; X=1", "a;x=", "\"open", "\"\\x\"", "1234567890123456", "a ;x", "?2", "ä",
        "a;x=\"\u{7F}\"",
    ])
    func `the parser of this test refuses what is none`(_ text: String) {
        #expect(throws: StructuredFields.Malformed.self) { try StructuredFields.list(text) }
    }
}
