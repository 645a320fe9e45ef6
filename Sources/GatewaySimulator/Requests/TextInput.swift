import GatewayWire

/// Reading of the field that holds texts: `prompt` of completions, `input` of embeddings.
///
/// It is a string, a list of strings, a list of token numbers, or a list of such lists.
enum TextInput {
    /// The texts; token numbers become text of about the length they stand for.
    static func read(_ value: JSONValue?, param: String, limit: Int) throws(RequestProblem) -> [String] {
        if let text = value?.text { return [text] }
        guard let elements = value?.elements, let first = elements.first else {
            throw RequestProblem("\(param) is missing; send a string or a list of strings.", param: param)
        }
        if first.integer != nil { return [try Self.tokens(elements, param: param)] }
        guard elements.count <= limit else {
            throw RequestProblem("\(param) has more than \(limit) elements; send fewer at a time.", param: param)
        }
        var texts: [String] = []
        texts.reserveCapacity(elements.count)
        for element in elements {
            if let text = element.text {
                texts.append(text)
            } else if let numbers = element.elements {
                texts.append(try Self.tokens(numbers, param: param))
            } else {
                throw RequestProblem("\(param) must hold strings or lists of token numbers.", param: param)
            }
        }
        return texts
    }

    private static func tokens(_ elements: [JSONValue], param: String) throws(RequestProblem) -> String {
        var text = ""
        for element in elements {
            guard let number = element.integer else {
                throw RequestProblem("\(param) must not mix token numbers with anything else.", param: param)
            }
            let digits = String(number.magnitude % 1000)
            text.append(String(repeating: "#", count: Prompt.bytesPerToken - digits.count) + digits)
        }
        return text
    }
}
