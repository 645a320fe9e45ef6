import Testing

@testable import GatewayCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `docs/errors.md` lists the error codes that are there, all of them and no others.
struct ErrorDocumentTests {
    private struct Unreadable: Error {
        var path: String
        var reason: Int32
    }

    /// The document's text.
    private static func document() throws -> String {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        let path = root.joined(separator: "/") + "/docs/errors.md"
        guard let file = fopen(path, "r") else { throw Unreadable(path: path, reason: errno) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        while case let count = fread(&piece, 1, piece.count, file), count > 0 {
            bytes += piece.prefix(count)
        }
        guard ferror(file) == 0 else { throw Unreadable(path: path, reason: errno) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The rows of the table of codes, each with its cells, as they are written.
    private static func rows() throws -> [[String]] {
        var isTable = false
        var rows: [[String]] = []
        for line in try Self.document().split(separator: "\n") {
            if line.hasPrefix("#") {
                isTable = line == "## The codes"
            } else if isTable, line.hasPrefix("| `") {
                rows.append(line.split(separator: "|").map { $0.trimmed })
            }
        }
        return rows
    }

    @Test func `the table lists every code in order, with its status, type and metric label`() throws {
        let expected = ErrorCode.allCases.map { code in
            ["`\(code.wireName)`", "\(code.status)", "`\(code.wireType)`", "`\(code.metricLabel)`"]
        }
        #expect(try Self.rows().map { Array($0.prefix(4)) } == expected)
    }

    @Test func `every code says when it comes and what to do`() throws {
        for row in try Self.rows() {
            #expect(row.count == 6 && !row.contains(""), "\(row)")
        }
    }

    @Test func `a failure that the next deployment may mend is marked so`() throws {
        let rows = try Self.rows()
        try #require(rows.count == ErrorCode.allCases.count)
        for (code, row) in zip(ErrorCode.allCases, rows) {
            let goesOn = AttemptFault(GatewayError(code, "x"))?.fallbackCause != nil
            #expect(row[4].contains("Next deployment") == goesOn, "\(code.wireName)")
        }
    }
}

extension Substring {
    /// The text without the spaces around it.
    fileprivate var trimmed: String {
        var rest = self[...]
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
