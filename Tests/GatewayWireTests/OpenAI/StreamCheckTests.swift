import GatewayWire
import Testing

struct StreamCheckTests {
    private static func note(_ data: String, _ check: inout StreamCheck) -> StreamCheck.Event {
        Array(data.utf8).withUnsafeBytes { check.note($0) }
    }

    @Test(arguments: [
        ("[DONE] ", StreamCheck.Event.done), ("[DONE", .malformed), ("", .malformed), ("5", .malformed),
        (#"{"choices":[{"index":0,"delta":{}}]}"#, .chunk), (#"{"choices":[]}"#, .chunk), ("{}", .chunk),
        (#"{"choices":[],"usage":null}"#, .chunk), (#"{"choices":[],"usage":{"prompt_tokens":1}}"#, .usageOnly),
        (#"{"choices":[],"x_groq":{"usage":{"prompt_tokens":1}}}"#, .usageOnly),
        (#"{"usage":{"prompt_tokens":1}}"#, .chunk),
        (#"{"choices":[{"index":0}],"usage":{"prompt_tokens":1}}"#, .chunk),
        (#"{"error":null,"choices":[]}"#, .chunk), (#"{"error":{"message":"x"}}"#, .error),
        (#"{"error":"x","choices":[{"index":0}]}"#, .error), (#"{"x_groq":{"error":"x"}}"#, .error),
        (#"{"choices":[5]}"#, .malformed), (#"{"choices":[{"index":"a"}]}"#, .malformed),
        (#"{"choices":[{"index":0}]"#, .malformed),
    ])
    func `an event is what it says`(data: String, expected: StreamCheck.Event) {
        var check = StreamCheck()
        #expect(Self.note(data, &check) == expected)
    }

    @Test func `every choice has to end`() {
        var check = StreamCheck()
        #expect(!check.isFinished)
        _ = Self.note(#"{"choices":[{"index":1,"delta":{"content":"a"},"finish_reason":""}]}"#, &check)
        _ = Self.note(#"{"choices":[{"index":0,"finish_reason":"stop"}]}"#, &check)
        #expect(!check.isFinished && check.choiceCount == 2)
        _ = Self.note(#"{"choices":[{"index":1,"finish_reason":"tool_\u0063alls"}]}"#, &check)
        #expect(check.isFinished)
        #expect(check.finishReasons == ["stop", "tool_calls"])
    }

    @Test func `a reason that another one replaced is not forgotten`() {
        var check = StreamCheck()
        for reason in ["content_filter", "stop", "stop"] {
            _ = Self.note(#"{"choices":[{"index":0,"finish_reason":"\#(reason)"}]}"#, &check)
        }
        #expect(check.finishReasons == ["stop"])
        #expect(check.allReasons == ["stop", "content_filter"])
    }

    @Test(arguments: [
        (#"{"signalbox":{"a":[1]},"id":"x"}"#, #"{"id":"x"}"#), (#"{"id":"x","signalbox":null}"#, #"{"id":"x"}"#),
        (#"{ "a" : 1.0 , "signalbox":{} , "b\n":[ 1 ] }"#, #"{"a":1.0,"b\n":[ 1 ]}"#),
        (#"{"signalbox":1}"#, "{}"), (#"{"a":{"signalbox":1}}"#, #"{"a":{"signalbox":1}}"#),
    ])
    func `the gateway's own member is taken out`(data: String, expected: String) throws {
        let rest = try #require(Array(data.utf8).withUnsafeBytes { StreamCheck.withoutSignalbox($0) })
        #expect(String(decoding: rest, as: UTF8.self) == expected)
    }

    @Test func `a whole reply is checked choice by choice`() {
        func check(_ body: String) -> ReplyScan { ReplyScan(Array(body.utf8).span.bytes) }
        let both = check(
            #"{"choices":[{"finish_reason":"stop"},{"finish_reason":"length"}],"usage":{"total_tokens":3}}"#
        )
        #expect(both.isValid && both.isFinished && both.finishReasons == ["stop", "length"] && both.usage != nil)
        let half = check(#"{"choices":[{"finish_reason":"stop"},{"finish_reason":null}]}"#)
        #expect(half.isValid && !half.isFinished && half.choiceCount == 2)
        #expect(check(#"{"error":{"message":"x"}}"#).hasError)
        #expect(!check(#"{"choices":[{"finish_reason":"stop"}]"#).isValid)
        #expect(check(#"{"choices":[{"finish_reason":"stop"}]"#).choiceCount == 0)
    }
}
