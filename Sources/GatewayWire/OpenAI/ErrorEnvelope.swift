/// OpenAI's error object, `{"error":{"message":…,"type":…,"param":…,"code":…}}`: the only form in which this gateway
/// reports errors, and what it makes of the forms of others.
package struct ErrorEnvelope: Hashable, Sendable {
    /// What went wrong, for people.
    package var message: String
    /// The class of the error, such as `invalid_request_error`; nil when a provider does not say.
    package var type: String?
    /// The field at fault.
    package var param: String?
    /// The name or number of the error, such as `model_not_found`.
    package var code: String?

    /// An error to report.
    package init(message: String, type: String?, param: String? = nil, code: String? = nil) {
        self.message = message
        self.type = type
        self.param = param
        self.code = code
    }

    /// The body to send.
    package var bytes: [UInt8] {
        var writer = JSONWriter(reserving: self.message.utf8.count + 128)
        self.write(to: &writer)
        return writer.bytes
    }

    /// Writes the whole object.
    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.member("message", self.message)
        writer.member("type", self.type)
        writer.member("param", self.param)
        writer.member("code", self.code)
        writer.endObject()
        writer.endObject()
    }

    /// Reads a provider's error body; nil when it is not JSON or has no message in a known place.
    ///
    /// Known are OpenAI's object, `{"error":"text"}`, `{"message":…}` with or without `"object":"error"` (vLLM),
    /// `{"detail":…}` (FastAPI, text or a list of findings) and Gemini's list of one error object.
    package init?(reading body: RawSpan) {
        guard let value = try? JSONValue.parse(body, maxDepth: 32, maxValues: 10_000) else { return nil }
        self.init(value)
    }

    private init?(_ value: JSONValue) {
        var value = value
        if let first = value.elements?.first { value = first }
        if let text = value["error"]?.text {
            self.init(value, message: value["message"]?.text ?? text)
        } else if let error = value["error"], error.members != nil {
            guard let message = error["message"]?.text ?? error["detail"]?.text else { return nil }
            self.init(error, message: message)
        } else if let message = value["message"]?.text {
            self.init(value, message: message)
        } else if let detail = value["detail"], let message = Self.detail(detail) {
            self.init(value, message: message)
        } else {
            return nil
        }
    }

    private init(_ fields: JSONValue, message: String) {
        self.init(
            message: message,
            type: fields["type"]?.text ?? fields["status"]?.text,
            param: fields["param"]?.text,
            code: fields["code"].flatMap { $0.text ?? $0.numberText }
        )
    }

    /// FastAPI's detail: a text, an object with a message, or a list of findings with a place each.
    private static func detail(_ detail: JSONValue) -> String? {
        if let text = detail.text { return text }
        if let message = detail["message"]?.text ?? detail["msg"]?.text { return message }
        let findings = (detail.elements ?? []).compactMap { finding -> String? in
            guard let text = finding["msg"]?.text else { return nil }
            let place = (finding["loc"]?.elements ?? []).compactMap { $0.text ?? $0.numberText }
            return place.isEmpty ? text : place.joined(separator: ".") + ": " + text
        }
        return findings.isEmpty ? nil : findings.joined(separator: "; ")
    }
}
