import Testing

@testable import CEL

struct ImplicationTests {
    struct Pair: Sendable, CustomStringConvertible {
        let rule: String
        let earlier: String
        var description: String { "\(self.rule) => \(self.earlier)" }

        init(_ rule: String, _ earlier: String) {
            self.rule = rule
            self.earlier = earlier
        }
    }

    static let proven = [
        Pair("task == 'a'", "task == 'a'"), Pair("task == 'a' && flag", "task == 'a'"),
        Pair("task == 'a'", "task in ['a', 'b']"),
        Pair("task in ['a', 'b']", "task in ['b', 'c', 'a']"), Pair("task in ['a', 'b']", "task == 'a' || task == 'b'"),
        Pair("'a' == task", "task != 'b'"),
        Pair("task == 'a'", "!(task in ['b', 'c'])"), Pair("task == 'a'", "task == 'a' || flag"),
        Pair("flag", "!(!flag)"), Pair("flag == true", "flag"),
        Pair("!flag", "flag == false"), Pair("flag != true", "!flag"), Pair("complexity > 0.6", "complexity > 0.5"),
        Pair("complexity > 0.5", "complexity >= 0.5"),
        Pair("complexity > 0.6", "complexity >= 0"), Pair("0.6 < complexity", "complexity > 0.5"),
        Pair("complexity > 0.6", "!(complexity <= 0.6)"),
        Pair("complexity > 0.6 && complexity < 0.8", "complexity < 0.9"), Pair("complexity > 0.6", "complexity != 0.5"),
        Pair("complexity == 0.7", "complexity > 0.6"),
        Pair("tokens > 5", "tokens >= 6"), Pair("tokens >= 6", "tokens > 5"), Pair("tokens > 5.5", "tokens >= 6"),
        Pair("tokens > 4 && tokens < 6", "tokens == 5"), Pair("tokens == 5", "tokens in [5, 6]"),
        Pair("!(tokens < 5)", "tokens >= 5"), Pair("prompt.matches('x') && flag", "prompt.matches('x')"),
        Pair("!prompt.matches('x')", "!(prompt.matches('x') && flag)"),
        Pair("language == 'de' && task == 'a' || language == 'en' && task == 'a'", "task == 'a'"),
        Pair("task == 'abc'", "task.startsWith('ab')"),
        Pair("task in ['abc', 'abd']", "task.matches('^ab.$') && size(task) == 3"),
        Pair("headers['x-tier'] == 'gold'", "headers['x-tier'] in ['gold', 'silver']"),
        Pair("request.tools > 2 && has(request.user)", "has(request.user)"), Pair("size(tags) > 3", "size(tags) > 2"),
        Pair("'a' in tags && flag", "'a' in tags"), Pair("flag ? task == 'a' : task == 'b'", "task in ['a', 'b']"),
        Pair("flag", "true"), Pair("1 > 2", "flag"), Pair("task == 'a' && task == 'b'", "flag"),
        Pair("tokens == request.tools", "request.tools == tokens"),
        Pair("tokens != request.tools", "!(request.tools == tokens)"),
        Pair("tokens < request.tools", "request.tools > tokens"),
        Pair("tags.exists(t, t == 'a')", "tags.exists(t, t == 'a')"),
        Pair("now > timestamp('2024-05-01T00:00:00Z')", "now > timestamp('2024-01-01T00:00:00Z')"),
        Pair("task > 'b'", "task > 'a'"),
    ]

    static let unproven = [
        Pair("task == 'a'", "task == 'b'"), Pair("task in ['a', 'b']", "task == 'a'"),
        Pair("task != 'b'", "task == 'a'"), Pair("task == 'a'", "task == 'a' && flag"),
        Pair("flag", "task == 'a' || task != 'a'"),
        Pair("complexity > 0.5", "complexity > 0.6"), Pair("complexity >= 0.5", "complexity > 0.5"),
        Pair("!(complexity <= 0.6)", "complexity > 0.6"), Pair("complexity != 0.5", "complexity > 0.5"),
        Pair("!(complexity > 0.5)", "complexity < 0.6"),
        Pair("tokens >= 5", "tokens > 5"), Pair("flag || task == 'a'", "task == 'a'"),
        Pair("!(flag && task == 'a')", "!flag"), Pair("any == 1", "any / 2 == 0"), Pair("any == 1", "any > 0"),
        Pair("tokens in [dyn(3.0)]", "tokens - 1 == -1"),
        Pair("complexity == 0.0", "1.0 / complexity > 0.0"),
        Pair("prompt.matches('x')", "prompt.matches('xy')"), Pair("tags.exists(t, t == 'a')", "tags.all(t, t == 'a')"),
        Pair("has(request.user)", "request.user == 'a'"), Pair("tags.exists(t, t == 'a')", "tags.exists(t, t == 'b')"),
        Pair("size(tags.filter(t, t == 'a')) == 1", "size(tags.map(t, t == 'a')) == 1"),
        Pair("tokens < request.tools", "tokens > request.tools"),
        Pair("flag ? task == 'a' : task == 'b'", "task == 'a'"), Pair("task.startsWith('ab')", "task.startsWith('a')"),
    ]

    @Test(arguments: proven)
    func `a rule behind one that takes all of it is found`(_ pair: Pair) throws {
        #expect(try Sample.program(pair.rule).implies(Sample.program(pair.earlier)))
    }

    @Test(arguments: unproven)
    func `a rule that may still be reached is not called unreachable`(_ pair: Pair) throws {
        #expect(try !Sample.program(pair.rule).implies(Sample.program(pair.earlier)))
    }

    @Test func `several rules together can take all of one`() throws {
        let rule = try Sample.program("task in ['a', 'b'] && complexity > 0.5")
        let first = try Sample.program("task == 'a'")
        let second = try Sample.program("task == 'b' && complexity > 0.2")
        #expect(!rule.implies(first) && !rule.implies(second))
        #expect(rule.isCovered(by: [first, second]))
        #expect(!rule.isCovered(by: []))
    }

    @Test func `a proof gives up at its bound`() throws {
        func rules(_ count: Int) throws -> (CELProgram, CELProgram) {
            let tasks = (0..<min(count, 30)).map { "'t\($0)'" }.joined(separator: ", ")
            let numbers = (0..<min(count, 30)).map(String.init).joined(separator: ", ")
            let rule = try Sample.program("task in [\(tasks)] && tokens in [\(numbers)] && language in [\(tasks)]")
            let parts = (0..<count).flatMap { number in
                ["(task == 't\(number)' && tokens == \(number))", "(task == 't\(number)' && tokens != \(number))"]
            }
            return (rule, try Sample.program(parts.joined(separator: " || ")))
        }
        let (few, goalOfFew) = try rules(3)
        #expect(few.implies(goalOfFew))
        let (many, goalOfMany) = try rules(80)
        #expect(!many.implies(goalOfMany))
    }

    @Test(arguments: [
        "task == 'a' && task == 'b'", "tokens > 1 && tokens < 0", "tokens > 1 && tokens < 2",
        "task in ['a', 'b'] && task == 'c'", "flag && !flag", "task == 'a' && task != 'a'",
        "complexity > 0.5 && complexity < 0.5", "complexity == 0.5 && complexity > 0.6",
        "prompt.matches('x') && !prompt.matches('x')", "1 > 2", "task in []",
        "(flag || task == 'a') && !flag && task == 'b'",
        "complexity == double('NaN')", "has(request.user) && !has(request.user)",
        "task in ['a', 'b'] && task != 'a' && task != 'b'", "tokens == 1 && tokens == 2",
        "complexity >= 0.5 && complexity <= 0.5 && complexity != 0.5",
    ])
    func `a rule that nothing can meet is found`(_ source: String) throws {
        #expect(try Sample.program(source).isContradiction)
    }

    @Test(arguments: [
        "task == 'a' || task == 'b'", "tokens > 1 && tokens < 3", "complexity > 1 && complexity < 2",
        "!(complexity > 0.5) && !(complexity <= 0.5)", "flag", "any == 1 && any == 1.0", "any == 1 || false",
        "complexity == 0.5 && complexity <= 0.5",
    ])
    func `a rule that something can meet is not called impossible`(_ source: String) throws {
        #expect(try !Sample.program(source).isContradiction)
    }

    // MARK: By chance

    private static func condition(_ chance: inout SplitMix, _ depth: Int) -> String {
        switch chance.below(depth > 0 ? 9 : 5) {
        case 0: "task \(chance.pick(["==", "!="])) '\(chance.pick(["a", "b", "c"]))'"
        case 1: "task in [\(chance.pick(["'a'", "'a', 'b'", "'b', 'c'", ""]))]"
        case 2:
            "tokens \(chance.pick(["<", "<=", ">", ">=", "==", "!="])) \(chance.pick(["0", "1", "2", "1.5"]))"
                .replacingEquality
        case 3: "complexity \(chance.pick(["<", "<=", ">", ">=", "==", "!="])) \(chance.pick(["0.0", "1.0", "2.0"]))"
        case 4:
            chance.pick(["flag", "task.startsWith('a')", "tokens % 2 == 0", "4 / tokens > 2", "any == 1", "any > 0"])
        case 5: "(\(self.condition(&chance, depth - 1)) && \(self.condition(&chance, depth - 1)))"
        case 6: "(\(self.condition(&chance, depth - 1)) || \(self.condition(&chance, depth - 1)))"
        case 7: "!(\(self.condition(&chance, depth - 1)))"
        default:
            "(\(self.condition(&chance, depth - 1)) ? \(self.condition(&chance, depth - 1)) : \(self.condition(&chance, depth - 1)))"
        }
    }

    @Test(arguments: 0..<12)
    func `what is proven holds for every input`(_ seed: Int) throws {
        var chance = SplitMix(state: UInt64(seed) &+ 1000)
        let environment = try Sample.environment()
        var inputs: [CELValueActivation] = []
        for task in [CELValue.string("a"), .string("b"), .string("d"), .null] {
            for tokens in [CELValue.int(0), .int(1), .int(2), .int(3), .null] {
                for complexity in [CELValue.double(0), .double(1), .double(1.5), .double(.nan), .null] {
                    for any in [CELValue.int(1), .double(1), .string("x")] {
                        let flag = CELValue.bool(inputs.count % 2 == 0)
                        let changes = [
                            "task": task, "tokens": tokens, "complexity": complexity, "flag": flag, "any": any,
                        ]
                        inputs.append(Sample.activation(environment, changes))
                    }
                }
            }
        }
        var proofs = 0
        for _ in 0..<150 {
            let rule = try CELProgram(Self.condition(&chance, 3), in: environment)
            let other = try CELProgram(Self.condition(&chance, 2), in: environment)
            let isImplied = rule.implies(other)
            let isImpossible = rule.isContradiction
            guard isImplied || isImpossible else { continue }
            proofs += 1
            for input in inputs where (try? rule.matches(input)) == true {
                #expect(!isImpossible, "seed \(seed): \(rule.source)")
                if isImplied {
                    #expect((try? other.matches(input)) == true, "seed \(seed): \(rule.source) => \(other.source)")
                }
            }
        }
        #expect(proofs > 5, "nothing is proven, so nothing is tested")
    }
}

extension String {
    /// An int is not compared with a double for equality.
    fileprivate var replacingEquality: String {
        self.hasSuffix("1.5") && (self.contains("==") || self.contains("!=")) ? "tokens == 1" : self
    }
}
