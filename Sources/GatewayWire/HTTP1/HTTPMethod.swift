/// Request method, as far as the gateway tells methods apart.
package enum HTTPMethod: UInt8, Sendable, CaseIterable {
    /// `GET`.
    case get
    /// `HEAD`.
    case head
    /// `POST`.
    case post
    /// `PUT`.
    case put
    /// `DELETE`.
    case delete
    /// `OPTIONS`.
    case options
    /// `PATCH`.
    case patch
    /// `CONNECT`.
    case connect
    /// `TRACE`.
    case trace
    /// Any other token; its bytes are in `HTTPRequestHead.methodRange`.
    case other

    /// The method that the bytes spell; methods are case-sensitive (RFC 9110, 9.1).
    package static func classify(_ method: RawSpan) -> HTTPMethod {
        Self.classify(method, at: 0, count: method.byteCount)
    }

    /// The method that `count` bytes at `start` spell.
    static func classify(_ bytes: RawSpan, at start: Int, count: Int) -> HTTPMethod {
        switch count {
        case 3:
            if HeadScan.spells("GET", bytes, at: start) { return .get }
            if HeadScan.spells("PUT", bytes, at: start) { return .put }
        case 4:
            if HeadScan.spells("POST", bytes, at: start) { return .post }
            if HeadScan.spells("HEAD", bytes, at: start) { return .head }
        case 5:
            if HeadScan.spells("PATCH", bytes, at: start) { return .patch }
            if HeadScan.spells("TRACE", bytes, at: start) { return .trace }
        case 6:
            if HeadScan.spells("DELETE", bytes, at: start) { return .delete }
        case 7:
            if HeadScan.spells("OPTIONS", bytes, at: start) { return .options }
            if HeadScan.spells("CONNECT", bytes, at: start) { return .connect }
        default:
            break
        }
        return .other
    }
}
