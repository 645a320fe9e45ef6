import GatewayCore
import GatewaySimulator
import GatewayWire
import Testing

@Suite struct ReplyMakerTests {
    private static let ask = #""messages":[{"role":"user","content":"How do I bake bread?"}]"#

    @Test func `a chat completion has the shape and the usage of OpenAI's`() throws {
        var maker = ReplyMaker(instant(tokens: 40), models: [])
        let reply = maker.reply("/v1/chat/completions", "{\"model\":\"sim\",\(Self.ask)}")
        let json = try reply.json()
        #expect(reply.status == 200)
        #expect(json["object"]?.text == "chat.completion")
        #expect(json["id"]?.text?.hasPrefix("chatcmpl-") == true)
        #expect(json["created"]?.integer == 1_900_000_000)
        #expect(json["model"]?.text == "sim")
        #expect(json["choices"]?[0]?["message"]?["role"]?.text == "assistant")
        #expect(json.content?.contains("How do I bake bread") == true)
        #expect(json.finishReason == "stop")
        let usage = try #require(json["usage"])
        #expect(usage["completion_tokens"]?.integer == 40)
        let prompt = try #require(usage["prompt_tokens"]?.integer)
        #expect((8...16).contains(prompt))
        #expect(usage["total_tokens"]?.integer == prompt + 40)
        for name in ["x-request-id", "openai-processing-ms", "openai-version", "x-ratelimit-limit-requests"] {
            #expect(reply.header(name) != nil)
        }
        #expect(reply.header("x-ratelimit-remaining-requests") == "9999")
    }

    @Test func `a limit of tokens, stop strings and several choices are obeyed`() throws {
        var maker = ReplyMaker(instant(tokens: 40), models: [])
        let short = try maker.chat("{\"model\":\"sim\",\"max_tokens\":5,\(Self.ask)}")
        #expect(short.finishReason == "length")
        #expect(short["usage"]?["completion_tokens"]?.integer == 5)
        let newer = try maker.chat("{\"model\":\"sim\",\"max_completion_tokens\":3,\"max_tokens\":9,\(Self.ask)}")
        #expect(newer["usage"]?["completion_tokens"]?.integer == 3)
        let stopped = try maker.chat("{\"model\":\"sim\",\"stop\":[\"”\"],\(Self.ask)}")
        #expect(stopped.finishReason == "stop")
        #expect(stopped.content?.hasSuffix("bread") == true)
        let several = try maker.chat("{\"model\":\"sim\",\"n\":3,\(Self.ask)}")
        let texts = several["choices"]?.elements?.compactMap { $0["message"]?["content"]?.text } ?? []
        #expect(Set(texts).count == 3)
        #expect(several["usage"]?["completion_tokens"]?.integer == 120)
    }

    @Test(arguments: [
        (#""temperature":0"#, true), (#""temperature":0.0"#, true), (#""seed":4"#, true), (#""temperature":1"#, false),
    ])
    func `temperature 0 or a seed makes answers equal`(parameter: String, isEqual: Bool) throws {
        var maker = ReplyMaker(instant(), models: [])
        let body = "{\"model\":\"sim\",\(parameter),\(Self.ask)}"
        let first = try maker.chat(body).content
        let second = try maker.chat(body).content
        #expect((first == second) == isEqual)
    }

    @Test func `a run is repeated by its seed`() throws {
        let body = "{\"model\":\"sim\",\"stream\":true,\(Self.ask)}"
        func run(seed: UInt64) throws -> [[String]] {
            var simulation = Simulation(tokens: 30, seed: seed)
            simulation.rateLimitShare = 0.2
            var maker = ReplyMaker(simulation, models: [])
            return try (0..<20).map { _ in
                let reply = maker.reply("/v1/chat/completions", body)
                let events = reply.status == 200 ? try reply.events() : []
                return ["\(reply.status)", "\(reply.delay)", reply.header("x-request-id") ?? ""] + events
            }
        }
        let first = try run(seed: 1)
        #expect(try run(seed: 1) == first)
        #expect(try run(seed: 2) != first)
        #expect(Set(first.map { $0[0] }) == ["200", "429"])
    }

    @Test(arguments: [true, false])
    func `a stream is roles, tokens, finish, usage on request, done`(includesUsage: Bool) throws {
        var maker = ReplyMaker(instant(tokens: 12), models: [])
        let option = includesUsage ? #""stream_options":{"include_usage":true},"# : ""
        let reply = maker.reply("/v1/chat/completions", "{\"model\":\"sim\",\"stream\":true,\(option)\(Self.ask)}")
        var events = try reply.events()
        let end = events.popLast()
        #expect(end == "[DONE]")
        var chunks = try events.map { try JSONValue.parse($0) }
        if includesUsage {
            let last = chunks.popLast()
            #expect(last?["choices"] == .array([]))
            #expect(last?["usage"]?["completion_tokens"]?.integer == 12)
        }
        #expect(chunks.count == 14)
        let usage: JSONValue? = includesUsage ? .null : nil
        #expect(chunks.allSatisfy { $0["usage"] == usage })
        #expect(chunks.allSatisfy { $0["object"]?.text == "chat.completion.chunk" && $0["id"] == chunks[0]["id"] })
        #expect(chunks[0]["choices"]?[0]?["delta"]?["role"]?.text == "assistant")
        #expect(chunks[13]["choices"]?[0]?["finish_reason"]?.text == "stop")
        #expect(chunks[13]["choices"]?[0]?["delta"] == .object([]))
        #expect(chunks[1...12].allSatisfy { $0["choices"]?[0]?["delta"]?["content"]?.text?.isEmpty == false })
    }

    @Test(arguments: ["/v1/chat/completions", "/v1/completions"])
    func `a stream says what the whole reply says, with log probabilities`(path: String) throws {
        let isChat = path.contains("chat")
        let input = isChat ? Self.ask + #","logprobs":true,"top_logprobs":2"# : #""prompt":"Bread?","logprobs":2"#
        var maker = ReplyMaker(instant(), models: [])
        let whole = try maker.json(path, "{\"model\":\"sim\",\"seed\":1,\(input)}")
        let events = try maker.reply(path, "{\"model\":\"sim\",\"seed\":1,\"stream\":true,\(input)}").events()
        let chunks = try events.dropLast().map { try JSONValue.parse($0) }
        let choice = try #require(whole["choices"]?[0])
        let choices = chunks.compactMap { $0["choices"]?[0] }
        if isChat {
            #expect(choices.compactMap { $0["delta"]?["content"]?.text }.joined() == whole.content)
            let entries = choices.flatMap { $0["logprobs"]?["content"]?.elements ?? [] }
            #expect(entries.count == 40)
            #expect(entries == choice["logprobs"]?["content"]?.elements)
            #expect(entries.allSatisfy { $0["top_logprobs"]?.elements?.count == 2 })
        } else {
            #expect(choices.compactMap { $0["text"]?.text }.joined() == choice["text"]?.text)
            for name in ["tokens", "token_logprobs", "text_offset"] {
                let entries = choices.flatMap { $0["logprobs"]?[name]?.elements ?? [] }
                #expect(entries.count == 40)
                #expect(entries == choice["logprobs"]?[name]?.elements)
            }
        }
    }

    private static let tools = """
        "tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object",\
        "properties":{"city":{"type":"string"},"days":{"type":"integer","minimum":1,"maximum":3}}}}},\
        {"type":"function","function":{"name":"send_mail"}}]
        """

    private static let toolCases: [(String, String, [String])] = [
        (#""messages":[{"role":"user","content":"Please get weather for Oslo"}]"#, "", ["get_weather"]),
        (#""messages":[{"role":"user","content":"get_weather then send-mail"}]"#, "", ["get_weather", "send_mail"]),
        (
            #""messages":[{"role":"user","content":"get_weather, send_mail"}]"#, #","parallel_tool_calls":false"#,
            ["get_weather"]
        ),
        (#""messages":[{"role":"user","content":"get_weather"}]"#, #","tool_choice":"none""#, []),
        (#""messages":[{"role":"user","content":"hello"}]"#, "", []),
        (#""messages":[{"role":"user","content":"hello"}]"#, #","tool_choice":"required""#, ["get_weather"]),
        (
            #""messages":[{"role":"user","content":"hello"}]"#,
            #","tool_choice":{"type":"function","function":{"name":"send_mail"}}"#, ["send_mail"]
        ),
        (
            #""messages":[{"role":"user","content":"get_weather"},{"role":"tool","tool_call_id":"x","content":"4"}]"#,
            "", []
        ),
    ]

    @Test(arguments: Self.toolCases)
    func `tools are called when they are named or forced`(messages: String, choice: String, names: [String]) throws {
        var maker = ReplyMaker(instant(), models: [])
        let body = "{\"model\":\"sim\",\"seed\":1,\(messages),\(Self.tools)\(choice)"
        let json = try maker.chat(body + "}")
        let message = try #require(json["choices"]?[0]?["message"])
        let calls = message["tool_calls"]?.elements ?? []
        #expect(calls.compactMap { $0["function"]?["name"]?.text } == names)
        #expect(json.finishReason == (names.isEmpty ? "stop" : "tool_calls"))
        #expect((message["content"] == .null) == !names.isEmpty)
        let arguments = calls.compactMap { $0["function"]?["arguments"]?.text }
        for text in arguments { #expect(try JSONValue.parse(text).members != nil) }

        var streamed = Array(repeating: "", count: calls.count)
        for event in try maker.reply("/v1/chat/completions", body + ",\"stream\":true}").events().dropLast() {
            let delta = try JSONValue.parse(event)["choices"]?[0]?["delta"]?["tool_calls"]?[0]
            guard let index = delta?["index"]?.integer else { continue }
            streamed[index] += delta?["function"]?["arguments"]?.text ?? ""
        }
        #expect(streamed == arguments)
    }

    @Test func `a response format gives JSON`() throws {
        var maker = ReplyMaker(instant(), models: [])
        let object = try maker.chat("{\"model\":\"sim\",\"response_format\":{\"type\":\"json_object\"},\(Self.ask)}")
        #expect(try JSONValue.parse(object.content ?? "").members?.isEmpty == false)
        let schema = #"{"name":"n","schema":{"type":"object","properties":{"ok":{"const":true}}}}"#
        let format = "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":\(schema)}"
        let fixed = try maker.chat("{\"model\":\"sim\",\(format),\(Self.ask)}")
        #expect(fixed.content == #"{"ok":true}"#)
    }

    @Test func `a long prompt is cached the second time`() throws {
        var maker = ReplyMaker(instant(), models: [])
        let text = String(repeating: "long ", count: 2_000)
        let body = "{\"model\":\"sim\",\"messages\":[{\"role\":\"system\",\"content\":\"\(text)\"}]}"
        let details = try (0..<2).map { _ in
            try maker.chat(body)["usage"]?["prompt_tokens_details"]?["cached_tokens"]?.integer
        }
        #expect(details[0] == 0)
        #expect((details[1] ?? 0) >= 2_048)
    }

    @Test(arguments: [(#""one""#, 1), (#"["one","two"]"#, 2), ("[1,2,3]", 1), ("[[1,2],[3]]", 2)])
    func `embeddings come for every form of input, as numbers or base64`(input: String, count: Int) throws {
        var maker = ReplyMaker(instant(), models: [])
        let body = "{\"model\":\"e\",\"dimensions\":8,\"input\":\(input)"
        let numbers = try maker.json("/v1/embeddings", body + "}")
        let data = try #require(numbers["data"]?.elements)
        #expect(data.count == count)
        let coded = try maker.json("/v1/embeddings", body + ",\"encoding_format\":\"base64\"}")
        for (index, element) in data.enumerated() {
            let values = try #require(element["embedding"]?.elements).compactMap { $0.numberText.flatMap(Float.init) }
            #expect(values.count == 8)
            let bytes = values.flatMap { value in (0..<4).map { UInt8(value.bitPattern >> UInt32($0 * 8) & 255) } }
            #expect(coded["data"]?[index]?["embedding"]?.text == String(decoding: Base64.encode(bytes), as: UTF8.self))
        }
    }

    private static let problems: [(String, String, Int)] = [
        ("/v1/nowhere", "{}", 404), ("/v1/models", "{}", 405), ("/v1/chat/completions", "{", 400),
        ("/v1/chat/completions", "{}", 400), ("/v1/chat/completions", #"{"model":"m"}"#, 400),
        ("/v1/chat/completions", #"{"model":"m","messages":[]}"#, 400),
        ("/v1/chat/completions", #"{"model":"m","messages":[{"content":"x"}]}"#, 400),
        ("/v1/chat/completions", #"{"model":"m","messages":[{"role":"user","content":3}]}"#, 400),
        ("/v1/chat/completions", #"{"model":"m","n":0,"messages":[{"role":"user"}]}"#, 400),
        ("/v1/chat/completions", #"{"model":"m","max_tokens":"x","messages":[{"role":"user"}]}"#, 400),
        ("/v1/chat/completions", #"{"model":"m","stop":["a","b","c","d","e"],"messages":[{"role":"user"}]}"#, 400),
        ("/v1/chat/completions", #"{"model":"m!429","messages":[{"role":"user"}]}"#, 429),
        ("/v1/chat/completions", #"{"model":"m!503","messages":[{"role":"user"}]}"#, 503),
        ("/v1/completions", #"{"model":"m","prompt":[]}"#, 400), ("/v1/embeddings", #"{"model":"m"}"#, 400),
        ("/v1/embeddings", #"{"model":"m","input":["a",1]}"#, 400),
        ("/v1/embeddings", #"{"model":"m","input":"a","dimensions":9000}"#, 400),
        ("/v1/embeddings", #"{"model":"m!500","input":"a"}"#, 500),
    ]

    @Test(arguments: Self.problems)
    func `what cannot be answered gets an error object`(path: String, body: String, status: Int) throws {
        var maker = ReplyMaker(instant(), models: [])
        let reply = maker.reply(path, body)
        #expect(reply.status == status)
        let error = try #require(try reply.json()["error"])
        #expect(error["message"]?.text?.isEmpty == false)
        #expect(error["type"]?.text != nil)
        #expect((reply.header("retry-after") != nil) == (status == 429))
    }

    @Test func `models are listed at both paths`() throws {
        for path in ["/v1/models", "/openai/v1/models"] {
            var maker = ReplyMaker(instant(), models: ["a", "b"], basePath: "/openai/v1")
            let reply = maker.reply(to: ReceivedRequest(method: .get, path: path), unixTime: 1, now: 1)
            #expect(try reply.json()["data"]?.elements?.compactMap { $0["id"]?.text } == ["a", "b"])
            let one = maker.reply(to: ReceivedRequest(method: .get, path: path + "/a"), unixTime: 1, now: 1)
            #expect(try one.json()["id"]?.text == "a")
        }
    }
}
