import GatewayCache
import GatewayCore
import Testing

struct RootKeyTests {
    private static let bytes = (0..<32).map { UInt8($0 * 8 + 3) }
    private static let hex = "030b131b232b333b434b535b636b737b838b939ba3abb3bbc3cbd3dbe3ebf3fb"
    private static let base64 = "AwsTGyMrMztDS1NbY2tze4OLk5ujq7O7w8vT2+Pr8/s="

    @Test(arguments: [
        hex, hex.uppercased(), base64, String(base64.dropLast()), "  \(hex)\n", "\t\(base64)\r\n",
        base64.replacing("+", with: "-").replacing("/", with: "_"),
    ])
    func `a key is read from either writing`(text: String) throws {
        #expect(try RootKey(text: text) == RootKey(bytes: Self.bytes))
    }

    private static let misfits: [(String, RootKeyError)] = [
        ("", .unreadable), ("   ", .unreadable), ("not a key!", .unreadable), (base64 + "=", .unreadable),
        (String(base64.dropLast(2)) + "t=", .unreadable), ("====", .unreadable), ("A", .unreadable),
        (String(base64.dropLast(2)), .unreadable), ("AAECAw==", .wrongLength(4)), ("AAECAw", .wrongLength(4)),
        (String(hex.dropLast(2)), .wrongLength(31)), (String(repeating: "0", count: 64), .weak),
        (String(repeating: "A", count: 43), .weak), (String(repeating: "ab", count: 32), .weak),
    ]

    @Test(arguments: misfits)
    func `a text that is no key says why`(text: String, expected: RootKeyError) {
        #expect(throws: expected) { try RootKey(text: text) }
    }

    @Test func `a key cannot be printed`() throws {
        let key = try RootKey(text: Self.hex)
        var dumped = ""
        dump(key, to: &dumped)
        dump([key], to: &dumped)
        let told = "\(key) \(String(reflecting: key)) \(dumped) \([key])"
        #expect(!told.contains("0b") && !told.contains("131b") && !told.contains("11, 19"))
        #expect(told.contains("***"))
        #expect(!RootKeyError.wrongLength(4).description.contains("AAEC"))
    }

    @Test func `keys that are not the same are not equal`() throws {
        #expect(try RootKey(bytes: Self.bytes) != RootKey(bytes: Self.bytes.reversed()))
    }

    @Test func `a ring needs ids that can stand in an entry`() throws {
        let key = try RootKey(bytes: Self.bytes)
        func ring(_ ids: [String], _ active: String) throws(KeyRingError) -> KeyRing {
            try KeyRing(ids.map { KeyRing.Named(id: $0, key: key) }, active: active)
        }
        #expect(throws: KeyRingError.empty) { try ring([], "a") }
        #expect(throws: KeyRingError.badID("")) { try ring([""], "") }
        #expect(throws: KeyRingError.badID("a b")) { try ring(["a b"], "a b") }
        let long = String(repeating: "k", count: 33)
        #expect(throws: KeyRingError.badID(long)) { try ring([long], long) }
        #expect(throws: KeyRingError.duplicateID("a")) { try ring(["a", "a"], "a") }
        #expect(throws: KeyRingError.unknownActive("b")) { try ring(["a"], "b") }
        #expect(try ring(["2025-06.main_A", "b"], "b").active == "b")
    }

    @Test func `the configuration makes a ring`() throws {
        let settings = CacheEncryption(
            keys: [EncryptionKey(id: "k1", key: Secret(Self.hex)), EncryptionKey(id: "k2", key: Secret(Self.base64))],
            active: "k2",
            erasedTenants: ["gone"]
        )
        let ring = try KeyRing(settings)
        #expect(ring.active == "k2" && ring.isRevoked("gone") && !ring.isRevoked("acme"))
        let broken = CacheEncryption(keys: [EncryptionKey(id: "k1", key: Secret("short"))], active: "k1")
        #expect(throws: KeyRingError.badKey(id: "k1", problem: .unreadable)) { try KeyRing(broken) }
    }
}
