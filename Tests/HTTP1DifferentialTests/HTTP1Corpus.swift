/// Generator of reproducible chance.
struct SeededChance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed &* 0xD129_0DDB_53C4_3E49 &+ 1 }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True once in `odds` times.
    mutating func once(in odds: Int) -> Bool { Int.random(in: 0..<odds, using: &self) == 0 }

    /// One of the usual choices, or now and then one of the odd ones.
    mutating func pick(_ usual: [String], odd: [String] = []) -> String {
        let choices = !odd.isEmpty && self.once(in: 6) ? odd : usual
        return choices.isEmpty ? "" : choices[Int.random(in: 0..<choices.count, using: &self)]
    }
}

/// Connections' worth of bytes: messages after a grammar with odd spots, some of them then damaged.
struct HTTP1Corpus {
    private var chance: SeededChance

    init(seed: UInt64) { self.chance = SeededChance(seed: seed) }

    /// One or two pipelined requests.
    static func requests(seed: UInt64) -> [UInt8] {
        var corpus = HTTP1Corpus(seed: seed)
        var bytes = corpus.request()
        if corpus.chance.once(in: 3) { bytes += corpus.request() }
        return corpus.damaged(bytes)
    }

    /// One or two responses, perhaps with an interim one.
    static func responses(seed: UInt64) -> [UInt8] {
        var corpus = HTTP1Corpus(seed: seed)
        var bytes: [UInt8] = []
        if corpus.chance.once(in: 6) { bytes += Array("HTTP/1.1 100 Continue\r\nX: y\r\n\r\n".utf8) }
        bytes += corpus.response()
        if corpus.chance.once(in: 3) { bytes += corpus.response() }
        return corpus.damaged(bytes)
    }

    private mutating func lineEnd() -> String {
        self.chance.once(in: 80) ? self.chance.pick(["\n", "\r", "\r\r\n", "\n\r", "\r\n ", " \r\n"]) : "\r\n"
    }

    private mutating func request() -> [UInt8] {
        let method = self.chance.pick(
            ["GET", "POST", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "HEAD"],
            odd: ["get", "FOO", "PROPFIND", "G T", "TRACE", "M-SEARCH", "CONNECT"]
        )
        let target = self.chance.pick(
            ["/", "/v1/chat/completions", "/v1/models?limit=5", "/a/b/c?d=e&f=%20;g"],
            odd: [
                "*", "http://host.name/x", "https://h:80", "http://h?q", "//", "?x", "/a#b", "/a b", "/caf\u{E9}",
                "/\"<>{}|^`\\", "a.b:443", "ftp://h/", "http://u@h/", "http://[::1]:80/", "/\u{7F}",
            ]
        )
        let version = self.chance.pick(
            ["HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0"],
            odd: ["HTTP/1.1", "HTTP/1.2", "HTTP/0.9", "HTTP/2.0", "HTTP/1.1 ", "http/1.1", "HTTP/01.1", "HTTP/1.10"]
        )
        var head = self.chance.once(in: 12) ? self.chance.pick(["\r\n", "\r\n\r\n", "\n", " "]) : ""
        head += "\(method) \(target) \(version)\(self.lineEnd())"
        if !self.chance.once(in: 15) { head += "Host: \(self.chance.pick(["a", "b.c:80"], odd: ["", "a b"]))\r\n" }
        return self.message(head)
    }

    private mutating func response() -> [UInt8] {
        let version = self.chance.pick(
            ["HTTP/1.1", "HTTP/1.1", "HTTP/1.0"],
            odd: ["HTTP/1.1", "HTTP/1.2", "HTTP/2.0", "http/1.1"]
        )
        let status = self.chance.pick(
            ["200 OK", "200 OK", "429 Too Many Requests", "500 ", "404 caf\u{E9}\tX"],
            odd: [
                "200", "204 No Content", "304 Not Modified", "101 X", "103 Hints", "99 X", "1000 X", "2x0 X", "600 X",
            ]
        )
        return self.message("\(version) \(status)\(self.lineEnd())")
    }

    /// Completes a head with fields, and adds a body that mostly fits them.
    private mutating func message(_ start: String) -> [UInt8] {
        var head = start
        for _ in 0..<Int.random(in: 0...4, using: &self.chance) {
            head += self.chance.pick(
                [
                    "Accept: */*", "X-Text: a\tb", "x-empty:", "Connection: close", "Connection: keep-alive",
                    "Cookie: a=b; c=d", "User-Agent: \t x y \t", "x-stainless-os: Linux", "Expect: 100-continue",
                    "Upgrade: h2c", "A!#$%&'*+-.^_`|~9: caf\u{E9}",
                ],
                odd: [
                    "X : y", ": y", "X", " X: y", "X y: z", "X(: y", "X: a\u{0}b", "X: a\u{B}", "Connection: Upgrade",
                    "Transfer-Encoding: chunked", "Content-Length: 3", "Connection: close, keep-alive", "X\u{E9}: y",
                    "Connection: ,x,,close", "Proxy-Connection: close",
                ]
            )
            head += self.lineEnd()
        }
        var content = (0..<Int.random(in: 0...12, using: &self.chance)).map { _ in
            UInt8.random(in: 0x30...0x7A, using: &self.chance)
        }
        switch Int.random(in: 0..<8, using: &self.chance) {
        case 0..<3:
            head += "Content-Length: "
            let count = content.count
            head += self.chance.pick(
                ["\(count)"],
                odd: [
                    "0\(count)", "\(count), \(count)", "+\(count)", "-\(count)", "\(count) ", "\(count) \(count)",
                    "0x5",
                    "", "\(count + 1)", "18446744073709551617", "99999999999999999999", "5 5",
                ]
            )
            head += self.lineEnd()
        case 3..<6:
            head += self.chance.pick(
                ["Transfer-Encoding: chunked", "transfer-encoding: Chunked"],
                odd: [
                    "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked, identity",
                    "Transfer-Encoding: xchunked", "Transfer-Encoding: identity", "Transfer-Encoding:",
                    "Transfer-Encoding: chunked\r\nContent-Length: 4", "Transfer-Encoding:\r\n chunked",
                    "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "Transfer-Encoding : chunked",
                ]
            )
            head += self.lineEnd()
            content = self.chunks(of: content)
        default:
            content = []
        }
        return Array(head.utf8) + Array(self.lineEnd().utf8) + content
    }

    private mutating func chunks(of content: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = content[...]
        while !rest.isEmpty {
            let part = rest.prefix(Int.random(in: 1...rest.count, using: &self.chance))
            rest = rest.dropFirst(part.count)
            bytes += Array(self.chunkLine(part.count).utf8)
            bytes += part
            bytes += Array(self.lineEnd().utf8)
        }
        bytes += Array(self.chunkLine(0).utf8)
        if self.chance.once(in: 3) {
            let trailer = self.chance.pick(
                ["A: b", "Trail:", "X-Sum: caf\u{E9}\t1"],
                odd: ["A : b", "A", ": b", " A: b", "A: \u{0}", "Content-Length: 5", "Transfer-Encoding: chunked"]
            )
            bytes += Array("\(trailer)\(self.lineEnd())".utf8)
        }
        return bytes + Array(self.lineEnd().utf8)
    }

    private mutating func chunkLine(_ count: Int) -> String {
        var size = String(count, radix: 16, uppercase: self.chance.next() & 1 == 0)
        if self.chance.once(in: 12) {
            size = self.chance.pick([
                "0\(size)", "0000\(size)", "+\(size)", " \(size)", "\(size) ", "0x\(size)", "", "g",
            ])
        }
        if self.chance.once(in: 5) {
            size += self.chance.pick(
                [";a", ";a=b", ";a=\"b c\"", ";a;b=c", ";a=\"\\\"\""],
                odd: [
                    "; a", ";", ";a=", ";a=\"b", ";=b", ";a b", ";a=\"b\"c", ";a=caf\u{E9}", ";a=\"caf\u{E9}\"", ";;",
                ]
            )
        }
        return size + self.lineEnd()
    }

    /// The bytes as they are, or with up to three bytes changed, inserted, removed or repeated.
    private mutating func damaged(_ original: [UInt8]) -> [UInt8] {
        var bytes = original
        guard self.chance.once(in: 2) else { return bytes }
        let odd: [UInt8] = Array("\r\n\t \u{0}:;,=\"#/09aFgH\u{7F}+-".utf8) + [0x80, 0xFF]
        for _ in 0..<Int.random(in: 1...3, using: &self.chance) where !bytes.isEmpty {
            let index = Int.random(in: 0..<bytes.count, using: &self.chance)
            let byte = odd[Int.random(in: 0..<odd.count, using: &self.chance)]
            switch Int.random(in: 0..<4, using: &self.chance) {
            case 0: bytes[index] = byte
            case 1: bytes.insert(byte, at: index)
            case 2: bytes.remove(at: index)
            default:
                let end = min(bytes.count, index + Int.random(in: 1...12, using: &self.chance))
                bytes.insert(contentsOf: bytes[index..<end], at: end)
            }
        }
        return bytes
    }
}
