import GatewayCore
import GatewayTesting
import NIOCore
import Testing

@testable import GatewayUpstream

@Suite struct ProviderFaultTests {
    @Test(arguments: [
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
        ("Thu, 29 Feb 2024 12:00:00 GMT", 1_709_208_000), ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
        ("Sun, 06 Nov 1994 24:00:00 GMT", nil), ("Sun, 06 Foo 1994 08:49:37 GMT", nil), ("", nil),
        ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("Sun, 06 Nov 99999 08:49:37 GMT", nil),
    ])
    func `dates are read as RFC 9110 writes them`(text: String, seconds: Int?) {
        #expect(HTTPDate.seconds(text) == seconds)
    }

    @Test(arguments: [
        ("retry-after: 2\r\n", 2_000_000_000), ("retry-after: 1.5\r\n", 1_500_000_000), ("retry-after: 0\r\n", 0),
        ("retry-after-ms: 20\r\nretry-after: 9\r\n", 20_000_000),
        (
            "date: Sun, 06 Nov 1994 08:49:37 GMT\r\nretry-after: Sun, 06 Nov 1994 08:49:40 GMT\r\n",
            3_000_000_000
        ),
        (
            "date: Sun, 06 Nov 1994 08:49:37 GMT\r\nretry-after: Fri, 31 Dec 9999 23:59:59 GMT\r\n",
            366 * 86_400 * 1_000_000_000
        ),
        ("date: Sun, 06 Nov 1994 08:49:37 GMT\r\nretry-after: Sun, 06 Nov 1994 08:49:30 GMT\r\n", 0),
        ("retry-after: 99999999999999999999\r\n", nil), ("retry-after: soon\r\n", nil), ("", nil),
    ])
    func `a provider says when to come back`(lines: String, wait: UInt64?) throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin()
        try fixture.receive("HTTP/1.1 429 Too Many Requests\r\n\(lines)content-length: 0\r\n\r\n")
        let fault = try #require(attempt.error?.fault)
        #expect(fault.cause == .rateLimit)
        #expect(fault.retryAfter == wait)
    }
}
