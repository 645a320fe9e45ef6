import GatewayWire
import Testing

struct EventStreamWriterTests {
    @Test(arguments: ["", "{}", "a\nb", "a\r\nb\rc", "\n", " lead"])
    func `written data is read back with its lines`(text: String) {
        let bytes = EventStreamWriter.event(Array(text.utf8))
        var parser = EventStreamParser(maxEventBytes: 1000)
        var seen: [String] = []
        parser.feed(bytes.span.bytes) { seen.append(String(decoding: $0.data, as: UTF8.self)) }
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        #expect(seen == [lines.joined(separator: "\n")])
        let pending = parser.pendingBytes
        #expect(pending == 0)
    }

    @Test func `fixed frames are what clients expect`() {
        #expect(String(decoding: EventStreamWriter.ping, as: UTF8.self) == ": ping\n\n")
        #expect(String(decoding: EventStreamWriter.done, as: UTF8.self) == "data: [DONE]\n\n")
        let error = EventStreamWriter.event(
            ErrorEnvelope(message: "gone", type: "upstream_error", code: "upstream_cut")
        )
        #expect(
            String(decoding: error, as: UTF8.self)
                == #"data: {"error":{"message":"gone","type":"upstream_error","param":null,"code":"upstream_cut"}}"#
                + "\n\n"
        )
    }
}
