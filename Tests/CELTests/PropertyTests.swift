import Testing

@testable import CEL

/// Expressions made by chance: nothing crashes, folding changes nothing, printing loses nothing.
struct PropertyTests {
    private static let leaves = [
        "task", "complexity", "tags", "headers", "tokens", "any", "flag", "request.tools", "request.user", "messages",
        "now", "1", "0", "-3", "2u", "1.5", "0.0",
        "'a'", "'code'", "b'x'", "true", "false", "null", "[]", "[1, 2]", "['a', 'b']", "{'a': 1}", "dyn(1)",
        "dyn('a')", "duration('1s')", "9223372036854775807", "x", "y",
    ]

    private static func expression(_ chance: inout SplitMix, _ depth: Int) -> String {
        guard depth > 0, chance.below(6) > 0 else { return chance.pick(self.leaves) }
        func inner() -> String { self.expression(&chance, depth - 1) }
        switch chance.below(13) {
        case 0, 1: return "(\(inner()) \(chance.pick(["+", "-", "*", "/", "%"])) \(inner()))"
        case 2, 3: return "(\(inner()) \(chance.pick(["==", "!=", "<", "<=", ">", ">=", "in"])) \(inner()))"
        case 4, 5: return "(\(inner()) \(chance.pick(["&&", "||"])) \(inner()))"
        case 6: return "(\(inner()) ? \(inner()) : \(inner()))"
        case 7: return "\(chance.pick(["!", "-"]))(\(inner()))"
        case 8:
            return
                "\(inner()).\(chance.pick(["all", "exists", "exists_one", "filter", "map"]))(\(chance.pick(["x", "y"])), \(inner()))"
        case 9:
            return
                "\(chance.pick(["size", "int", "uint", "double", "string", "bool", "bytes", "dyn", "timestamp", "duration"]))(\(inner()))"
        case 10: return "\(inner()).\(chance.pick(["contains", "startsWith", "matches", "endsWith"]))(\(inner()))"
        case 11: return chance.pick(["[\(inner()), \(inner())]", "{\(inner()): \(inner())}", "\(inner())[\(inner())]"])
        default:
            return chance.pick([
                "\(inner()).a", "has(\(inner()).a)", "\(inner()).getHours()", "\(inner()).lowerAscii()",
            ])
        }
    }

    @Test(arguments: 0..<20)
    func `folding and printing change nothing`(_ seed: Int) throws {
        var chance = SplitMix(state: UInt64(seed) &+ 7)
        let environment = try Sample.environment()
        let activation = Sample.activation(environment)
        var run = 0
        for _ in 0..<600 {
            let source = Self.expression(&chance, 4)
            // has() takes only fields; what else is made by chance is always a rule.
            guard let parsed = try? Parser.parse(Array(source.utf8), limits: CELLimits()) else { continue }
            let printed = Printer.print(parsed)
            #expect(
                Printer.print(try Parser.parse(Array(printed.utf8), limits: CELLimits())) == printed,
                "seed \(seed): \(source)"
            )
            guard let plain = try? CELProgram(source, in: environment, returning: .dyn, foldsConstants: false) else {
                continue
            }
            run += 1
            let folded = try CELProgram(source, in: environment, returning: .dyn)
            let again = try CELProgram(printed, in: environment, returning: .dyn)
            let outcome = Self.text(plain.measure(activation).result)
            #expect(Self.text(folded.measure(activation).result) == outcome, "seed \(seed): \(source)")
            #expect(Self.text(again.measure(activation).result) == outcome, "seed \(seed): \(source)")
            if case .success(.bool(let value)) = plain.measure(activation).result {
                #expect(try plain.matches(activation) == value)
                #expect(!(value && folded.isContradiction), "seed \(seed): \(source)")
            }
            _ = folded.implies(plain)
        }
        #expect(run > 60, "too few expressions are valid: \(run)")
    }

    private static func text(_ result: Result<CELValue, CELEvaluationError>) -> String {
        switch result {
        case .success(let value): value.description
        case .failure(let error): "!\(error.kind)"
        }
    }

    @Test(arguments: 0..<10)
    func `damaged rules are refused or run, and never crash`(_ seed: Int) throws {
        var chance = SplitMix(state: UInt64(seed) &+ 99)
        let environment = try Sample.environment()
        let activation = Sample.activation(environment)
        let pieces = Array("()[]{}.,:?+-*/%!=<>&|\"'\\rbxu01e \n`\u{E9}_".unicodeScalars)
        for _ in 0..<300 {
            var scalars = Array(Self.expression(&chance, 3).unicodeScalars)
            for _ in 0...chance.below(3) {
                let place = chance.below(scalars.count + 1)
                if chance.below(2) == 0, place < scalars.count {
                    scalars.remove(at: place)
                } else {
                    scalars.insert(chance.pick(pieces), at: place)
                }
            }
            var source = ""
            source.unicodeScalars.append(contentsOf: scalars)
            do {
                _ = try? CELProgram(source, in: environment, returning: .dyn).value(activation)
                _ = try CELProgram(source, in: environment)
            } catch {
                #expect(
                    !error.diagnostics.isEmpty
                        && error.diagnostics.allSatisfy {
                            $0.range.line > 0 && $0.range.column > 0 && !$0.message.isEmpty
                        }
                )
            }
        }
    }
}
