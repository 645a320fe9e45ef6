import GatewayWire
import Testing

struct RequestPatchTests {
    private static func patched(
        _ text: String,
        model: String? = nil,
        usage: Bool = false,
        cuts: Bool = true
    ) throws -> String {
        let body = Array(text.utf8)
        let scan = try RequestScan.scan(body.span.bytes, for: .other)
        let patch = JSONPatch(
            scan,
            quotedModel: model.map { JSONWriter.quoted($0) },
            asksForUsage: usage,
            cutsGatewayFields: cuts
        )
        let bytes = patch.applied(to: body.span.bytes)
        #expect(bytes.count == patch.patchedCount(of: body.count))
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [
        (#"{"model":"a"}"#, #"{"stream_options":{"include_usage":true},"model":"a"}"#),
        (#" { "model" : "a" } "#, #" {"stream_options":{"include_usage":true}, "model" : "a" } "#),
        (#"{"stream_options":{}}"#, #"{"stream_options":{"include_usage":true}}"#),
        (#"{"stream_options":{ "a":1}}"#, #"{"stream_options":{"include_usage":true, "a":1}}"#),
        (#"{"stream_options":{"include_usage":false}}"#, #"{"stream_options":{"include_usage":true}}"#),
        (#"{"stream_options":{"include_usage": null ,"b":2}}"#, #"{"stream_options":{"include_usage": true ,"b":2}}"#),
        (#"{"stream_options":{"include_usage":true}}"#, #"{"stream_options":{"include_usage":true}}"#),
        (#"{"stream_options": null}"#, #"{"stream_options": {"include_usage":true}}"#),
        (#"{"stream_options":7}"#, #"{"stream_options":7}"#),
        (#"{}"#, #"{"stream_options":{"include_usage":true}}"#),
        (#"{"signalbox":1}"#, #"{"stream_options":{"include_usage":true}}"#),
        (#"{"signalbox":1,"a":2}"#, #"{"stream_options":{"include_usage":true},"a":2}"#),
    ])
    func `usage is asked for with the least change`(text: String, expected: String) throws {
        #expect(try Self.patched(text, usage: true) == expected)
    }

    @Test(arguments: [
        (#"{"signalbox":1}"#, "{}"),
        (#"{ "signalbox" : {"a":[1,2]} }"#, "{  }"),
        (#"{"signalbox":1,"a":2}"#, #"{"a":2}"#),
        (#"{"signalbox":1 , "a":2}"#, #"{"a":2}"#),
        (#"{"a":2,"signalbox":1}"#, #"{"a":2}"#),
        (#"{"a":2 , "signalbox_tag":"x" }"#, #"{"a":2 }"#),
        (#"{"signalbox":1,"signalbox_b":2}"#, "{}"),
        (#"{"signalbox":1,"signalbox_b":2,"a":3}"#, #"{"a":3}"#),
        (#"{"a":1,"signalbox":1,"signalbox_b":2}"#, #"{"a":1}"#),
        (#"{"a":1,"signalbox":1,"b":2,"signalbox_b":2,"c":3}"#, #"{"a":1,"b":2,"c":3}"#),
        (#"{"signal\u0062ox":1,"a":1}"#, #"{"a":1}"#),
        (#"{"a":{"signalbox":1}}"#, #"{"a":{"signalbox":1}}"#),
        (#"{"signalbo":1}"#, #"{"signalbo":1}"#),
    ])
    func `the gateway's own fields go with one comma each`(text: String, expected: String) throws {
        #expect(try Self.patched(text) == expected)
        #expect(try Self.patched(text, cuts: false) == text)
    }

    @Test func `the model is replaced with its quotes`() throws {
        #expect(
            try Self.patched(#"{"a":1, "model" : "x\n" ,"b":"x"}"#, model: "y\"z")
                == #"{"a":1, "model" : "y\"z" ,"b":"x"}"#
        )
        #expect(try Self.patched(#"{"a":1}"#, model: "y") == #"{"a":1}"#)
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `only the intended members change, and all other bytes stay`(seed: UInt64) throws {
        var random = WireRandom(seed: seed)
        for _ in 0..<300 {
            var members = [#""model":"old""#]
            for _ in 0..<random.below(5) { members.append(random.jsonString() + ": " + random.json()) }
            for number in 0..<random.below(4) { members.append("\"signalbox_\(number)\" :" + random.json()) }
            if random.below(2) == 0 { members.append(#""stream_options":{"include_usage":false,"x":[]}"#) }
            members.shuffle(using: &random)
            let separator = [",", " , ", ",\n"][random.below(3)]
            let text = "{" + members.joined(separator: separator) + "}"
            let body = Array(text.utf8)
            guard let scan = try? RequestScan.scan(body.span.bytes, for: .other) else { continue }
            let patch = JSONPatch(scan, quotedModel: Array(#""new""#.utf8), asksForUsage: true)
            let result = patch.applied(to: body.span.bytes)

            let before = try JSONValue.parse(body.span.bytes).members ?? []
            let after = try JSONValue.parse(result.span.bytes)
            var expected = before.filter { !$0.name.hasPrefix("signalbox") }.map { member in
                switch member.name {
                case "model": JSONValue.Member("model", .string("new"))
                case "stream_options":
                    JSONValue.Member(
                        "stream_options",
                        .object([.init("include_usage", .bool(true)), .init("x", .array([]))])
                    )
                default: member
                }
            }
            if !before.contains(where: { $0.name == "stream_options" }) {
                let options = JSONValue.object([.init("include_usage", .bool(true))])
                expected.insert(.init("stream_options", options), at: 0)
            }
            #expect(after == .object(expected), "seed \(seed): \(text)")

            // Every original piece is handed on as a range, in order, and what is left out is spliced.
            var place = 0
            patch.forEachSegment(bodyCount: body.count) { segment in
                guard case .original(let range) = segment else { return }
                #expect(range.lowerBound >= place && !range.isEmpty)
                place = range.upperBound
            }
            #expect(place == body.count)
        }
    }
}
