import ArgumentParser
import GatewayWire
import Testing

@testable import GatewayCLI

struct ExplainTextTests {
    @Test func `a decision reads as a table`() throws {
        let document = """
            {"outcome":"routed","model":"auto","choice":"big","strategy":"score","degraded_to":null,
             "request":{"task":"code","task_confidence":0.975,"stream":true,"latency_sensitive":true,
             "needs":["tools"],"turns":2,"input_tokens":24,"max_cost_usd":0.0025},
             "caller":{"tenant":"acme","tags":["a","b"],"priority":"high"},
             "rules":[{"name":"r1","when":"stream"}],"rule_faults":1,"fallbacks":["far"],
             "candidates":[{"deployment":"small","position":1,"reason":"lower_merit","merit":0.5,"best_merit":0.75,"terms":[]},
             {"deployment":"blind","position":null,"reason":"need","need":"vision","merit":null,"terms":[]},
             {"deployment":"big","position":0,"reason":"best","merit":0.75,"terms":[
               {"name":"cost","value":104800,"normalised":0.25,"weight":0.4,"contribution":0.1},
               {"name":"input_cost","value":null,"normalised":0,"weight":0,"contribution":0}]}]}
            """
        let value = try JSONValue.parse(document)
        let text = try #require(ExplainText.text(value))
        #expect(
            text == """
                auto → big  (strategy score)

                request
                  task            code (0.98)
                  tokens          24
                  needs           tools
                  stream          yes
                  somebody waits  yes
                  turns           2
                  most cost       $0.0025
                  tenant          acme
                  tags            a, b
                  priority        high

                rules that counted
                  r1  when stream
                  1 condition failed to run

                candidates
                  1.  big    0.75        best
                        cost          104800            0.25 × 0.4 = 0.1
                        input_cost    unknown
                  2.  small  0.5         lower merit than 0.75
                  –   blind              out: lacks vision

                if all of them fail
                  far

                """
        )
    }

    @Test func `a refusal says why`() throws {
        let document =
            #"{"outcome":"refused","model":"auto","refusal":{"status":403,"code":"denied_by_rule","message":"No."}}"#
        let value = try JSONValue.parse(document)
        let text = try #require(ExplainText.text(value))
        #expect(text == "auto: refused\n  403 denied_by_rule: No.\n")
        #expect(ExplainText.text(.object([])) == nil)
    }

    @Test(arguments: [
        ("0.123456", 4, "0.1235"), ("-2.5", 2, "-2.5"), ("3.0", 2, "3"), ("0", 4, "0"), ("0.00001", 4, "1e-05"),
        ("1e300", 4, "1e+300"), ("-0.05", 2, "-0.05"), ("9.999", 2, "10"),
    ])
    func `numbers are cut to what can be read`(number: String, digits: Int, text: String) {
        #expect(ExplainText.number(.number(number), digits: digits) == text)
    }

    @Test(arguments: [
        ["hello"], ["--model", "a"], ["--model", "a", "x", "--request", "f"],
        ["--model", "a", "x", "--header", "nothing"],
        ["--model", "a", "x", "--config", "c", "--admin", "http://127.0.0.1:1"],
        ["--model", "a", "x", "--timeout", "0"],
    ])
    func `a command line that says too little or too much is refused`(arguments: [String]) {
        #expect(throws: (any Error).self) { try Explain.parse(arguments) }
    }

    @Test func `the request is made of the command line`() throws {
        let command = try Explain.parse([
            "--model", "auto", "--stream", "--header", "x-signalbox-tags: a,b", "--key", "k", "Say \"hi\"",
        ])
        let bytes = try command.body()
        let body = try JSONValue.parse(bytes.span.bytes)
        #expect(body["request"]?["model"]?.text == "auto")
        #expect(body["request"]?["stream"]?.bool == true)
        #expect(body["request"]?["messages"]?.elements?.first?["content"]?.text == "Say \"hi\"")
        #expect(body["headers"]?["x-signalbox-tags"]?.text == "a,b")
        #expect(body["key"]?.text == "k")
    }
}

struct ReplaySummaryTests {
    private static func result(
        _ before: String?,
        _ after: ReplaySummary.Decision.End,
        unmeasured: [String] = []
    ) -> ReplaySummary.Decision {
        ReplaySummary.Decision(id: "dec_1", model: "auto", before: before, after: after, unmeasured: unmeasured)
    }

    @Test func `decisions are counted by what becomes of them`() {
        var summary = ReplaySummary()
        summary.add(Self.result("a", .routed("a")))
        summary.add(Self.result("a", .routed("b"), unmeasured: ["load"]))
        summary.add(Self.result("a", .routed("b")))
        summary.add(Self.result("b", .refused("denied_by_rule")))
        summary.add(Self.result(nil, .refused("no_deployment")))
        summary.add(Self.result(nil, .routed("c")))
        summary.add(Self.result("a", .unknown("no task")))
        summary.invalid = 1
        #expect(summary.hasChanges)
        #expect(
            summary.text == """
                7 decisions: 2 unchanged, 3 changed, 1 refused, 1 unknown
                  2 × auto: a → b  (dec_1)
                  1 × auto: b → refused  (dec_1)
                  1 × auto: refused → c  (dec_1)
                  refused 1 × denied_by_rule
                  unknown 1 × no task
                  without measurement 1 × load
                  1 line is no decision

                """
        )
        #expect(
            summary.json == #"{"total":7,"unchanged":2,"changed":3,"refused":1,"unknown":1,"invalid":1,"changes":["#
                + #"{"model":"auto","from":"a","to":"b","count":2,"example":"dec_1"},"#
                + #"{"model":"auto","from":"b","to":null,"count":1,"example":"dec_1"},"#
                + #"{"model":"auto","from":null,"to":"c","count":1,"example":"dec_1"}],"#
                + #""refusals":{"denied_by_rule":1},"unknown_reasons":{"no task":1},"unmeasured":{"load":1}}"#
        )
    }

    @Test func `what is unknown is no change`() {
        var summary = ReplaySummary()
        summary.add(Self.result("a", .routed("a")))
        summary.add(Self.result("a", .unknown("x")))
        #expect(!summary.hasChanges)
    }
}
