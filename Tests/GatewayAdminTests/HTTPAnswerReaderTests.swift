import Testing

@testable import GatewayCLI

@Suite struct HTTPAnswerReaderTests {
    /// Feeds an answer cut at one place; nil where it is not complete.
    private static func read(
        _ text: String,
        cut: Int = 0,
        keeping bound: HTTPBodyBound = .whole(upTo: 1000),
        ends: Bool = false
    ) throws(HTTPFault) -> HTTPAnswer? {
        var reader = HTTPAnswerReader(bound)
        let bytes = Array(text.utf8)
        for part in [bytes[..<cut], bytes[cut...]] {
            if let answer = try reader.read(part) {
                return answer
            }
        }
        return ends ? try reader.end() : nil
    }

    static let answers: [(text: String, ends: Bool, status: Int, body: String, keepsAlive: Bool)] = [
        ("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello", false, 200, "hello", true),
        ("HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n", false, 404, "", true),
        ("HTTP/1.1 204 No Content\r\n\r\n", false, 204, "", true),
        ("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 1\r\n\r\nx", false, 200, "x", false),
        (
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhe\r\n3;a=b\r\nllo\r\n0\r\n\r\n", false, 200,
            "hello", true
        ),
        ("HTTP/1.0 200 OK\r\n\r\nhello", true, 200, "hello", false),
        ("HTTP/1.1 200 OK\r\n\r\nhello", true, 200, "hello", false),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"
                + "HTTP/1.1 500 No\r\ncontent-length: 2\r\n\r\nno", false, 500, "no", true
        ),
        ("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nxHTTP/1.1 200 OK\r\n", false, 200, "x", false),
    ]

    @Test(arguments: Self.answers)
    func `an answer is read the same wherever it is cut`(
        text: String,
        ends: Bool,
        status: Int,
        body: String,
        keepsAlive: Bool
    ) throws {
        // Bytes beyond the answer are seen only where they come with its end.
        let mayDiffer = text.hasSuffix("HTTP/1.1 200 OK\r\n")
        for cut in 0...text.utf8.count {
            let answer = try #require(try Self.read(text, cut: cut, ends: ends))
            #expect(answer.status == status)
            #expect(String(decoding: answer.body, as: UTF8.self) == body)
            #expect(answer.keepsAlive == keepsAlive || mayDiffer)
        }
    }

    @Test func `fields are found by name, and lines of one name are joined`() throws {
        let text = "HTTP/1.1 200 OK\r\nCache-Status: a; hit\r\ncache-status: b\r\nX: \r\ncontent-length: 0\r\n\r\n"
        let answer = try #require(try Self.read(text))
        #expect(answer.field("cache-status") == "a; hit, b")
        #expect(answer.field("x") == "")
        #expect(answer.field("y") == nil)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell", "HTTP/1.1 200 OK\r\ncontent-le", "",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhe\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
    ])
    func `an answer that was broken off is no answer`(text: String) {
        #expect(throws: HTTPFault.brokenOff) { try Self.read(text, ends: true) }
    }

    @Test(arguments: [
        "hello\r\n\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 200 OK\ncontent-length: 0\n\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nx: " + String(repeating: "y", count: 70_000) + "\r\n\r\n",
    ])
    func `what is not HTTP is a fault`(text: String) {
        do {
            _ = try Self.read(text)
            Issue.record("it was taken")
        } catch {
            guard case .malformed = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 1001),
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3e9\r\n" + String(repeating: "x", count: 1001),
    ])
    func `an answer beyond the limit is a fault`(text: String) {
        #expect(throws: HTTPFault.tooLarge(1000)) { try Self.read(text) }
    }

    @Test func `of a long stream only the end is kept`() throws {
        var reader = HTTPAnswerReader(.last(10))
        #expect(try reader.read(Array("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".utf8)) == nil)
        for number in 0..<1000 {
            let data = "data: \(number)\n\n"
            #expect(try reader.read(Array("\(String(data.utf8.count, radix: 16))\r\n\(data)\r\n".utf8)) == nil)
        }
        let answer = try #require(try reader.read(Array("0\r\n\r\n".utf8)))
        #expect(String(decoding: answer.body, as: UTF8.self) == "ata: 999\n\n")
    }
}
