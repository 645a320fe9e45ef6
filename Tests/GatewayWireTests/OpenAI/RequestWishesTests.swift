import GatewayWire
import Testing

struct RequestWishesTests {
    private static func scan(_ text: String) throws -> RequestScan {
        try RequestScan.scan(Array(text.utf8).span.bytes, for: .other)
    }

    @Test(arguments: [
        (#"{"temperature":0}"#, true), (#"{"temperature":0.0}"#, true), (#"{"temperature":0e0}"#, true),
        (#"{"temperature":-0.00E+7}"#, true), (#"{"temperature":0.01}"#, false), (#"{"temperature":1}"#, false),
        (#"{"temperature":10}"#, false), (#"{"temperature":1e-300}"#, false), (#"{"temperature":null}"#, false),
        (#"{"temperature":"0"}"#, false), (#"{"temperature":[0]}"#, false), (#"{}"#, false), (#"{"seed":1}"#, true),
        (#"{"seed":null}"#, false), (#"{"seed":null,"temperature":0}"#, true), (#"{"seed":7,"temperature":1}"#, true),
    ])
    func `a request is deterministic by temperature zero or a seed`(text: String, expected: Bool) throws {
        #expect(try Self.scan(text).isDeterministic(in: Array(text.utf8).span.bytes) == expected)
    }

    @Test(arguments: [
        (#"{"response_format":{"type":"json_object"}}"#, true),
        (#"{"response_format":{"json_schema":{"type":"text"},"type":"json_schema"}}"#, true),
        (#"{"response_format":{"type":"text"}}"#, false), (#"{"response_format":null}"#, false), (#"{}"#, false),
        (#"{"response_format":"json"}"#, false), (#"{"response_format":{"t\u0079pe":"text"}}"#, false),
        (#"{"guided_json":{}}"#, true), (#"{"guided_regex":"a"}"#, true), (#"{"guided_choice":[]}"#, true),
        (#"{"guided_grammar":"g"}"#, true), (#"{"structured_outputs":{}}"#, true), (#"{"grammar":"g"}"#, true),
        (#"{"json_schema":{}}"#, true), (#"{"guided_json":null}"#, false),
    ])
    func `structure is wanted by a format or a grammar`(text: String, expected: Bool) throws {
        #expect(try Self.scan(text).wantsStructure(in: Array(text.utf8).span.bytes) == expected)
    }

    @Test(arguments: [
        (#"{"logprobs":true}"#, true), (#"{"logprobs":false}"#, false), (#"{"logprobs":null}"#, false),
        (#"{"logprobs":2}"#, true), (#"{"logprobs":0}"#, true), (#"{}"#, false),
    ])
    func `probabilities are wanted by true or a number`(text: String, expected: Bool) throws {
        #expect(try Self.scan(text).wantsLogprobs == expected)
    }

    @Test(arguments: [
        (#"{"messages":[{"role":"user"},{"role":"assistant"}]}"#, true), (#"{"messages":[{"role":"user"}]}"#, false),
        (#"{"messages":[{"role":"assistant"},{"role":"user"}]}"#, false), (#"{"messages":[]}"#, false),
        (#"{"messages":[{"role":"assistant"},1]}"#, false), (#"{"messages":[{"role":"assistant"},{}]}"#, false),
        (#"{"messages":[{"role":"assistants"}]}"#, false),
    ])
    func `the last message is known to be the assistant's`(text: String, expected: Bool) throws {
        #expect(try Self.scan(text).endsWithAssistant == expected)
    }

    @Test(arguments: [
        (#"{"fallbacks":["a"]}"#, "{}"), (#"{"a":1,"fallbacks":["a"]}"#, #"{"a":1}"#),
        (#"{"fallbacks":["a"],"a":1}"#, #"{"a":1}"#), (#"{"fallbacks":null , "a":1}"#, #"{"a":1}"#),
        (#"{"fallbacks":1,"signalbox":1,"a":2}"#, #"{"a":2}"#), (#"{"signalbox":1,"fallbacks":1,"a":2}"#, #"{"a":2}"#),
        (#"{"a":2,"signalbox":1,"fallbacks":1}"#, #"{"a":2}"#), (#"{"a":2,"fallbacks":1,"signalbox":1}"#, #"{"a":2}"#),
        (#"{"fallbacks":1,"a":2,"signalbox":1,"b":3}"#, #"{"a":2,"b":3}"#),
        (#"{"a":{"fallbacks":1}}"#, #"{"a":{"fallbacks":1}}"#),
        (#"{"signalbox":1,"fallbacks":1,"fallbacks":2}"#, "{}"),
    ])
    func `fallbacks are cut along with the gateway's own fields`(text: String, expected: String) throws {
        let body = Array(text.utf8)
        let scan = try Self.scan(text)
        let patch = JSONPatch(scan, cutsFallbacks: true)
        #expect(String(decoding: patch.applied(to: body.span.bytes), as: UTF8.self) == expected)
        #expect(JSONPatch(scan, cutsGatewayFields: false, cutsFallbacks: true).isEmpty)
        // Left in, they are a member like any other.
        let left = JSONPatch(scan, asksForUsage: true).applied(to: body.span.bytes)
        let names = try JSONValue.parse(left.span.bytes).members?.map(\.name) ?? []
        #expect(names.contains("fallbacks") == text.contains("fallbacks") || text == #"{"a":{"fallbacks":1}}"#)
        let asked = JSONPatch(scan, asksForUsage: true, cutsFallbacks: true).applied(to: body.span.bytes)
        #expect(try JSONValue.parse(asked.span.bytes)["stream_options"] != nil)
    }

    @Test func `the value of fallbacks is found where it lies`() throws {
        let text = #"{"fallbacks" : ["a", "b"] ,"model":"m"}"#
        let range = try #require(try Self.scan(text).fallbacks)
        #expect(String(decoding: Array(text.utf8)[range], as: UTF8.self) == #"["a", "b"]"#)
    }
}
