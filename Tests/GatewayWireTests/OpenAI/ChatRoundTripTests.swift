import GatewayWire
import Testing

struct ChatRoundTripTests {
    @Test(arguments: 0..<300)
    func `a chat completion that is split and put together means the same`(seed: Int) throws {
        var sample = CompletionSample(seed: UInt64(seed))
        let body = Array(sample.chat().utf8)
        try Self.check(body, isChat: true, isAligned: sample.isAligned, "seed \(seed)")
    }

    @Test(arguments: 0..<200)
    func `a completion that is split and put together means the same`(seed: Int) throws {
        var sample = CompletionSample(seed: UInt64(seed) &+ 77_000)
        let body = Array(sample.completion().utf8)
        try Self.check(body, isChat: false, isAligned: false, "seed \(seed)")
    }

    private static func check(_ body: [UInt8], isChat: Bool, isAligned: Bool, _ seed: Comment) throws {
        for includesUsage in [true, false] {
            let stream = try #require(
                split(body, isChat: isChat, includesUsage: includesUsage),
                seed
            )
            let chunks = eventData(stream)
            let framed = chunks.reduce(into: []) { $0 += EventStreamWriter.event($1) }
            #expect(framed == stream, "each event is one line; \(seed)")
            try Self.checkChunks(chunks, of: body, isChat: isChat, includesUsage: includesUsage, isAligned, seed)

            let whole = try #require(assembled(chunks, isChat: isChat), seed)
            var expected = try JSONValue.meaning(body)
            if !includesUsage { expected = expected.without("usage") }
            #expect(try JSONValue.meaning(whole) == expected, seed)

            // What was put together once is split and put together to the same bytes.
            let again = try #require(
                split(whole, isChat: isChat, includesUsage: includesUsage),
                seed
            )
            #expect(assembled(eventData(again), isChat: isChat) == whole, seed)
        }
    }

    private static func checkChunks(
        _ chunks: [[UInt8]],
        of body: [UInt8],
        isChat: Bool,
        includesUsage: Bool,
        _ isAligned: Bool,
        _ seed: Comment
    ) throws {
        let reply = try JSONValue.meaning(body)
        var check = StreamCheck()
        for (number, data) in chunks.enumerated() {
            let event = data.withUnsafeBytes { check.note($0) }
            let isLast = number == chunks.count - 1
            let usageIsTold = includesUsage && reply["usage"] != nil
            #expect(event == (isLast && usageIsTold ? .usageOnly : .chunk), seed)
            let chunk = try JSONValue.reading(data)
            #expect(chunk["object"]?.text == (isChat ? "chat.completion.chunk" : "text_completion"), seed)
            for name in ["id", "created", "model", "system_fingerprint", "service_tier"] {
                #expect(chunk[name]?.meaning == reply[name], seed)
            }
            if isAligned { Self.checkTokens(of: chunk, seed) }
        }
        #expect(check.isFinished, seed)
        #expect(check.choiceCount == reply["choices"]?.elements?.count, seed)
    }

    /// The tokens that come with a piece of text say just that piece.
    private static func checkTokens(of chunk: JSONValue, _ seed: Comment) {
        for choice in chunk["choices"]?.elements ?? [] {
            for name in ["content", "refusal"] {
                guard let tokens = choice["logprobs"]?[name]?.elements, !tokens.isEmpty else { continue }
                let bytes = tokens.flatMap { token -> [UInt8] in
                    let spelled = token["bytes"]?.elements?.compactMap { $0.integer.map { UInt8($0) } }
                    return spelled ?? Array((token["token"]?.text ?? "").utf8)
                }
                #expect(String(decoding: bytes, as: UTF8.self) == choice["delta"]?[name]?.text, seed)
            }
        }
    }

    @Test func `no text that was changed anywhere brings a check or a conversion down`() {
        let alphabet = Array(#"{}[]",:\u0123de "indexroltcagsf"#.utf8)
        for seed in 0..<800 {
            var sample = CompletionSample(seed: UInt64(seed))
            let isChat = seed % 3 > 0
            let text = Array((isChat ? sample.chat() : sample.completion()).utf8)
            let body = sample.random.mutate(text, alphabet: alphabet)
            let check = ReplyScan(body.span.bytes)
            #expect(check.isValid == ((try? JSONValue.reading(body))?.members != nil), "seed \(seed)")
            guard let stream = split(body, isChat: isChat, includesUsage: true) else {
                continue
            }
            let chunks = eventData(stream)
            for chunk in chunks { #expect((try? JSONValue.reading(chunk)) != nil, "seed \(seed)") }
            if let whole = assembled(chunks, isChat: isChat) {
                #expect((try? JSONValue.reading(whole)) != nil, "seed \(seed)")
            }
        }
    }

    @Test func `no chunk that was changed anywhere brings the assembler or the stream check down`() {
        let alphabet = Array(#"{}[]",:\u0123de "indexroltcagsf"#.utf8)
        for seed in 0..<400 {
            var sample = CompletionSample(seed: UInt64(seed) &+ 5_000)
            let isChat = seed % 3 > 0
            let body = Array((isChat ? sample.chat() : sample.completion()).utf8)
            guard let stream = split(body, isChat: isChat, includesUsage: true) else {
                Issue.record("seed \(seed)")
                continue
            }
            var chunks = eventData(stream)
            let place = sample.random.below(chunks.count)
            chunks[place] = sample.random.mutate(chunks[place], alphabet: alphabet)
            var check = StreamCheck()
            let event = chunks[place].withUnsafeBytes { check.note($0) }
            let isObject = (try? JSONValue.reading(chunks[place]))?.members != nil
            if !isObject { #expect(event == .malformed, "seed \(seed)") }
            let rest = chunks[place].withUnsafeBytes { StreamCheck.withoutSignalbox($0) }
            #expect((rest != nil) == isObject, "seed \(seed)")
            if let whole = assembled(chunks, isChat: isChat) {
                #expect((try? JSONValue.reading(whole)) != nil, "seed \(seed)")
            }
        }
    }
}
