import Crypto
import GatewayAuth
import GatewayCore
import NIOCore
import Testing

@Suite struct KeyAuthenticatorTests {
    private static func digest(_ text: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(text.utf8)))
    }

    private static func key(_ name: String, _ text: String) -> VirtualKey {
        VirtualKey(name: name, digest: self.digest(text))
    }

    private static func view(_ text: String) -> ByteBufferView {
        ByteBuffer(string: text).readableBytesView
    }

    @Test func `a known key is found by its text alone`() {
        let keys = (0..<200).map { Self.key("team-\($0)", "sk-secret-\($0)") }
        let authenticator = KeyAuthenticator(keys)
        #expect(!authenticator.isOpen)
        for (number, key) in keys.enumerated() {
            #expect(authenticator.key(for: Self.view("sk-secret-\(number)")) == key)
        }
    }

    @Test(arguments: ["", "sk-secret", "sk-secret-1 ", "SK-SECRET-1", "sk-secret-11"])
    func `an unknown key is not found`(text: String) {
        let authenticator = KeyAuthenticator([Self.key("one", "sk-secret-1")])
        #expect(authenticator.key(for: Self.view(text)) == nil)
    }

    @Test func `the digest itself is no key`() {
        let digest = Self.digest("sk-1")
        let authenticator = KeyAuthenticator([VirtualKey(name: "one", digest: digest)])
        let hex = digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(authenticator.key(for: Self.view(hex)) == nil)
        #expect(authenticator.key(for: ByteBuffer(bytes: digest).readableBytesView) == nil)
    }

    @Test func `without keys everybody is let in`() {
        let authenticator = KeyAuthenticator([])
        #expect(authenticator.isOpen)
        #expect(authenticator.key(for: Self.view("sk-1")) == nil)
    }

    @Test func `keys whose digests begin alike are told apart`() {
        let real = Self.key("real", "sk-1")
        let decoys = (0..<4).map { number in
            VirtualKey(
                name: "decoy-\(number)",
                digest: Array(real.digest.prefix(8 + number * 8)) + Array(repeating: 0, count: 24 - number * 8)
            )
        }
        for position in 0...decoys.count {
            var keys = decoys.filter { $0.digest != real.digest }
            keys.insert(real, at: min(position, keys.count))
            #expect(KeyAuthenticator(keys).key(for: Self.view("sk-1"))?.name == "real")
        }
        #expect(KeyAuthenticator(decoys.filter { $0.digest != real.digest }).key(for: Self.view("sk-1")) == nil)
    }

    @Test(arguments: 8..<32)
    func `a digest that differs in a single byte is another one`(position: Int) {
        var digest = Self.digest("sk-1")
        digest[position] ^= 1
        let authenticator = KeyAuthenticator([VirtualKey(name: "near", digest: digest)])
        #expect(authenticator.key(for: Self.view("sk-1")) == nil)
    }

    @Test func `a digest of the wrong length matches nothing`() {
        let digest = Self.digest("sk-1")
        for length in [0, 7, 8, 31] {
            let authenticator = KeyAuthenticator([VirtualKey(name: "short", digest: Array(digest.prefix(length)))])
            #expect(authenticator.key(for: Self.view("sk-1")) == nil)
        }
        let long = KeyAuthenticator([VirtualKey(name: "long", digest: digest + [0])])
        #expect(long.key(for: Self.view("sk-1")) == nil)
    }

    @Test func `a slice of a larger buffer is hashed alone`() throws {
        let authenticator = KeyAuthenticator([Self.key("one", "sk-1")])
        let head = ByteBuffer(string: "authorization: Bearer sk-1\r\nhost: a")
        let view = try #require(head.viewBytes(at: 22, length: 4))
        #expect(authenticator.key(for: view)?.name == "one")
    }
}
