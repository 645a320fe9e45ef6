import GatewayWire
import Testing

struct MultipartScanTests {
    private static let file =
        "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"model\"\r\n"
        + "Content-Type: audio/wav\r\n\r\nRIFF\r\n--X\r\nname=\"model\"\r\n\r\n--not\r\n"
    private static let model = "--XX\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n"

    private static func value(_ body: String, isWhole: Bool = true) -> String? {
        var scan = MultipartScan(boundary: "XX")
        let bytes = Array(body.utf8)
        guard case .found(let range) = scan.scan(bytes.span.bytes, isWhole: isWhole) else { return nil }
        return String(decoding: bytes[range], as: UTF8.self)
    }

    @Test(arguments: [
        Self.model + "--XX--\r\n", Self.file + Self.model + "--XX--\r\n", Self.model + Self.file + "--XX--\r\n",
        "preamble\r\n" + Self.model + "--XX--", "\r\n" + Self.model + "--XX--",
        "--XX \r\nContent-Disposition:form-data;name=model\r\n\r\nwhisper-1\r\n--XX--",
        "--XX\r\n\r\nno head\r\n" + Self.model + "--XX--",
        "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n" + Self.model + "--XX--",
    ])
    func `the field is found wherever its part stands, also when the body comes byte by byte`(body: String) {
        #expect(Self.value(body) == "whisper-1")
        var scan = MultipartScan(boundary: "XX")
        let bytes = Array(body.utf8)
        var found: String?
        for length in 0...bytes.count {
            let prefix = Array(bytes[..<length])
            switch scan.scan(prefix.span.bytes) {
            case .found(let range): found = String(decoding: bytes[range], as: UTF8.self)
            case .needMore: #expect(found == nil && length < bytes.count)
            case .absent: Issue.record("given up after \(length) bytes")
            }
        }
        #expect(found == "whisper-1")
    }

    @Test(arguments: [
        "", Self.file + "--XX--\r\n", "--XX--", "--YY\r\n\r\n", "--XX\r\n" + String(repeating: "a", count: 9000),
        "--XX\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\n" + String(repeating: "a", count: 2000),
    ])
    func `a body without the field is known to be without it`(body: String) {
        #expect(Self.value(body) == nil)
        var scan = MultipartScan(boundary: "XX")
        let finding = scan.scan(Array(body.utf8).span.bytes, isWhole: true)
        #expect(finding == .absent)
    }

    @Test(
        arguments: [
            ("multipart/form-data; boundary=abc", "abc"),
            ("Multipart/Form-Data;charset=utf-8; Boundary=\"a b;c\"", "a b;c"),
            ("multipart/form-data", nil), ("multipart/form-data; boundary=", nil),
            ("application/json; boundary=x", nil),
            ("multipart/form-data; boundary=" + String(repeating: "x", count: 71), nil),
        ] as [(String, String?)]
    )
    func `the boundary is read from the header`(header: String, expected: String?) {
        #expect(MultipartScan.boundary(ofContentType: header) == expected)
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `damaged bodies never trap and pieces change nothing`(seed: UInt64) {
        var random = WireRandom(seed: seed)
        let alphabet = Array("\r\n-X\";=:model name".utf8)
        for _ in 0..<300 {
            let body = random.mutate(Array((Self.file + Self.model + "--XX--\r\n").utf8), alphabet: alphabet)
            var whole = MultipartScan(boundary: "XX")
            let expected = whole.scan(body.span.bytes)
            var scan = MultipartScan(boundary: "XX")
            var finding = MultipartScan.Finding.needMore
            for length in 0...body.count where finding == .needMore {
                finding = scan.scan(Array(body[..<length]).span.bytes)
            }
            #expect(finding == expected, "seed \(seed): \(String(decoding: body, as: UTF8.self))")
        }
    }
}
