import Testing

@testable import CEL

struct CheckerTests {
    struct Wrong: Sendable, CustomStringConvertible {
        let source: String
        let faults: [String]
        var description: String { self.source }

        init(_ source: String, _ faults: String...) {
            self.source = source
            self.faults = faults
        }
    }

    static let wrong = [
        Wrong("taks == 'code'", "1:1: unknown name 'taks'; did you mean 'task'?"),
        Wrong("request.tool > 1", "1:9: 'request' has no field 'tool'; did you mean 'tools'?"),
        Wrong("request.limits.token > 1", "1:16: 'limits' has no field 'token'; did you mean 'tokens'?"),
        Wrong("task.startWith('a')", "1:6: unknown method 'startWith'; did you mean 'startsWith'?"),
        Wrong("sise(task) > 1", "1:1: unknown function 'sise'; did you mean 'size'?"),
        Wrong("startsWith(task, 'a')", "1:1: 'startsWith' is called the other way; write value.startsWith(...)"),
        Wrong("task.length() > 1", "1:6: length() is not supported; write size()"),
        Wrong("size == 1", "1:1: unknown name 'size'; 'size' is a function and needs its parentheses"),
        Wrong("complexity == 1", "1:12: '==' does not take a double and an int; write 1.0"),
        Wrong("complexity * 2 > 1.0", "1:12: '*' does not take a double and an int; write 2.0"),
        Wrong(
            "tokens == complexity",
            "1:8: '==' does not take an int and a double; convert one of them with double(...)"
        ),
        Wrong("task == 1", "1:6: '==' does not take a string and an int; convert one of them"),
        Wrong(
            "'a' in task",
            "1:5: 'in' does not take a string and a string; write text.contains(part) to look into a string"
        ),
        Wrong("task && flag", "1:1: '&&' needs true or false here, and this is a string; compare it with something"),
        Wrong("task", "1:1: the expression is a string, not a bool; compare it with something"),
        Wrong("task.startsWith(1)", "1:17: startsWith() takes a string, and this is an int"),
        Wrong("tokens.startsWith('a')", "1:1: startsWith() stands behind a string, and this is an int"),
        Wrong("task.startsWith()", "1:6: startsWith() takes 1 argument, not 0"),
        Wrong("tags[task] == 'a'", "1:6: a list is indexed by an int, and this is a string"),
        Wrong("headers[1] == 'a'", "1:9: the keys of this map are strings, and this is an int"),
        Wrong("flag ? 1 : 'a'", "1:12: both results of '? :' must have one type; these are an int and a string"),
        Wrong(
            "now.getHours('Europe/Berlin') > 8",
            "1:14: 'Europe/Berlin' is no fixed offset; write \"UTC\" or an offset such as \"+02:00\""
                + " (names of zones are not supported)"
        ),
        Wrong(
            "task.matches('a(?=b)')",
            "1:14: the pattern is wrong at its character 2: looking ahead is not supported; use two matches() with && or !"
        ),
        Wrong(
            "taks == 'a' &&\n  langage == 'de' || compexity > 'x'",
            "1:1: unknown name 'taks'; did you mean 'task'?",
            "2:3: unknown name 'langage'; did you mean 'language'?",
            "2:22: unknown name 'compexity'; did you mean 'complexity'?"
        ),
        Wrong(
            "foo(taks) == size(1)",
            "1:1: unknown function 'foo'",
            "1:5: unknown name 'taks'; did you mean 'task'?",
            "1:19: size() takes a string or bytes or a list<dyn> or a map<dyn, dyn>, and this is an int"
        ),
        Wrong("tags.exists(t, tt == 'a')", "1:16: unknown name 'tt'; did you mean 't'?"),
        Wrong(
            "tags.all(t, t > 1) && t == 'a'",
            "1:15: '>' does not take a string and an int; convert one of them",
            "1:23: unknown name 't'; there are: any, complexity, flag, headers, language, messages, now, prompt, ..."
        ),
        Wrong("-task == 'a'", "1:2: '-' needs an int or a double, and this is a string"),
        Wrong("null == 1", "1:6: '==' does not take null and an int; convert one of them"),
    ]

    @Test(arguments: wrong)
    func `a fault says what, where and how to mend it`(_ wrong: Wrong) throws {
        #expect(try Sample.faults(wrong.source) == wrong.faults)
    }

    @Test func `the number of faults is bounded`() throws {
        let source = (0..<50).map { "unknown\($0) == 1" }.joined(separator: " || ")
        #expect(try Sample.faults(source).count == CELLimits().maxDiagnostics)
    }

    @Test func `the result must be what the caller asks for`() throws {
        let environment = try Sample.environment()
        #expect(try CELProgram("tokens + 1", in: environment, returning: .int).type == .int)
        #expect(try CELProgram("tags.map(t, size(t))", in: environment, returning: .list(.int)).type == .list(.int))
        #expect(throws: CELCompileError.self) { try CELProgram("tokens", in: environment, returning: .double) }
        #expect(try CELProgram("any", in: environment, returning: .double).type == .dyn)
    }

    @Test func `declarations are checked`() throws {
        var environment = try Sample.environment()
        #expect(throws: CELEnvironment.DeclarationError.duplicate("task")) { try environment.declare("task", .int) }
        for name in ["", "1a", "a-b", "in", "true", "for", "a.b", "\u{E9}"] {
            #expect(throws: CELEnvironment.DeclarationError.badName(name)) { try environment.declare(name, .int) }
        }
        #expect(throws: CELEnvironment.DeclarationError.duplicate("size")) {
            try environment.register(
                CELFunction("size", [.int], returns: .int) { (values) throws(CELFunction.Failure) in values[0] }
            )
        }
        let twice = CELRecordType("twice", [.init("a", .int), .init("a", .int)])
        #expect(throws: CELEnvironment.DeclarationError.duplicate("x.a")) {
            try environment.declare("x", .record(twice))
        }
        var deep = CELRecordType("deep", [.init("a", .int)])
        for _ in 0..<10 { deep = CELRecordType("deep", [.init("a", .record(deep))]) }
        #expect(throws: CELEnvironment.DeclarationError.self) { try environment.declare("y", .record(deep)) }
    }

    @Test func `functions of the host are called with the declared types`() throws {
        var environment = try Sample.environment()
        try environment.register(
            CELFunction("double", isMethod: true, [.int], returns: .int) { (values) throws(CELFunction.Failure) in
                guard case .int(let value) = values[0] else { throw CELFunction.Failure() }
                return .int(value * 2)
            }
        )
        try environment.register(
            CELFunction("bucket", [.string, .int], returns: .int) { (values) throws(CELFunction.Failure) in
                guard case .string(let text) = values[0], case .int(let count) = values[1], count > 0 else {
                    throw CELFunction.Failure()
                }
                return .int(Int64(text.utf8.count) % count)
            }
        )
        func run(_ source: String) throws -> CELValue {
            try CELProgram(source, in: environment, returning: .dyn).value(Sample.activation(environment))
        }
        #expect(try run("tokens.double()") == .int(2400))
        #expect(try run("bucket(task, 3)") == .int(1))
        #expect(try CELProgram("bucket('abcd', 3) == 1", in: environment).constantValue == .bool(true))
        #expect(throws: CELEvaluationError.self) { try run("bucket(task, 0)") }
        #expect(throws: CELEvaluationError.self) { try run("bucket(any, 3)") }
        #expect(throws: CELCompileError.self) { try run("bucket(1, 3)") }
    }
}
