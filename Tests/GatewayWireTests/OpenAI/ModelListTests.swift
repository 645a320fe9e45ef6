import GatewayWire
import Testing

struct ModelListTests {
    @Test func `a list has OpenAI's form`() {
        let card = ModelCard(id: "fast\"", created: 1_700_000_000, ownedBy: "signalbox")
        let one = #"{"id":"fast\"","object":"model","created":1700000000,"owned_by":"signalbox"}"#
        #expect(String(decoding: card.bytes, as: UTF8.self) == one)
        let list = ModelList([card, card])
        #expect(String(decoding: list.bytes, as: UTF8.self) == #"{"object":"list","data":[\#(one),\#(one)]}"#)
        #expect(String(decoding: ModelList([]).bytes, as: UTF8.self) == #"{"object":"list","data":[]}"#)
    }
}
