import GatewayCore
import NIOCore
import Synchronization
import Testing

@Suite struct CredentialMemoTests {
    /// Counts how often it is asked.
    private final class Asked: Authenticator {
        let count = Mutex(0)
        let keys: [String: VirtualKey]

        init(_ names: [String]) {
            var keys: [String: VirtualKey] = [:]
            for name in names {
                keys[name] = VirtualKey(name: name, digest: [])
            }
            self.keys = keys
        }

        var isOpen: Bool { false }

        func key(for credential: ByteBufferView) -> VirtualKey? {
            self.count.withLock { $0 += 1 }
            return self.keys[String(decoding: credential, as: UTF8.self)]
        }
    }

    private static func view(_ text: String) -> ByteBufferView { ByteBuffer(string: text).readableBytesView }

    /// Test vectors of the reference implementation: key 00 01 ... 0f, message 00 01 ... of a length.
    @Test(arguments: [
        (0, "a3817f04ba25a8e66df67214c7550293"), (1, "da87c1d86b99af44347659119b22fc45"),
        (2, "8177228da4a45dc7fca38bdef60affe4"), (3, "9c70b60c5267a94e5f33b6b02985ed51"),
        (7, "a1f1ebbed8dbc153c0b84aa61ff08239"), (8, "3b62a9ba6258f5610f83e264f31497b4"),
    ])
    func `the hash is SipHash-2-4 of 128 bits`(length: Int, expected: String) {
        let message = (0..<length).map { UInt8($0) }
        let (low, high) = message.withUnsafeBytes {
            CredentialMemo.hash($0, (0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908))
        }
        let bytes =
            withUnsafeBytes(of: low.littleEndian) { Array($0) }
            + withUnsafeBytes(of: high.littleEndian) { Array($0) }
        let text = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(text == expected)
    }

    @Test func `a credential is looked up once, and what is no key each time`() {
        let asked = Asked(["one", "two"])
        var memo = CredentialMemo(secret: (1, 2))
        for _ in 0..<3 {
            #expect(memo.key(for: Self.view("one"), by: asked)?.name == "one")
            #expect(memo.key(for: Self.view("two"), by: asked)?.name == "two")
        }
        #expect(asked.count.withLock { $0 } == 2)
        for _ in 0..<3 {
            #expect(memo.key(for: Self.view("three"), by: asked) == nil)
        }
        #expect(asked.count.withLock { $0 } == 5)
    }

    @Test func `many credentials never get each other's key`() {
        let names = (0..<2_000).map { "key-\($0)" }
        let asked = Asked(names)
        var memo = CredentialMemo(secret: (3, 4))
        for round in 0..<2 {
            for name in names {
                #expect(memo.key(for: Self.view(name), by: asked)?.name == name, "round \(round)")
            }
        }
    }
}
