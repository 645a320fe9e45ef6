import GatewayCore
import GatewaySimulator
import GatewayWire
import NIOCore
import Testing

@Suite struct ConnectionTests {
    private static let pair = """
        POST /v1/a?x=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello\
        POST /b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n\
        GET /c HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n
        """

    private func steps(_ parts: [[UInt8]], maxBodyBytes: Int = 100) -> [RequestReader.Step] {
        var reader = RequestReader(maxBodyBytes: maxBodyBytes)
        var buffer = ByteBuffer()
        var steps: [RequestReader.Step] = []
        for part in parts {
            buffer.writeBytes(part)
            reading: while true {
                let step = reader.next(&buffer)
                switch step {
                case .needMore: break reading
                case .request, .expectsContinue: steps.append(step)
                case .tooLarge, .refused: return steps + [step]
                }
            }
        }
        return steps
    }

    @Test func `requests are read at every split`() {
        let bytes = Array(Self.pair.utf8)
        let expected: [RequestReader.Step] = [
            .request(ReceivedRequest(method: .post, path: "/v1/a", body: Array("hello".utf8))),
            .request(ReceivedRequest(method: .post, path: "/b", body: Array("abcde".utf8))),
            .request(ReceivedRequest(method: .get, path: "/c", keepsAlive: false)),
        ]
        #expect(self.steps([bytes]) == expected)
        #expect(self.steps(bytes.map { [$0] }) == expected)
        for split in 1..<bytes.count {
            #expect(self.steps([Array(bytes[..<split]), Array(bytes[split...])]) == expected, "split at \(split)")
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `mutated requests give the same at any split and never a large body`(seed: UInt64) {
        var chance = Chance(seed: seed)
        var bytes = Array(Self.pair.utf8)
        for _ in 0...chance.below(3) {
            let at = chance.below(bytes.count)
            switch chance.below(3) {
            case 0: bytes[at] = UInt8(truncatingIfNeeded: chance.next())
            case 1: bytes.remove(at: at)
            default: bytes.insert(bytes[chance.below(bytes.count)], at: at)
            }
        }
        let whole = self.steps([bytes])
        #expect(self.steps(bytes.map { [$0] }) == whole, "seed \(seed)")
        for case .request(let request) in whole { #expect(request.body.count <= 100, "seed \(seed)") }
    }

    @Test(arguments: [
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + String(repeating: "x", count: 101),
    ])
    func `a long body is refused before it is kept`(text: String) {
        #expect(self.steps([Array(text.utf8)]) == [.tooLarge])
    }

    @Test func `a client that waits is told to continue`() {
        let head = "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        let request = ReceivedRequest(method: .post, path: "/", body: Array("ok".utf8))
        #expect(self.steps([Array(head.utf8), Array("ok".utf8)]) == [.expectsContinue, .request(request)])
        #expect(self.steps([Array((head + "ok").utf8)]) == [.request(request)])
    }

    /// Plays a reply without waiting and tells how it ended.
    private func play(_ reply: Reply, isHTTP10: Bool = false) -> (text: String, end: Playback.Next, tokens: Int) {
        var request = post("/v1/chat/completions", "")
        request.isHTTP10 = isHTTP10
        var playback = Playback(reply, to: request)
        var buffer = ByteBuffer()
        while true {
            let next = playback.advance(into: &buffer)
            if case .pause = next { continue }
            return (String(buffer: buffer), next, playback.tokens)
        }
    }

    private func reply(_ model: String, isStream: Bool, tokens: Int = 20) -> Reply {
        var maker = ReplyMaker(instant(tokens: tokens), models: [])
        let messages = #""messages":[{"role":"user","content":"hi"}]"#
        return maker.reply("/v1/chat/completions", "{\"model\":\"\(model)\",\"stream\":\(isStream),\(messages)}")
    }

    @Test func `a stream is chunked for HTTP 1.1 and ends with the connection for 1.0`() {
        let new = self.play(self.reply("sim", isStream: true))
        #expect(new.end == .finished)
        #expect(new.text.contains("transfer-encoding: chunked\r\n"))
        #expect(new.text.hasSuffix("data: [DONE]\n\n\r\n0\r\n\r\n"))
        let old = self.play(self.reply("sim", isStream: true), isHTTP10: true)
        #expect(!old.text.contains("chunked"))
        #expect(old.text.contains("connection: close\r\n"))
        #expect(old.text.hasSuffix("data: [DONE]\n\n"))
    }

    @Test(arguments: [("sim!cut", .cut), ("sim!stall", .stalled)] as [(String, Playback.Next)], [1, 2, 20])
    func `a fault strikes half way`(fault: (model: String, end: Playback.Next), tokens: Int) {
        let stream = self.play(self.reply(fault.model, isStream: true, tokens: tokens))
        #expect(stream.end == fault.end)
        #expect(stream.tokens == tokens / 2)
        #expect(stream.text.contains("\"role\""))
        #expect(!stream.text.contains("[DONE]"))
        let whole = self.play(self.reply(fault.model, isStream: false, tokens: tokens))
        #expect(whole.end == fault.end)
        #expect(whole.text.contains("content-length: "))
        #expect(!whole.text.hasSuffix("}"))
    }

    @Test func `a reset sends nothing`() {
        let played = self.play(self.reply("sim!reset", isStream: true))
        #expect(played.end == .reset)
        #expect(played.text.isEmpty)
    }

    @Test func `pauses are those that were drawn`() {
        var simulation = instant(tokens: 3)
        simulation.firstToken = .milliseconds(5)
        simulation.tokenGap = .milliseconds(2)
        var maker = ReplyMaker(simulation, models: [])
        let body = #"{"model":"sim","stream":true,"messages":[{"role":"user"}]}"#
        var playback = Playback(maker.reply("/v1/chat/completions", body), to: post("/", ""))
        var buffer = ByteBuffer()
        #expect(playback.firstDelay == 5_000_000)
        let pauses = (0..<5).map { _ in playback.advance(into: &buffer) }
        #expect(pauses == [.pause(0), .pause(2_000_000), .pause(2_000_000), .pause(0), .finished])
    }
}
