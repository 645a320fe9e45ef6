package import GatewayWire

/// A function that the caller offers to the model.
package struct ToolDefinition: Sendable, Equatable {
    /// Calls in one answer at most.
    package static let maxCalls = 8

    /// The function's name.
    package var name: String
    /// Schema of its arguments.
    package var parameters: JSONValue?

    /// A function with the schema of its arguments.
    package init(name: String, parameters: JSONValue?) {
        self.name = name
        self.parameters = parameters
    }

    /// The functions that the answer to a request calls.
    ///
    /// Those that `tool_choice` forces; else those that the question names, unless the conversation goes on after it
    /// with a tool's result: there the model answers in words, so that agents come to an end.
    static func called(by body: JSONValue, prompt: Prompt) throws(RequestProblem) -> [ToolDefinition] {
        guard let elements = body["tools"]?.elements, !elements.isEmpty else { return [] }
        var tools: [ToolDefinition] = []
        for (index, element) in elements.enumerated() {
            guard let name = element["function"]?["name"]?.text, !name.isEmpty else {
                throw RequestProblem(
                    "Tool \(index) has no name; send {\"type\": \"function\", \"function\": {\"name\": ...}}.",
                    param: "tools[\(index)].function.name"
                )
            }
            tools.append(ToolDefinition(name: name, parameters: element["function"]?["parameters"]))
        }
        let choice = body["tool_choice"]
        if let name = choice?["function"]?["name"]?.text {
            guard let tool = tools.first(where: { $0.name == name }) else {
                throw RequestProblem("tool_choice names a function that is not among the tools.", param: "tool_choice")
            }
            return [tool]
        }
        if choice?.text == "none" { return [] }
        let isParallel = body["parallel_tool_calls"]?.bool ?? true
        let mayCall = prompt.lastRole == "user" || choice?.text == "required"
        let question = mayCall ? Self.folded(prompt.question) : ""
        var called = tools.filter { question.contains(Self.folded($0.name)) }
        if called.isEmpty, choice?.text == "required" { called = [tools[0]] }
        return Array(called.prefix(isParallel ? Self.maxCalls : 1))
    }

    /// A text in lower case with spaces for underscores and hyphens: `get_weather` is named by "Get weather".
    private static func folded(_ text: String) -> String {
        String(text.lowercased().map { $0 == "_" || $0 == "-" ? " " : $0 })
    }
}
