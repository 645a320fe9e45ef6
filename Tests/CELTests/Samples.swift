@testable import CEL

/// A seeded generator, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(self.next() % UInt64(bound)) }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[self.below(elements.count)] }
}

/// The variables that most tests use.
enum Sample {
    static let message = CELRecordType("message", [.init("role", .string), .init("text", .string)])
    static let request = CELRecordType(
        "request",
        [
            .init("stream", .bool), .init("tools", .int), .init("user", .string),
            .init("limits", .record(CELRecordType("limits", [.init("tokens", .int)]))),
        ]
    )

    static func environment() throws -> CELEnvironment {
        var environment = CELEnvironment()
        try environment.declare("task", .string, maxSize: 32)
        try environment.declare("complexity", .double)
        try environment.declare("language", .string, maxSize: 8)
        try environment.declare("tags", .list(.string), maxSize: 16)
        try environment.declare("headers", .map(.string, .string))
        try environment.declare("prompt", .string, maxSize: 100_000)
        try environment.declare("tokens", .int)
        try environment.declare("now", .timestamp)
        try environment.declare("any", .dyn)
        try environment.declare("flag", .bool)
        try environment.declare("request", .record(self.request))
        try environment.declare("messages", .list(.record(self.message)))
        return environment
    }

    static let values: [String: CELValue] = [
        "task": .string("code"), "complexity": .double(0.7), "language": .string("de"),
        "tags": .strings(["batch", "eu"]), "tokens": .int(1200), "flag": .bool(true),
        "headers": .map(CELMap(strings: [("x-tier", "gold"), ("accept", "*/*")])),
        "prompt": .string("This is URGENT, please hurry"), "any": .int(7),
        "now": CELTimestamp("2024-02-29T22:30:15.250Z").map { .timestamp($0) } ?? .null,
        "request.stream": .bool(true), "request.tools": .int(2), "request.limits.tokens": .int(64),
        "messages": .list([
            .record(CELRecord(message, [.string("system"), .string("be brief")])),
            .record(CELRecord(message, [.string("user")])),
        ]),
    ]

    static func activation(_ environment: CELEnvironment, _ changes: [String: CELValue] = [:]) -> CELValueActivation {
        let values = self.values.merging(changes) { $1 }
        return CELValueActivation(environment.slots.map { values[$0.path] ?? .null })
    }

    /// What a rule gives, in one line: a value as CEL writes it, `!kind` if it fails, `?kind` if it is refused.
    static func outcome(_ source: String, folds: Bool = true, _ changes: [String: CELValue] = [:]) throws -> String {
        let environment = try self.environment()
        let program: CELProgram
        do {
            program = try CELProgram(source, in: environment, returning: .dyn, foldsConstants: folds)
        } catch {
            return "?\(error.diagnostics[0].kind.rawValue)"
        }
        do {
            return try program.value(self.activation(environment, changes)).description
        } catch {
            return "!\(error.kind)"
        }
    }

    static func program(_ source: String, limits: CELLimits = CELLimits()) throws -> CELProgram {
        try CELProgram(source, in: self.environment(), limits: limits)
    }

    static func faults(_ source: String, limits: CELLimits = CELLimits()) throws -> [String] {
        do {
            _ = try self.program(source, limits: limits)
            return []
        } catch let error as CELCompileError {
            return error.diagnostics.map(\.description)
        }
    }
}
