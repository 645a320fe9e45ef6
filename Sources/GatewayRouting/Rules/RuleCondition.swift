package import CEL

/// A condition of a rule, checked and compiled.
package struct RuleCondition: Sendable {
    /// The program.
    package let program: CELProgram
    /// What has to be read of the prompt's content before it runs.
    package let content: ContentWants
    /// Whether it asks for what the request needs or for its conversation, which takes one more pass over the body.
    package let usesOutline: Bool

    /// Compiles a condition; throws with all that is wrong, by line and column.
    package init(_ source: String) throws(CELCompileError) {
        let program = try CELProgram(source, in: RuleVariable.environment, returning: .bool)
        self.program = program
        let variables = program.variablesUsed.compactMap { RuleVariable(rawValue: $0) }
        self.content = variables.reduce(into: []) { $0.formUnion($1.content) }
        self.usesOutline = variables.contains { Self.ofOutline.contains($0) } || !self.content.isEmpty
    }

    /// The variables that it asks for.
    package var variables: [RuleVariable] {
        self.program.variablesUsed.compactMap { RuleVariable(rawValue: $0) }
    }

    private static let ofOutline: Set<RuleVariable> = [
        .turns, .messages, .hasSystem, .promptBytes, .prompt, .images, .needs, .tools, .parallelTools, .vision, .audio,
        .files, .jsonSchema, .jsonObject, .reasoning, .logprobs,
    ]
}
