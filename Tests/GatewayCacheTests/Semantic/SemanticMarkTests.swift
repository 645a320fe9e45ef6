import GatewayCore
import NIOCore
import Testing

@testable import GatewayCache

@Suite("What an answer by meaning says of itself")
struct SemanticMarkTests {
    private static func line(of mark: SemanticMark) -> String {
        var buffer = ByteBuffer()
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: mark.lineBytes) { target in
            var head = HeadWriter(target)
            mark.writeLine(to: &head)
            return head.count
        }
        return String(buffer: buffer)
    }

    @Test(arguments: [
        (
            SemanticMark(similarity: 0.9531, score: 0.98765, risk: 0.0042, bound: 0.01),
            "similarity=0.953, score=0.988, risk=0.00420, bound=0.01000"
        ),
        (
            SemanticMark(similarity: 1, score: 1, risk: 1, bound: 0.5),
            "similarity=1.000, score=1.000, risk=1.00000, bound=0.50000"
        ),
        (
            SemanticMark(similarity: -0.2, score: .nan, risk: 7, bound: 0.00001),
            "similarity=0.000, score=0.000, risk=1.00000, bound=0.00001"
        ),
        (
            SemanticMark(frequent: "opening-hours", similarity: 0.9, bound: 0.05),
            "class=opening-hours, similarity=0.900, bound=0.05000"
        ),
    ])
    func `shares are decimals of fixed width`(mark: SemanticMark, values: String) {
        let line = Self.line(of: mark)
        #expect(line == "x-signalbox-semantic: \(values)\r\n")
        #expect(line.utf8.count <= mark.lineBytes)
    }
}
