package import GatewayWire

/// A request as a scripted provider got it.
package struct FaultyRequest: Sendable {
    /// Its number at this provider, counted from 1.
    package let number: Int
    /// Request line and header lines, without the empty line.
    package let head: String
    /// Body, chunked framing taken off.
    package let body: String
    /// Body as JSON; null where it is none.
    package let json: JSONValue

    /// Reads a request.
    package init(number: Int, head: String, body: String) {
        self.number = number
        self.head = head
        self.body = body
        self.json = (try? JSONValue.parse(body)) ?? .null
    }

    /// Value of a header; nil if there is none of that name.
    package func header(_ name: String) -> String? {
        HTTPText.header(name, in: self.head)
    }

    /// Model that is asked for.
    package var model: String { self.json["model"]?.text ?? "" }

    /// Whether the answer is to be a stream.
    package var isStream: Bool { self.json["stream"]?.bool ?? false }

    /// Whether the stream is to end with its usage.
    package var wantsUsage: Bool { self.json["stream_options"]?["include_usage"]?.bool ?? false }

    /// Answers that are asked for.
    package var choices: Int { max(1, self.json["n"]?.integer ?? 1) }

    /// Roles of the messages, in order.
    package var roles: [String] {
        (self.json["messages"]?.elements ?? []).map { $0["role"]?.text ?? "" }
    }

    /// Texts of the messages, in order; empty for those that are no plain text.
    package var texts: [String] {
        (self.json["messages"]?.elements ?? []).map { $0["content"]?.text ?? "" }
    }

    /// Whether the conversation ends with the assistant, whose words are to be continued.
    package var isPrefill: Bool { self.roles.last == "assistant" }

    /// What the assistant is said to have said already, in the last message or in the one before it; else empty.
    package var partialAnswer: String {
        guard let index = self.roles.lastIndex(of: "assistant"), index + 2 >= self.roles.count else { return "" }
        return self.texts[index]
    }
}

/// Header lines as text: what provider and client of the tests read them with.
///
/// It shares nothing with the gateway's own parsers, which the tests are about.
package enum HTTPText {
    /// Value of the first header of a name, in a head without its empty line.
    package static func header(_ name: String, in head: String) -> String? {
        for line in head.split(separator: "\r\n").dropFirst() {
            guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name.lowercased() else {
                continue
            }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            return String(value.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        }
        return nil
    }

    /// A text as a JSON string, quotes included.
    package static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
