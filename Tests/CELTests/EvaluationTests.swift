import Testing

@testable import CEL

struct EvaluationTests {
    /// Counts which variables are asked for.
    final class Watch: CELActivation {
        let inner: CELValueActivation
        var asked: [Int] = []

        init(_ inner: CELValueActivation) { self.inner = inner }

        func value(_ slot: Int) -> CELValue {
            self.asked.append(slot)
            return self.inner.value(slot)
        }
    }

    @Test func `a variable is asked for only when it is reached`() throws {
        let environment = try Sample.environment()
        let watch = Watch(Sample.activation(environment))
        let program = try Sample.program("task == 'chat' && complexity > 0.5 && prompt.contains('x')")
        #expect(try program.matches(watch) == false)
        #expect(watch.asked == [environment.slot(of: "task")])
    }

    @Test func `a field of a record is asked for by its own slot`() throws {
        let environment = try Sample.environment()
        let watch = Watch(Sample.activation(environment))
        #expect(try Sample.program("request.limits.tokens == 64").matches(watch))
        #expect(watch.asked == [environment.slot(of: "request.limits.tokens")])
    }

    @Test func `a value that is missing or of another type fails`() throws {
        #expect(try Sample.outcome("task == 'a'", ["task": .null]) == "!absent")
        #expect(try Sample.outcome("task == 'a'", ["task": .int(1)]) == "!wrongType")
        #expect(try Sample.outcome("complexity > 0.5", ["complexity": .int(1)]) == "!wrongType")
        #expect(try Sample.outcome("tokens > 1 || flag", ["tokens": .null]) == "true")
        #expect(try Sample.outcome("any == null", ["any": .null]) == "true")
    }

    @Test func `an explanation points into the rule`() throws {
        let program = try Sample.program("flag &&\n headers.nothing == 'a'")
        let activation = Sample.activation(try Sample.environment())
        let error = #expect(throws: CELEvaluationError.self) { try program.matches(activation) }
        let text = error.map { program.explain($0).description }
        #expect(text == "2:2: there is no such key; test it with has() or 'in'")
    }

    @Test func `only variables that can matter are used`() throws {
        let environment = try Sample.environment()
        func used(_ source: String) throws -> [String] {
            try CELProgram(source, in: environment).variablesUsed.map { environment.slots[$0].path }
        }
        #expect(
            try used("task == 'a' && request.stream && has(request.user)") == [
                "task", "request.stream", "request.user",
            ]
        )
        #expect(try used("true || task == 'a'").isEmpty)
        #expect(try used("task == 'a' && 1 < 2 && (false || flag)") == ["task", "flag"])
        #expect(try used("1 > 2 ? task == 'a' : flag") == ["flag"])
    }

    @Test func `what does not depend on a request is worked out when the rule is loaded`() throws {
        let constant = [
            "1 < 2": true, "[1, 2].exists(x, x == 3)": false, "false && task == 'a'": false, "'abc'.matches('b')": true,
            "[1, 2].all(x, [3].exists(y, y > x))": true, "duration('1h') > duration('59m')": true,
            "size('abc' + 'd') == 4": true,
        ]
        for (source, value) in constant {
            #expect(try Sample.program(source).constantValue == .bool(value), "\(source)")
        }
        for source in ["flag", "1 / 0 == 1", "tags.all(t, true)", "flag || true && flag", "true && any"] {
            #expect(try !Sample.program(source).isConstant, "\(source)")
        }
    }

    // MARK: Bounds

    static let costly = [
        "tags.all(a, tags.all(b, tags.all(c, tags.all(d, a + b + c + d != 'x'))))",
        "prompt.contains('nowhere')", "prompt.matches('nowhere')", "prompt.matches('^.*(a|b).{12}$')",
        "size(prompt) > 1", "prompt + 'x' != ''", "prompt == prompt + ''", "prompt.lowerAscii() != ''",
        "bytes(prompt) != b''",
        "[prompt].exists(p, p.matches(task))", "tags + tags + tags != []", "tags.map(t, t + t) == tags",
        "prompt < prompt",
    ]

    @Test(arguments: costly)
    func `an evaluation ends at its budget, whatever stands around it`(_ source: String) throws {
        let environment = try Sample.environment()
        let changes: [String: CELValue] = [
            "prompt": .string(String(repeating: "Lorem ipsum ", count: 100_000)),
            "tags": .list((0..<600).map { .string("tag\($0)") }),
        ]
        let activation = Sample.activation(environment, changes)
        for rule in [source, "(\(source)) || true", "!(\(source)) && false", "[1].exists(x, \(source))"] {
            // Unfolded, since folding would see that the result is known.
            let program = try CELProgram(rule, in: environment, foldsConstants: false)
            let outcome = program.measure(activation, maxSteps: 500)
            var kind: CELEvaluationError.Kind?
            if case .failure(let error) = outcome.result { kind = error.kind }
            #expect(kind == .tooManySteps)
            #expect(outcome.steps > 500 && outcome.steps < 40_000, "\(outcome.steps)")
        }
    }

    @Test func `the estimate is never below what is taken`() throws {
        let environment = try Sample.environment()
        let changes: [String: CELValue] = [
            "prompt": .string(String(repeating: "aB ", count: 33_333)),
            "tags": .list((0..<16).map { .string("tag\($0)") }),
        ]
        let activation = Sample.activation(environment, changes)
        let rules = [
            "task == 'code' && complexity > 0.6 && language in ['en', 'de']", "prompt.contains('x')",
            "prompt.matches('(?i)urgent')",
            "prompt.matches('^.*(a|b).{12}$')", "size(prompt) > 3 && prompt.startsWith('x')",
            "tags.exists(t, t == 'x')",
            "tags.map(t, 1).exists(n, n == 2)", "(prompt + prompt).contains('x')", "request.tools + tokens > 3",
            "size(prompt.lowerAscii()) < 3",
            "tags.all(t, prompt.contains('x') || true)", "language in tags", "flag ? prompt < prompt : flag",
            "has(request.user)",
        ]
        for rule in rules {
            let program = try CELProgram(rule, in: environment)
            let most = try #require(program.mostSteps, "\(rule)")
            let taken = program.measure(activation, maxSteps: 10_000_000).steps
            #expect(taken <= most, "\(rule): \(taken) > \(most)")
        }
        #expect(try Sample.program("headers.accept == 'a' && tags.exists(t, t.contains('a'))").mostSteps == nil)
    }

    @Test func `an evaluation takes the same steps each time`() throws {
        let program = try Sample.program("tags.exists(t, t == 'x') || prompt.matches('(?i)nothing') || size(tags) > 4")
        let activation = Sample.activation(try Sample.environment())
        let first = program.measure(activation)
        for _ in 0..<20 {
            let again = program.measure(activation)
            #expect(again.steps == first.steps)
            #expect(again.result == first.result)
        }
    }

    @Test func `folding is bounded too`() throws {
        let list = "[" + (0..<100).map(String.init).joined(separator: ", ") + "]"
        let source = "\(list).all(a, \(list).all(b, \(list).all(c, a + b + c >= 0)))"
        let program = try CELProgram(source, in: CELEnvironment())
        #expect(!program.isConstant)
        #expect(program.measure(CELEmptyActivation()).steps < 20_000)
    }

    @Test func `keys of maps are found in large maps too`() throws {
        let pairs =
            (0..<50).map { (CELValue.string("k\($0)"), CELValue.int(Int64($0))) } + [
                (.int(7), .int(70)), (.uint(7), .int(71)),
            ]
        let map = CELMap(pairs)
        #expect(map.entries.count == 51)
        #expect(map.value(for: .string("k31")) == .int(31))
        #expect(map.value(named: "k49") == .int(49))
        #expect(map.value(for: .double(7)) == .int(70))
        #expect(map.value(named: "nothing") == nil)
        #expect(map == CELMap(pairs.reversed().filter { $0.1 != .int(71) }))
    }
}
