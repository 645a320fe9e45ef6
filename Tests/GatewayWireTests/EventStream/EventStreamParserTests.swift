import GatewayWire
import Testing

/// What a test keeps of an event.
struct SeenEvent: Hashable {
    var data: String?
    var name = ""
    var isCommentOnly = false
    var isOverlong = false
}

struct EventStreamParserTests {
    /// Feeds the pieces and checks on the way that ranges and pending bytes tell the truth.
    private static func parse(_ pieces: [[UInt8]], limit: Int = 1 << 20, finishes: Bool = true) -> [SeenEvent] {
        var parser = EventStreamParser(maxEventBytes: limit)
        var seen: [SeenEvent] = []
        var fed = 0
        var lastEnd = 0
        for piece in pieces {
            parser.feed(piece.span.bytes) { event in
                #expect(event.start < event.end && event.end <= piece.count && event.end > 0)
                #expect(fed + event.start >= lastEnd)
                lastEnd = fed + event.end
                seen.append(Self.see(event))
            }
            fed += piece.count
            #expect(parser.pendingBytes <= fed - lastEnd)
        }
        if finishes {
            let pending = parser.pendingBytes
            parser.finish { event in
                #expect(event.start == -pending && event.end == 0)
                seen.append(Self.see(event))
            }
            let left = parser.pendingBytes
            #expect(left == 0)
        }
        return seen
    }

    private static func see(_ event: borrowing EventStreamEvent) -> SeenEvent {
        SeenEvent(
            data: event.hasData ? String(decoding: event.data, as: UTF8.self) : nil,
            name: event.nameText,
            isCommentOnly: event.isCommentOnly,
            isOverlong: event.isOverlong
        )
    }

    private static let table: [(String, [SeenEvent])] = [
        ("", []),
        ("\n\n\r\n\r", []),
        ("data: a\n\n", [.init(data: "a")]),
        ("data:a\n\ndata: b\n\n", [.init(data: "a"), .init(data: "b")]),
        ("data: a\r\n\r\ndata: b\r\n\r\n", [.init(data: "a"), .init(data: "b")]),
        ("data: a\r\rdata: b\r\r", [.init(data: "a"), .init(data: "b")]),
        ("data: a\r\n\ndata: b\n\r\n", [.init(data: "a"), .init(data: "b")]),
        ("data:  a \n\n", [.init(data: " a ")]),
        ("data\n\n", [.init(data: "")]),
        ("data:\n\n", [.init(data: "")]),
        ("data: a\ndata: b\n\n", [.init(data: "a\nb")]),
        ("data: a\r\ndata\r\ndata:c\r\n\r\n", [.init(data: "a\n\nc")]),
        ("data: a\rdata: b\r\r", [.init(data: "a\nb")]),
        (": ping\n\n", [.init(data: nil, isCommentOnly: true)]),
        (":\n: x\n\ndata: a\n\n", [.init(data: nil, isCommentOnly: true), .init(data: "a")]),
        (": c\ndata: a\n\n", [.init(data: "a")]),
        ("event: delta\ndata: a\n\n", [.init(data: "a", name: "delta")]),
        ("data: a\nevent:delta\n\n", [.init(data: "a", name: "delta")]),
        ("event: x\nevent: y\ndata: a\n\n", [.init(data: "a", name: "y")]),
        ("event: only\n\n", [.init(data: nil, name: "only")]),
        ("id: 1\nretry: 5\ndata: a\nunknown: z\n\n", [.init(data: "a")]),
        ("datax: a\n\n", [.init(data: nil)]),
        ("dat: a\n\n", [.init(data: nil)]),
        ("\u{FEFF}data: a\n\n", [.init(data: "a")]),
        ("\u{FEFF}data: a\ndata: b\n\n", [.init(data: "a\nb")]),
        ("data: a\n\n\u{FEFF}data: b\n\n", [.init(data: "a"), .init(data: nil)]),
        ("data: a\n\n\n\n\ndata: b\n\n", [.init(data: "a"), .init(data: "b")]),
        ("data: a\n", [.init(data: "a")]),
        ("data: a", [.init(data: "a")]),
        ("data: a\n\ndata: b", [.init(data: "a"), .init(data: "b")]),
        ("data: {\"t\":\"tab\\tand\ttab, é漢🙂\"}\n\n", [.init(data: "{\"t\":\"tab\\tand\ttab, é漢🙂\"}")]),
    ]

    @Test(arguments: Self.table)
    func `events are the same in one piece and at every split`(text: String, expected: [SeenEvent]) {
        let bytes = Array(text.utf8)
        #expect(Self.parse([bytes]) == expected)
        #expect(Self.parse(bytes.map { [$0] }) == expected)
        for first in 0...bytes.count {
            #expect(Self.parse([Array(bytes[..<first]), Array(bytes[first...])]) == expected, "split at \(first)")
            for second in first...bytes.count {
                let pieces = [Array(bytes[..<first]), Array(bytes[first..<second]), Array(bytes[second...])]
                #expect(Self.parse(pieces) == expected, "split at \(first) and \(second)")
            }
        }
    }

    @Test func `an event's range covers its blank line and reaches back over pieces`() {
        var parser = EventStreamParser(maxEventBytes: 100)
        var ranges: [[Int]] = []
        let pieces = ["data: a\n\nda", "ta: b\r", "\n\r\n\ndata", ": c\r\n\r", "\n", "data: d\n\n"]
        var pending: [Int] = []
        for piece in pieces {
            parser.feed(Array(piece.utf8).span.bytes) { ranges.append([$0.start, $0.end]) }
            pending.append(parser.pendingBytes)
        }
        #expect(ranges == [[0, 9], [-8, 3], [-4, 6], [0, 9]])
        #expect(pending == [2, 8, 4, 0, 0, 0])
    }

    @Test func `the LF of a CRLF that comes later does not end an event`() {
        var parser = EventStreamParser(maxEventBytes: 100)
        var count = 0
        parser.feed(Array("data: a\r".utf8).span.bytes) { _ in count += 1 }
        parser.feed(Array("\n".utf8).span.bytes) { _ in count += 1 }
        #expect(count == 0)
        parser.feed(Array("\r".utf8).span.bytes) { _ in count += 1 }
        #expect(count == 1)
    }

    @Test func `data of one piece is lent in place`() {
        var parser = EventStreamParser(maxEventBytes: 100)
        let bytes = Array("data: abc\n\n".utf8)
        var isInPlace = false
        bytes.withUnsafeBytes { buffer in
            parser.feed(buffer.bytes) { isInPlace = $0.data.baseAddress == buffer.baseAddress.map { $0 + 6 } }
        }
        #expect(isInPlace)
    }

    @Test func `an overlong event is reported without content and the next one is whole`() {
        let text = Array(("data: " + String(repeating: "x", count: 50) + "\nevent: e\n\ndata: ok\n\n").utf8)
        let expected = [SeenEvent(data: nil, isOverlong: true), SeenEvent(data: "ok")]
        #expect(Self.parse([text], limit: 20) == expected)
        for first in 0...text.count {
            #expect(Self.parse([Array(text[..<first]), Array(text[first...])], limit: 20) == expected)
        }
    }

    @Test func `an event exactly as long as the limit is whole`() {
        let text = Array("data: 12345678901234\r\n\r\n".utf8)
        let length = "data: 12345678901234\r\n".utf8.count
        for first in 0...text.count {
            let pieces = [Array(text[..<first]), Array(text[first...])]
            #expect(Self.parse(pieces, limit: length) == [SeenEvent(data: "12345678901234")])
            #expect(Self.parse(pieces, limit: length - 1) == [SeenEvent(data: nil, isOverlong: true)])
        }
    }

    @Test func `an endless event is known to be overlong before it ends`() {
        var parser = EventStreamParser(maxEventBytes: 1000)
        let piece = [UInt8](repeating: 0x61, count: 400)
        var overlong: [Bool] = []
        for _ in 0..<4 {
            parser.feed(piece.span.bytes) { _ in Issue.record("no event has ended") }
            overlong.append(parser.isOverlong)
        }
        #expect(overlong == [false, false, true, true])
        let pending = parser.pendingBytes
        #expect(pending == 1600)
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `random streams give the same events however they are cut, as a plain parser says`(seed: UInt64) {
        var random = WireRandom(seed: seed)
        let tokens = [
            "data", "data:", "data: ", ":", "event: e", "x", "\n", "\n", "\r", "\r\n", "\n\n", "\r\n\r\n", " ", "é",
            "\u{FEFF}", "a longer run of text", "\u{1}",
        ]
        for _ in 0..<400 {
            let text = (0..<random.below(30)).map { _ in tokens[random.below(tokens.count)] }.joined()
            let bytes = Array(text.utf8)
            var pieces: [[UInt8]] = []
            var place = 0
            while place < bytes.count {
                let end = min(bytes.count, place + random.below(9))
                pieces.append(Array(bytes[place..<end]))
                place = end
            }
            let expected = ReferenceEventStream.events(bytes)
            #expect(Self.parse([bytes]) == expected, "seed \(seed): \(text.debugDescription)")
            #expect(Self.parse(pieces) == expected, "seed \(seed): \(text.debugDescription)")
            let limit = random.below(40)
            #expect(
                Self.parse([bytes], limit: limit) == Self.parse(pieces, limit: limit),
                "seed \(seed), limit \(limit): \(text.debugDescription)"
            )
        }
    }
}

/// A slow and plain parser of whole event streams, written apart from the incremental one, to compare it with.
enum ReferenceEventStream {
    static func events(_ bytes: [UInt8]) -> [SeenEvent] {
        var bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        let normal = String(decoding: bytes, as: UTF8.self).unicodeScalars
        var lines: [String] = [""]
        var previous: Unicode.Scalar?
        for scalar in normal {
            if scalar == "\n", previous == "\r" {
                previous = scalar
                continue
            }
            if scalar == "\n" || scalar == "\r" {
                lines.append("")
            } else {
                lines[lines.count - 1].unicodeScalars.append(scalar)
            }
            previous = scalar
        }
        return lines.split(separator: "").map { Self.event(Array($0)) }
    }

    private static func event(_ lines: [String]) -> SeenEvent {
        var data: [String] = []
        var name = ""
        var isCommentOnly = true
        for line in lines {
            let scalars = Array(line.unicodeScalars)
            let colon = scalars.firstIndex(of: ":")
            if colon == 0 { continue }
            isCommentOnly = false
            var value = String.UnicodeScalarView(colon.map { scalars[($0 + 1)...] } ?? [])
            if value.first == " " { value.removeFirst() }
            switch String(String.UnicodeScalarView(scalars[..<(colon ?? scalars.count)])) {
            case "data": data.append(String(value))
            case "event": name = String(value)
            default: break
            }
        }
        return SeenEvent(
            data: data.isEmpty ? nil : data.joined(separator: "\n"),
            name: name,
            isCommentOnly: isCommentOnly
        )
    }
}
