import GatewayWire
import Testing

struct ReplyScanTests {
    static let reply = #"""
        {"id":"chatcmpl-1","object":"chat.completion","model":"gpt-4o","choices":[{"index":0,"message":{"role":
        "assistant","content":"say \"usage\": {\"prompt_tokens\": 9} \\"},"finish_reason":"stop"}],
        "usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12},"x":{"usage":{"prompt_tokens":1}}}
        """#

    @Test func `a whole reply is read`() {
        let scan = ReplyScan(Array(Self.reply.utf8).span.bytes)
        #expect(scan.isValid && scan.hasChoices && scan.isFinished && !scan.hasError)
        #expect(scan.usage == TokenUsage(input: 10, output: 2))
        let bytes = Array(Self.reply.utf8)
        #expect(scan.id.map { String(decoding: bytes[$0], as: UTF8.self) } == "chatcmpl-1")
        #expect(scan.model.map { String(decoding: bytes[$0], as: UTF8.self) } == "gpt-4o")
    }

    @Test(arguments: ["", "[]", "{", #"{"usage":{"prompt_tokens":1}"#, "<html>"])
    func `a reply that is no JSON object says nothing`(text: String) {
        let scan = ReplyScan(Array(text.utf8).span.bytes)
        #expect(!scan.isValid && scan.usage == nil)
    }

    @Test func `an error with status 200 is seen`() {
        #expect(ReplyScan(Array(#"{"error":{"message":"x"}}"#.utf8).span.bytes).hasError)
        #expect(!ReplyScan(Array(#"{"error":null,"choices":[]}"#.utf8).span.bytes).hasChoices)
    }

    @Test func `the tap finds the same usage at every split`() {
        let bytes = Array(Self.reply.utf8)
        for first in 0...bytes.count {
            var tap = UsageTap()
            tap.feed(Array(bytes[..<first]).span.bytes)
            let isEarly = tap.isComplete
            #expect(isEarly == (first == bytes.count))
            tap.feed(Array(bytes[first...]).span.bytes)
            let usage = tap.usage
            let isComplete = tap.isComplete
            #expect(usage == TokenUsage(input: 10, output: 2) && isComplete, "split at \(first)")
        }
    }

    @Test(arguments: ["{]", "}", "{}}", "[] {}", "5", "[[}]", String(repeating: "[", count: 129)])
    func `the tap knows brackets that do not match`(text: String) {
        var tap = UsageTap()
        tap.feed(Array(text.utf8).span.bytes)
        let isMalformed = tap.isMalformed
        let isComplete = tap.isComplete
        #expect(isMalformed && !isComplete)
    }

    @Test func `a usage object beyond the limit is passed over`() {
        let padding = String(repeating: "x", count: UsageTap.maxUsageBytes)
        var tap = UsageTap()
        tap.feed(Array(#"{"usage":{"prompt_tokens":1,"pad":"\#(padding)"},"a":[1]}"#.utf8).span.bytes)
        let usage = tap.usage
        let isComplete = tap.isComplete
        #expect(usage == nil && isComplete)
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `the tap agrees with the whole scan on random replies in random pieces`(seed: UInt64) {
        var random = WireRandom(seed: seed)
        for _ in 0..<300 {
            var members = (0..<random.below(5)).map { _ in random.jsonString() + ":" + random.json() }
            let tokens = random.below(1000)
            if random.below(3) > 0 {
                members.append(#""usage" : { "prompt_tokens":\#(tokens), "d":\#(random.json())}"#)
            }
            members.shuffle(using: &random)
            let bytes = Array(("{" + members.joined(separator: " , ") + "}").utf8)
            var tap = UsageTap()
            var place = 0
            while place < bytes.count {
                let end = min(bytes.count, place + random.below(20))
                tap.feed(Array(bytes[place..<end]).span.bytes)
                place = end
            }
            let usage = tap.usage
            let isComplete = tap.isComplete
            let scan = ReplyScan(bytes.span.bytes)
            #expect(scan.isValid && isComplete, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
            #expect(usage == scan.usage, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
        }
    }
}
