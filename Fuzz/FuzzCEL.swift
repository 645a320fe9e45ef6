// sources: CEL

/// Fuzz target for rules: no text may trap, folding and printing must change nothing, both regex engines must agree.
///
/// The first byte chooses between a rule and a pattern with a text behind a zero byte. Compiled together with the
/// sources into one module; see `run.sh`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard count >= 1 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if bytes[0] & 1 == 0 { Rules.run(bytes[1...]) } else { Patterns.run(bytes[1...]) }
    return 0
}

enum Rules {
    static func run(_ bytes: ArraySlice<UInt8>) {
        let source = String(decoding: bytes, as: UTF8.self)
        let environment = self.environment()
        let activation = CELValueActivation(environment.slots.map { self.value($0.type) })
        if let parsed = try? Parser.parse(Array(source.utf8), limits: CELLimits()) {
            let printed = Printer.print(parsed)
            // A printed rule may be longer than the limits allow.
            if let again = try? Parser.parse(Array(printed.utf8), limits: CELLimits()) {
                precondition(Printer.print(again) == printed, "a printed rule changes when it is read again")
            }
        }
        let program: CELProgram
        do throws(CELCompileError) {
            program = try CELProgram(source, in: environment, returning: .dyn)
        } catch {
            precondition(!error.diagnostics.isEmpty, "refused without a reason")
            return
        }
        guard let plain = try? CELProgram(source, in: environment, returning: .dyn, foldsConstants: false) else {
            preconditionFailure("only the folded rule is valid")
        }
        let (folded, unfolded) = (program.measure(activation), plain.measure(activation))
        switch (folded.result, unfolded.result) {
        case (_, .failure(let error)) where error.kind == .tooManySteps: break
        case (.success(let a), .success(let b)): precondition(a == b, "folding changes the value")
        case (.failure(let a), .failure(let b)): precondition(a.kind == b.kind, "folding changes the failure")
        default: preconditionFailure("folding changes the outcome")
        }
        if case .failure(let error) = folded.result { _ = program.explain(error) }
        if case .success(.bool(true)) = folded.result {
            precondition(!program.isContradiction, "the impossible happened")
        }
        precondition(program.implies(program) || program.type != .bool || program.variablesUsed.isEmpty, "not itself")
    }

    private static func environment() -> CELEnvironment {
        var environment = CELEnvironment()
        let record = CELRecordType("r", [.init("a", .int), .init("b", .string), .init("c", .bool)])
        let types: [(String, CELType)] = [
            ("s", .string), ("d", .double), ("i", .int), ("u", .uint), ("l", .list(.string)),
            ("m", .map(.string, .string)),
            ("t", .timestamp), ("a", .dyn), ("f", .bool), ("r", .record(record)),
        ]
        for (name, type) in types { _ = try? environment.declare(name, type) }
        return environment
    }

    private static func value(_ type: CELType) -> CELValue {
        switch type {
        case .string: .string("code\u{E9}")
        case .double: .double(0.7)
        case .int: .int(-3)
        case .uint: .uint(7)
        case .list: .strings(["a", "b", "code"])
        case .map: .map(CELMap(strings: [("a", "x"), ("k", "y")]))
        case .timestamp: CELTimestamp(seconds: 1_700_000_000).map { .timestamp($0) } ?? .null
        case .dyn: .int(1)
        case .bool: .bool(true)
        default: .null
        }
    }
}

enum Patterns {
    static func run(_ bytes: ArraySlice<UInt8>) {
        let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        let pattern = String(decoding: parts[0], as: UTF8.self)
        let text = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : ""
        guard let table = try? Regex(pattern, limits: CELRegexLimits()) else { return }
        guard let plain = try? Regex(pattern, limits: CELRegexLimits(), wantsTable: false) else {
            preconditionFailure("a pattern is valid only with its table")
        }
        var steps = Int.max
        let found = table.matches(text, steps: &steps)
        precondition(found == plain.matches(text, steps: &steps), "the engines disagree")
        let most = (text.utf8.count + 1) * plain.size * 2 / Regex.visitsPerStep + 2
        precondition(Int.max - steps <= most, "more work than text times pattern")
    }
}
