import GatewayWire
package import NIOCore

/// Where a caller's credential may stand in a request (DESIGN 4.3).
package enum Credential {
    /// The credential of a request: `Authorization: Bearer`, `x-api-key`, `api-key`, `x-goog-api-key`, in this order.
    package static func find(in head: RequestHead) -> ByteBufferView? {
        if let value = head.value(.authorization), let token = self.bearer(value) {
            return token
        }
        for name in [HeaderName.xAPIKey, .apiKey, .xGoogAPIKey] {
            if let value = head.value(name), !value.isEmpty {
                return value
            }
        }
        return nil
    }

    /// The token of a `Bearer` credential (RFC 6750 section 2.1); the scheme's case does not matter.
    private static func bearer(_ value: ByteBufferView) -> ByteBufferView? {
        let scheme: StaticString = "bearer "
        guard value.count > scheme.utf8CodeUnitCount else { return nil }
        var index = value.startIndex
        for offset in 0..<scheme.utf8CodeUnitCount {
            guard value[index] | 0x20 == scheme.utf8Start[offset] else { return nil }
            index += 1
        }
        while index < value.endIndex, value[index] == 0x20 {
            index += 1
        }
        return index < value.endIndex ? value[index...] : nil
    }
}
