import GatewayWire

/// Makes trees of chat requests that use a bit of everything.
struct RandomChat {
    var random: SplitMix64

    init(seed: UInt64) {
        self.random = SplitMix64(seed: seed)
    }

    private mutating func pick<Element>(_ elements: [Element], or other: Element) -> Element {
        elements.randomElement(using: &self.random) ?? other
    }

    private mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &self.random) < percent
    }

    private static func object(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(members.map { JSONValue.Member($0.key, $0.value) })
    }

    mutating func text() -> String {
        let words = [
            "naïve", "a \"quote\"", "back\\slash", "line\nbreak", "😀", "中文", "{\"type\":\"image_url\"}", "plain", "",
            "🇩🇪", "tab\t", "/", "\u{0}", "e\u{301}",
        ]
        return (0..<Int.random(in: 0...6, using: &self.random)).map { _ in self.pick(words, or: "") }
            .joined(separator: " ")
    }

    private mutating func part() -> JSONValue {
        let text = JSONValue.string(self.text())
        return self.pick(
            [
                Self.object(["type": .string("text"), "text": text]),
                Self.object(["text": text, "type": .string("input_text")]),
                Self.object(["text": text]),
                Self.object(["type": .string("refusal"), "refusal": text]),
                Self.object(["type": .string("image_url"), "image_url": Self.object(["url": text])]),
                Self.object(["type": .string("input_image"), "text": text]),
                Self.object(["type": .string("input_audio"), "input_audio": Self.object(["data": text])]),
                Self.object(["type": .string("file"), "file": Self.object(["file_id": text])]),
                Self.object(["type": .string("video_url"), "video_url": .null]),
                Self.object(["type": .string("future"), "text": text]),
                Self.object(["type": .string("image_url"), "type": .string("text"), "text": text]),
                .string(self.text()), .number("-3.5e2"), .null, .array([.bool(false), .object([])]),
            ],
            or: .null
        )
    }

    private mutating func content() -> JSONValue {
        if self.chance(60) { return .string(self.text()) }
        if self.chance(10) { return .null }
        return .array((0..<Int.random(in: 0...4, using: &self.random)).map { _ in self.part() })
    }

    private mutating func message() -> JSONValue {
        let role = self.pick(
            ["system", "developer", "user", "user", "assistant", "assistant", "tool", "odd"],
            or: "user"
        )
        var members = [JSONValue.Member("role", .string(role)), JSONValue.Member("content", self.content())]
        if role == "assistant" {
            if self.chance(30) {
                let calls = (0..<Int.random(in: 0...3, using: &self.random)).map { _ in
                    Self.object(["id": .string(self.text()), "type": .string("function")])
                }
                members.append(.init("tool_calls", .array(calls)))
            }
            if self.chance(5) { members.append(.init("function_call", Self.object(["name": .string("f")]))) }
            if self.chance(5) { members.append(.init("audio", Self.object(["id": .string("x")]))) }
            if self.chance(10) { members.append(.init("prefix", .bool(self.chance(50)))) }
            if self.chance(10) { members.append(.init("partial", .bool(self.chance(50)))) }
            if self.chance(10) { members.append(.init("reasoning_content", .string(self.text()))) }
        }
        if self.chance(20) { members.append(.init("name", .string(self.text()))) }
        return .object(members)
    }

    mutating func body() -> JSONValue {
        let messages = (0..<Int.random(in: 1...6, using: &self.random)).map { _ in self.message() }
        var members = [JSONValue.Member("model", .string("m")), JSONValue.Member("messages", .array(messages))]
        let tool = Self.object(["type": .string("function"), "parallel_tool_calls": .bool(true)])
        let optional: [(String, [JSONValue])] = [
            ("stream", [.bool(true), .bool(false), .null]),
            ("logprobs", [.bool(true), .bool(false), .null]),
            ("seed", [.number("7"), .null]),
            ("n", [.number("1"), .number("2"), .number("3.0")]),
            ("tools", [.array([]), .array([tool]), .array([tool, tool])]),
            ("functions", [.array([]), .array([tool])]),
            ("parallel_tool_calls", [.bool(true), .bool(false), .null]),
            ("modalities", [.array([.string("text")]), .array([.string("text"), .string("audio")]), .null]),
            ("stop", [.string(""), .string("x"), .array([]), .array([.string("y")]), .null]),
            ("reasoning_effort", [.string("none"), .string("low"), .string("xhigh"), .string("?"), .null]),
            (
                "reasoning",
                [
                    .object([]), Self.object(["effort": .string("high")]), Self.object(["enabled": .bool(false)]),
                    .null,
                    Self.object(["effort": .string("max"), "enabled": .bool(true)]),
                ]
            ),
            ("thinking", [Self.object(["type": .string("disabled")]), Self.object(["type": .string("enabled")])]),
            (
                "response_format",
                [
                    Self.object(["type": .string("json_schema"), "json_schema": .object([])]),
                    Self.object(["type": .string("json_object")]), Self.object(["type": .string("text")]), .null,
                ]
            ),
            ("continue_final_message", [.bool(true), .bool(false)]),
            ("max_tokens", [.number("100"), .number("-1")]),
            ("unknown", [.array([Self.object(["stop": .string("x")])]), .number("1e3")]),
        ]
        for (name, values) in optional where self.chance(40) {
            members.append(.init(name, self.pick(values, or: .null)))
        }
        return .object(members)
    }
}
