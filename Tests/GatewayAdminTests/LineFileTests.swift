import Testing

@testable import GatewayCLI

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reading and writing of files by the tools.
@Suite struct LineFileTests {
    /// Calls with the name of a file that holds some bytes and is gone afterwards.
    private static func withFile<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
        var template = Array("/tmp/it's a file XXXXXX".utf8CString)
        close(mkstemp(&template))
        let path = template.withUnsafeBufferPointer {
            String(decoding: $0.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        defer { unlink(path) }
        try ByteFile.write(bytes, to: path)
        return try body(path)
    }

    private static func lines(_ path: String, mostBytes: Int = 100) throws -> [LineFile.Line] {
        let file = try LineFile(path, mostBytes: mostBytes)
        var lines: [LineFile.Line] = []
        while let line = try file.next() { lines.append(line) }
        return lines
    }

    @Test(arguments: ["a\n\nbc\n \t\r\nd", "a\n\nbc\n \t\r\nd\n"])
    func `lines have their numbers, and blank ones are passed over`(_ text: String) throws {
        let lines = try Self.withFile(Array(text.utf8)) { try Self.lines($0) }
        #expect(lines.map(\.number) == [1, 3, 5])
        #expect(lines.map { $0.bytes.map { String(decoding: $0, as: UTF8.self) } } == ["a", "bc", "d"])
    }

    @Test(arguments: [[], [UInt8(ascii: "\n")], Array("\n\n".utf8)])
    func `a file without text has no lines`(_ bytes: [UInt8]) throws {
        #expect(try Self.withFile(bytes) { try Self.lines($0) }.isEmpty)
    }

    @Test func `a line that is too long is told, and the next ones are read`() throws {
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: 200_000)
        let bytes = Array("a\n".utf8) + long + Array("\nb\n".utf8) + long
        let lines = try Self.withFile(bytes) { try Self.lines($0, mostBytes: 199_999) }
        #expect(lines.map(\.number) == [1, 2, 3, 4])
        #expect(lines.map { $0.bytes == nil } == [false, true, false, true])
        #expect(try Self.withFile(long) { try Self.lines($0, mostBytes: 200_000) }.first?.bytes == long)
    }

    /// `gzip -n` of `ab` and a line end.
    static let compressed: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x4B, 0x4C, 0xE2, 0x02, 0x00,
    ]

    @Test func `a compressed file is unpacked, whatever its name`() throws {
        let whole = Self.compressed + [0x3E, 0x98, 0x4A, 0x01, 0x03, 0x00, 0x00, 0x00]
        #expect(try Self.withFile(whole) { try ByteFile.contents(of: $0, most: 3) } == Array("ab\n".utf8))
        #expect(throws: ToolFailure.self) { try Self.withFile(whole) { try ByteFile.contents(of: $0, most: 2) } }
    }

    @Test func `a compressed file that is cut off is an error`() throws {
        #expect(throws: ToolFailure.self) { try Self.withFile(Self.compressed) { try Self.lines($0) } }
    }

    @Test(arguments: ["/nowhere/file", "/tmp"])
    func `a file that cannot be read is an error with its name`(_ path: String) {
        let failure = #expect(throws: ToolFailure.self) { try Self.lines(path) }
        #expect(failure?.message.hasPrefix("\(path): ") == true)
    }

    @Test func `a file that cannot be written is an error and leaves nothing`() {
        #expect(throws: ToolFailure.self) { try ByteFile.write([1], to: "/nowhere/file") }
        #expect(throws: ToolFailure.self) { try ByteFile.files(in: "/nowhere", suffix: ".tsv") }
    }
}
