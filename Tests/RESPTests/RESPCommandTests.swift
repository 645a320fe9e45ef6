import NIOCore
import RESP
import Testing

struct RESPCommandTests {
    private func encoded(_ command: RESPCommand) -> String {
        var bytes = ByteBuffer()
        command.encode(into: &bytes)
        return String(buffer: bytes)
    }

    @Test func `arguments of all kinds are encoded as strings`() {
        let command = RESPCommand(
            "TEST",
            "é",
            .bytes([0x61, 0x0D]),
            .buffer(ByteBuffer(string: "xyz")),
            .integer(Int64.min),
            .integer(0),
            .string("")
        )
        #expect(
            self.encoded(command)
                == "*7\r\n$4\r\nTEST\r\n$2\r\né\r\n$2\r\na\r\r\n$3\r\nxyz\r\n$20\r\n-9223372036854775808\r\n"
                + "$1\r\n0\r\n$0\r\n\r\n"
        )
    }

    @Test(arguments: [0, 1, 9, 10, 99, 100, 12_345, 1_000_000_000_000, -1, -10, .max, .min] as [Int64])
    func `numbers are written in decimal`(_ number: Int64) {
        #expect(RESPArgument.integer(number).withBytes { String(decoding: $0, as: UTF8.self) } == String(number))
    }

    @Test func `commands follow each other in one buffer and keep their bound`() {
        var bytes = ByteBuffer()
        let commands = (0..<50).map { RESPCommand("ECHO", .bytes(Array(repeating: 0x61, count: $0 * 100))) }
        for command in commands {
            let before = bytes.readableBytes
            command.encode(into: &bytes)
            #expect(bytes.readableBytes - before <= command.byteBound)
        }
        var parser = RESPParser()
        parser.feed(bytes)
        let values = (try? parser.all()) ?? []
        #expect(values.map { $0.elements?.last?.bytes?.readableBytes } == (0..<50).map { $0 * 100 })
    }

    @Test func `typed commands know their keys`() {
        #expect(RESPCommand.get("a").key == "a")
        #expect(RESPCommand.ping.key == nil)
        #expect(RESPCommand.evalsha("0", keys: ["k1", "k2"], arguments: ["x"]).key(at: 1) == "k2")
        #expect(RESPCommand.eval("return 1", keys: [], arguments: ["x"]).key == nil)
        #expect(RESPCommand.xread("stream", after: "0", count: 5).key == "stream")
        #expect(RESPCommand.mget(["a", "b"]).split == .gather)
        #expect(RESPCommand.del(["a", "b"]).split == .sum)
        #expect(RESPCommand.set("a", "b").key == "a")
        #expect(RESPCommand.get("a").isReadOnly)
        #expect(!RESPCommand.set("a", "b").isReadOnly)
        let pairs = RESPCommand(
            "MSET",
            arguments: ["a", "1", "b", "2"],
            keys: RESPCommand.Keys(first: 0, count: 2, step: 2)
        )
        #expect(pairs.key(at: 1) == "b")
    }

    @Test func `typed commands are spelt as the server expects`() {
        #expect(
            self.encoded(.set("k", "v", px: 50, nx: true))
                == "*6\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n$2\r\nPX\r\n$2\r\n50\r\n$2\r\nNX\r\n"
        )
        #expect(RESPCommand.set("k", "v", xx: true).arguments == ["k", "v", "XX"])
        #expect(
            RESPCommand.xadd("s", maxLength: 9, [(name: "f", value: "v")]).arguments
                == ["s", "MAXLEN", "~", 9, "*", "f", "v"]
        )
        #expect(RESPCommand.xrange("s", from: "1", count: 2).arguments == ["s", "1", "+", "COUNT", 2])
        #expect(
            RESPCommand.trackingOn(prefixes: ["a:", "b:"], noLoop: true).arguments
                == ["TRACKING", "ON", "BCAST", "PREFIX", "a:", "PREFIX", "b:", "NOLOOP"]
        )
        #expect(RESPCommand.subscribe(["a", "b"]).confirmations == 2)
    }
}
