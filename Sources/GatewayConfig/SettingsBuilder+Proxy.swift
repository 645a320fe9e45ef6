import GatewayCore

extension SettingsBuilder {
    /// Reads `proxy`; without it, the environment's proxy is used for https.
    func readProxy(_ section: ConfigMapping, into provider: inout Provider) {
        guard let value = section["proxy"] else {
            guard provider.origin.isTLS else { return }
            do throws(AddressProblem) {
                provider.proxy = try ProxyEnvironment(self.reading.references.environment).proxy(for: provider.origin)
            } catch {
                section.report("the environment's HTTPS_PROXY cannot be used: \(error.message)", error.advice)
            }
            return
        }
        guard let text = value.text(), text != ConfigSchema.noProxy else { return }
        do throws(AddressProblem) {
            provider.proxy = try ForwardProxy(url: text)
        } catch {
            value.report(error.message, error.advice)
        }
    }
}

extension ForwardProxy {
    /// Reads `http://[user:password@]host:port`; the scheme may be left out.
    init(url text: String) throws(AddressProblem) {
        let example = "write http://host:port or http://user:password@host:port"
        let url: ServerURL
        do throws(AddressProblem) {
            url = try ServerURL(text.contains("://") ? text : "http://" + text)
        } catch {
            throw AddressProblem(error.message, example)
        }
        guard !url.origin.isTLS else {
            throw AddressProblem("a proxy that is itself called with TLS is not supported", example)
        }
        guard url.path.isEmpty else {
            throw AddressProblem("the proxy's address has a path", example)
        }
        var authorization: Secret?
        if let userInfo = url.userInfo {
            guard let credentials = PercentEncoding.decode(userInfo) else {
                throw AddressProblem("the proxy's user or password is not percent-encoded rightly", example)
            }
            // RFC 7617: without a colon the password is empty.
            let pair = userInfo.contains(":") ? credentials : credentials + [UInt8(ascii: ":")]
            authorization = Secret("Basic " + Base64Text.encode(pair))
        }
        self.init(host: url.origin.host, port: url.origin.port, authorization: authorization)
    }
}

/// The proxy variables of the environment, as curl and most SDKs read them.
struct ProxyEnvironment {
    private let proxyText: String?
    private let exceptions: [Substring]

    init(_ environment: [String: String]) {
        let proxy = environment["https_proxy"] ?? environment["HTTPS_PROXY"]
        self.proxyText = proxy.flatMap { $0.isEmpty ? nil : $0 }
        let list = environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""
        self.exceptions = list.split { $0 == "," || $0.isWhitespace }
    }

    /// The proxy for an origin; loopback is never proxied.
    func proxy(for origin: Origin) throws(AddressProblem) -> ForwardProxy? {
        guard let proxyText, !HostPort.isLoopback(origin.host), !self.isException(origin) else { return nil }
        return try ForwardProxy(url: proxyText)
    }

    private func isException(_ origin: Origin) -> Bool {
        self.exceptions.contains { exception in
            if exception == "*" { return true }
            var pattern = exception.lowercased()
            if let colon = pattern.lastIndex(of: ":"), !pattern[..<colon].contains(":") {
                guard pattern[pattern.index(after: colon)...] == "\(origin.port)" else { return false }
                pattern = String(pattern[..<colon])
            }
            if pattern.hasPrefix("*") { pattern.removeFirst() }
            if pattern.hasPrefix(".") { pattern.removeFirst() }
            if pattern.hasPrefix("["), pattern.hasSuffix("]") {
                pattern = String(pattern.dropFirst().dropLast())
            }
            return !pattern.isEmpty && (origin.host == pattern || origin.host.hasSuffix("." + pattern))
        }
    }
}

/// Percent-encoding of addresses (RFC 3986 section 2.1).
enum PercentEncoding {
    /// The bytes that a text stands for; nil if a `%` is not followed by two hexadecimal digits.
    static func decode(_ text: String) -> [UInt8]? {
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                result.append(byte)
                continue
            }
            let digits = rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
            guard digits.count == 2 else { return nil }
            rest = rest.dropFirst(2)
            result.append(UInt8(digits[0] << 4 | digits[1]))
        }
        return result
    }
}

/// Base64 with padding (RFC 4648 section 4).
enum Base64Text {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

    /// The text of some bytes.
    static func encode(_ bytes: [UInt8]) -> String {
        var result = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var word = group.reduce(0) { $0 << 8 | Int($1) }
            word <<= 8 * (3 - group.count)
            for position in 0..<4 {
                let digit = Self.alphabet[word >> (18 - 6 * position) & 63]
                result.append(position <= group.count ? digit : "=")
            }
        }
        return result
    }
}
