import NIOCore
import RESP
import Testing

struct RESPParserTests {
    struct Sample: Sendable, CustomStringConvertible {
        let text: String
        let value: RESPValue
        var description: String { self.text.debugDescription }
    }

    static let samples = [
        Sample(text: "+OK\r\n", value: simple("OK")),
        Sample(text: "+\r\n", value: simple("")),
        Sample(text: "-ERR no\r\n", value: .error(RESPError("ERR no"))),
        Sample(text: "!9\r\nERR a\r\nbc\r\n", value: .error(RESPError("ERR a\r\nbc"))),
        Sample(text: ":0\r\n", value: .integer(0)),
        Sample(text: ":+7\r\n", value: .integer(7)),
        Sample(text: ":-9223372036854775808\r\n", value: .integer(.min)),
        Sample(text: ":9223372036854775807\r\n", value: .integer(.max)),
        Sample(text: "$0\r\n\r\n", value: bulk("")),
        Sample(text: "$4\r\n\r\n\r\n\r\n", value: bulk("\r\n\r\n")),
        Sample(text: "$-1\r\n", value: .null),
        Sample(text: "*-1\r\n", value: .null),
        Sample(text: "_\r\n", value: .null),
        Sample(text: "#t\r\n", value: .boolean(true)),
        Sample(text: "#f\r\n", value: .boolean(false)),
        Sample(text: ",1.5e3\r\n", value: .double(1_500)),
        Sample(text: ",-inf\r\n", value: .double(-.infinity)),
        Sample(text: ",10\r\n", value: .double(10)),
        Sample(text: "(-12345678901234567890\r\n", value: .bigNumber(ByteBuffer(string: "-12345678901234567890"))),
        Sample(text: "=7\r\ntxt:abc\r\n", value: .verbatim(ByteBuffer(string: "txt:abc"))),
        Sample(text: "*0\r\n", value: .array([])),
        Sample(text: "*2\r\n*1\r\n:1\r\n$1\r\na\r\n", value: .array([.array([.integer(1)]), bulk("a")])),
        Sample(text: "~2\r\n:1\r\n:2\r\n", value: .set([.integer(1), .integer(2)])),
        Sample(text: "%1\r\n+k\r\n*0\r\n", value: .map([RESPMapEntry(key: simple("k"), value: .array([]))])),
        Sample(text: ">2\r\n+a\r\n+b\r\n", value: .push([simple("a"), simple("b")])),
        Sample(text: "|1\r\n+ttl\r\n:3\r\n$1\r\nv\r\n", value: bulk("v")),
        Sample(
            text: "*2\r\n|1\r\n+x\r\n*2\r\n:1\r\n:2\r\n:8\r\n|0\r\n:9\r\n",
            value: .array([.integer(8), .integer(9)])
        ),
    ]

    @Test(arguments: samples)
    func `every type is read`(_ sample: Sample) throws {
        #expect(try RESPParser.parse(sample.text) == [sample.value])
    }

    @Test(arguments: samples)
    func `a value cut at any byte waits for its rest`(_ sample: Sample) throws {
        let bytes = ByteBuffer(string: sample.text)
        for cut in 1..<bytes.readableBytes {
            var parser = RESPParser()
            var rest = bytes
            if let part = rest.readSlice(length: cut) { parser.feed(part) }
            #expect(try parser.next() == nil)
            parser.feed(rest)
            #expect(try parser.all() == [sample.value])
            #expect(parser.bufferedBytes == 0)
        }
    }

    @Test func `nan is read`() throws {
        guard case .double(let number)? = try RESPParser.parse(",nan\r\n").first else {
            Issue.record("no double")
            return
        }
        #expect(number.isNaN)
    }

    @Test(arguments: [
        ("?\r\n", RESPParseError.unknownType(0x3F)), ("\r\n", .unknownType(0x0D)), ("$x\r\n", .badNumber),
        ("$\r\n", .badNumber), (":\r\n", .badNumber), (":-\r\n", .badNumber), (":1\n", .badNumber),
        (":1 \r\n", .badNumber),
        (":9223372036854775808\r\n", .badNumber), (":-9223372036854775809\r\n", .badNumber),
        (":00000000000000000000001", .badNumber), ("$-2\r\n", .stringTooLong), ("!-1\r\n", .stringTooLong),
        ("*-2\r\n", .tooManyElements), ("%-1\r\n", .tooManyElements), ("$?\r\n", .streamed), ("*?\r\n", .streamed),
        (":?\r\n", .badNumber), ("$1\r\nabc", .badLine), ("+a\nb\r\n", .badLine), ("+a\rb\r\n", .badLine),
        ("+\n", .badLine), ("#x\r\n", .badLiteral), ("#\r\n", .badLiteral), ("_x\r\n", .badLiteral),
        (",0x10\r\n", .badNumber), (",infinity\r\n", .badNumber), (",\r\n", .badNumber), ("(12a\r\n", .badNumber),
        ("(--1\r\n", .badNumber), ("(\r\n", .badNumber), ("=3\r\ntxt\r\n", .badVerbatim),
        ("=4\r\ntxt.\r\n", .badVerbatim),
        ("*1\r\n>1\r\n+a\r\n", .misplacedPush), (";1\r\n", .unknownType(0x3B)),
    ])
    func `what is not the protocol is refused, and stays refused`(_ text: String, _ error: RESPParseError) {
        var parser = RESPParser()
        parser.feed(ByteBuffer(string: text))
        #expect(throws: error) { try parser.next() }
        parser.feed(ByteBuffer(string: "+OK\r\n"))
        #expect(throws: error) { try parser.next() }
        #expect(parser.bufferedBytes == 0)
    }

    @Test func `limits are kept before room is made`() {
        var limits = RESPParser.Limits()
        limits.maxBulk = 10
        limits.maxLine = 10
        limits.maxElements = 5
        limits.maxDepth = 2
        limits.maxValueBytes = 60
        for (text, error) in [
            ("$11\r\n", RESPParseError.stringTooLong), ("$9999999999\r\n", .stringTooLong),
            ("+12345678901", .lineTooLong), ("+12345678901\r\n", .lineTooLong), ("*6\r\n", .tooManyElements),
            ("%3\r\n", .tooManyElements), ("*3\r\n*3\r\n", .tooManyElements), ("*1\r\n*1\r\n*1\r\n", .tooDeep),
            ("*5\r\n" + String(repeating: "$10\r\n0123456789\r\n", count: 5), .valueTooLarge),
            (String(repeating: "|1\r\n+a\r\n+b\r\n", count: 5), .tooManyElements),
        ] {
            #expect(throws: error, "\(text)") { try RESPParser.parse(text, limits: limits) }
        }
        let fits = "$10\r\n0123456789\r\n+123456789\r\n*5\r\n:1\r\n:2\r\n:3\r\n:4\r\n*0\r\n%2\r\n_\r\n_\r\n_\r\n_\r\n"
        #expect(throws: Never.self) { try RESPParser.parse(fits, limits: limits) }
    }

    @Test(arguments: UInt64(0)..<40)
    func `generated values are equal however they are cut`(_ seed: UInt64) throws {
        var samples = RESPSamples(seed: seed)
        let values = (0..<20).map { _ in samples.value() }
        var bytes = ByteBuffer()
        for value in values { bytes.writeImmutableBuffer(value.encoded) }
        for step in [1, 2, 3, 7, 64, 1_000] {
            var parser = RESPParser()
            var rest = bytes
            var parsed: [RESPValue] = []
            while rest.readableBytes > 0 {
                let length = min(
                    rest.readableBytes,
                    step < 64 ? step : Int.random(in: 1...step, using: &samples.chance)
                )
                guard let part = rest.readSlice(length: length) else { break }
                parser.feed(part)
                parsed += try parser.all()
            }
            #expect(parsed == values, "seed \(seed), step \(step)")
            #expect(parser.bufferedBytes == 0)
        }
    }

    @Test(arguments: UInt64(0)..<60)
    func `damaged bytes neither crash nor grow without a bound`(_ seed: UInt64) {
        var samples = RESPSamples(seed: seed)
        var limits = RESPParser.Limits()
        limits.maxBulk = 1_000
        limits.maxLine = 200
        limits.maxValueBytes = 4_000
        for _ in 0..<60 {
            var bytes = Array((0..<6).flatMap { _ in Array(samples.value().encoded.readableBytesView) })
            for _ in 0..<Int.random(in: 1...6, using: &samples.chance) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &samples.chance)
                switch Int.random(in: 0..<4, using: &samples.chance) {
                case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &samples.chance)
                case 1: bytes.remove(at: place)
                case 2:
                    bytes.insert(
                        Array("0123456789$*%|>~-\r\n".utf8).randomElement(using: &samples.chance) ?? 0,
                        at: place
                    )
                default: bytes.removeSubrange(place...)
                }
            }
            var parser = RESPParser(limits: limits)
            for byte in bytes {
                parser.feed(ByteBuffer(bytes: [byte]))
                _ = try? parser.all()
                // A cut item at most: a string with its header, or a line.
                #expect(parser.bufferedBytes <= 1_100, "seed \(seed)")
            }
        }
    }

    @Test func `a large value in small parts costs no more than its size`() throws {
        // A rescan or a copy per part would take minutes here.
        let count = 200_000
        var bytes = ByteBuffer(string: "*\(count + 1)\r\n")
        for index in 0..<count { bytes.writeString(":\(index)\r\n") }
        bytes.writeString("$4000000\r\n")
        bytes.writeRepeatingByte(0x61, count: 4_000_000)
        bytes.writeString("\r\n")
        var parser = RESPParser()
        var values: [RESPValue] = []
        while let part = bytes.readSlice(length: min(100, bytes.readableBytes)), part.readableBytes > 0 {
            parser.feed(part)
            values += try parser.all()
        }
        #expect(values.count == 1)
        #expect(values.first?.elements?.count == count + 1)
        #expect(values.first?.elements?.last?.bytes?.readableBytes == 4_000_000)
    }
}
