import Testing

@testable import CEL

struct SyntaxTests {
    struct Wrong: Sendable, CustomStringConvertible {
        let source: String
        let range: [Int]
        let word: String
        var description: String { self.source }

        init(_ source: String, _ range: [Int], _ word: String) {
            self.source = source
            self.range = range
            self.word = word
        }
    }

    static let wrong = [
        Wrong("task ==", [1, 8, 0], "found the end"),
        Wrong("task = 'a'", [1, 6, 1], "write '=='"),
        Wrong("flag &\nflag", [1, 6, 1], "write '&&'"),
        Wrong("flag &&\n  task ==== 'a'", [2, 10, 2], "a value"),
        Wrong("'\u{E9}\u{1F600}' == 'abc", [1, 9, 4], "not closed"),
        Wrong("[1, 2", [1, 6, 0], "']'"),
        Wrong("{1 2}", [1, 4, 1], "':'"),
        Wrong("true ? 1", [1, 9, 0], "':'"),
        Wrong("size(task,)", [1, 11, 1], "another argument"),
        Wrong("task.", [1, 6, 0], "field or method"),
        Wrong(#"'a\qb'"#, [1, 3, 2], "unknown escape"),
        Wrong("task == \u{201C}code\u{201D}", [1, 9, 1], "quotes"),
        Wrong("1 + \u{1}", [1, 5, 1], "control character"),
        Wrong("while", [1, 1, 5], "reserved"),
        Wrong("(flag))", [1, 7, 1], "an operator or the end"),
        Wrong("// only this", [1, 13, 0], "a value"),
    ]

    @Test(arguments: wrong)
    func `a fault of syntax says where it is`(_ wrong: Wrong) throws {
        let error = #expect(throws: CELCompileError.self) { try Sample.program(wrong.source) }
        let fault = try #require(error?.diagnostics.first)
        #expect([fault.range.line, fault.range.column, fault.range.length] == wrong.range)
        #expect(fault.message.contains(wrong.word), "\(fault.message)")
    }

    @Test func `each bound of a rule is a fault of its own`() throws {
        var limits = CELLimits()
        limits.maxSourceBytes = 100
        #expect(
            try Sample.faults(String(repeating: " ", count: 101), limits: limits)[0].contains("more than 100 bytes")
        )
        limits = CELLimits()
        let parentheses = String(repeating: "(", count: 5000) + "1" + String(repeating: ")", count: 3000)
        #expect(try Sample.faults(parentheses)[0].contains("nested deeper"))
        #expect(try Sample.faults(String(repeating: "!", count: 5000) + "flag")[0].contains("nested deeper"))
        #expect(try Sample.faults(String(repeating: "-", count: 5000) + "1")[0].contains("nested deeper"))
        #expect(try Sample.faults("1" + String(repeating: " + 1", count: 1000))[0].contains("nested deeper"))
        #expect(try Sample.faults(String(repeating: "[", count: 5000))[0].contains("nested deeper"))
        #expect(try Sample.faults("any" + String(repeating: ".a", count: 500) + " == 1")[0].contains("nested deeper"))
        limits.maxNodes = 10
        #expect(
            try Sample.faults(
                "flag || flag || flag || flag || flag || flag || flag || flag || flag || flag",
                limits: limits
            )[0].contains("10 parts")
        )
        limits = CELLimits()
        limits.maxElements = 3
        #expect(try Sample.faults("tokens in [1, 2, 3, 4]", limits: limits)[0].contains("more than 3 elements"))
        limits.maxLiteralBytes = 3
        #expect(try Sample.faults("task == 'abcd'", limits: limits)[0].contains("more than 3 bytes"))
        limits.maxComprehensions = 1
        #expect(try Sample.faults("[1].all(x, [1].all(y, x == y))", limits: limits)[0].contains("nested deeper than 1"))
    }

    @Test func `long rows of operators are no deep trees`() throws {
        let row = (0..<300).map { "tokens == \($0)" }.joined(separator: " || ")
        #expect(try Sample.program(row).matches(Sample.activation(Sample.environment())) == false)
        let sum = "1" + String(repeating: " + 1", count: 40)
        #expect(try Sample.outcome(sum) == "41")
    }

    static let printed = [
        "a && (b || c)", "(a ? b : c) ? d : e ? f : g", "-(1)", "--a", "!(a == b)", "(a + b) * c - (d - e)",
        "a.b.c[0].f(x, 1u)[\"k\"]", "has(a.b)", "[1, 2.5, -3].map(x, x > 1, x + 1)",
        "{\"a\": [true, null], 1: b\"\\xff\"}",
        "-a.b", "(-a).b", "(a || b).c", ".a + a", "a in [1] == true", "a < b == c", "a < (b == c)", "1.0e+100 + 1.0",
    ]

    @Test(arguments: printed)
    func `a printed rule is the same rule again`(_ source: String) throws {
        let first = Printer.print(try Parser.parse(Array(source.utf8), limits: CELLimits()))
        let second = Printer.print(try Parser.parse(Array(first.utf8), limits: CELLimits()))
        #expect(first == second)
        // All of these are written as the printer does, but for numbers.
        if !source.contains("e+") { #expect(first == source) }
    }
}
