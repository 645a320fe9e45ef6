import GatewayRouting
import GatewayWire

/// A prompt with what is known of it, from a line of an evaluation file.
enum SignalRow: Equatable {
    /// What the prompt asks for, and where it comes from.
    case task(PromptTask, prompt: String, source: String)
    /// What the text is written in, and what kind of text it is.
    case language(Language, text: String, kind: String)
    /// The share of models that failed on the prompt, and the set that it belongs to.
    case difficulty(Double, prompt: String, set: String)
    /// A prompt of which nobody has said what it asks for.
    case unlabelled

    /// What is said of rows that have no source, kind or set.
    static let unnamed = "(unnamed)"

    /// Reads a line; the members tell what kind of row it is.
    init(line: [UInt8]) throws(ToolFailure) {
        let document: JSONValue
        do throws(JSONError) {
            document = try JSONValue.parse(line.span.bytes)
        } catch {
            let message = error.message(in: line.span.bytes).replacing(" at line 1, ", with: " at ")
            throw ToolFailure(message.replacing("The body", with: "the line").replacing(" body", with: " line"))
        }
        guard document.members != nil else { throw ToolFailure("the line is no object. \(Self.forms)") }
        if document["difficulty"] != nil {
            self = try Self.difficulty(document)
        } else if document["lang"] != nil {
            self = try Self.language(document)
        } else if let task = document["task"] {
            self = try Self.task(document, task)
        } else {
            throw ToolFailure("the object has none of the members 'task', 'lang' and 'difficulty'. \(Self.forms)")
        }
    }

    private static let forms =
        "Write {\"task\": …, \"prompt\": …}, {\"lang\": …, \"kind\": …, \"text\": …} or "
        + "{\"difficulty\": …, \"prompt\": …}."

    private static func difficulty(_ document: JSONValue) throws(ToolFailure) -> SignalRow {
        guard let value = document["difficulty"]?.numberText.flatMap({ Double($0) }), (0...1).contains(value) else {
            throw ToolFailure("'difficulty' is no number from 0 to 1. Write the share of models that fail.")
        }
        // Rows of one collection are told apart by their task.
        let names = [document["set"]?.text, document["task"]?.text].compactMap(\.self)
        return .difficulty(
            value,
            prompt: try self.text("prompt", of: document),
            set: names.isEmpty ? Self.unnamed : names.joined(separator: "/")
        )
    }

    private static func language(_ document: JSONValue) throws(ToolFailure) -> SignalRow {
        guard let code = document["lang"]?.text, let language = Language(code: code) else {
            throw ToolFailure("'lang' is no language that can be told. Write an ISO 639-1 code such as \"de\".")
        }
        return .language(
            language,
            text: try self.text("text", of: document),
            kind: document["kind"]?.text ?? Self.unnamed
        )
    }

    private static func task(_ document: JSONValue, _ task: JSONValue) throws(ToolFailure) -> SignalRow {
        let prompt = try self.text("prompt", of: document)
        guard !task.isNull else { return .unlabelled }
        guard let known = task.text.flatMap({ PromptTask(name: $0) }) else {
            let names = PromptTask.allCases.map(\.name).joined(separator: ", ")
            throw ToolFailure("'task' is no known task. Write null or one of \(names).")
        }
        return .task(known, prompt: prompt, source: document["source"]?.text ?? Self.unnamed)
    }

    private static func text(_ name: String, of document: JSONValue) throws(ToolFailure) -> String {
        guard let text = document[name]?.text else {
            throw ToolFailure("'\(name)' is missing or no text. Write it as a string.")
        }
        return text
    }
}
