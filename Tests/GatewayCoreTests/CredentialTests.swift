import GatewayCore
import GatewayTesting
import Testing

@Suite struct CredentialTests {
    @Test(arguments: [
        ("authorization: Bearer key-1\r\n", "key-1"),
        ("Authorization: bearer key-1\r\n", "key-1"),
        ("AUTHORIZATION: BEARER key-1\r\n", "key-1"),
        ("authorization: BeArEr    key-1\r\n", "key-1"),
        ("authorization: Bearer key with space\r\n", "key with space"),
        ("x-api-key: key-2\r\n", "key-2"),
        ("X-API-Key: key-2\r\n", "key-2"),
        ("api-key: key-3\r\n", "key-3"),
        ("x-goog-api-key: key-4\r\n", "key-4"),
        ("api-key: c\r\nx-api-key: b\r\nauthorization: Bearer a\r\n", "a"),
        ("x-goog-api-key: d\r\napi-key: c\r\nx-api-key: b\r\n", "b"),
        ("x-goog-api-key: d\r\napi-key: c\r\n", "c"),
        ("authorization: Basic dXNlcg==\r\nx-api-key: b\r\n", "b"),
        ("authorization: Bearer\r\nx-api-key: b\r\n", "b"),
        ("x-api-key:\r\napi-key: c\r\n", "c"),
    ])
    func `the credential is found where the caller put it`(lines: String, expected: String) throws {
        let head = try Fixture.head("GET /v1/models HTTP/1.1\r\nhost: a\r\n\(lines)\r\n")
        let found = Credential.find(in: head).map { String(decoding: $0, as: UTF8.self) }
        #expect(found == expected)
    }

    @Test(arguments: [
        "", "authorization: Bearer\r\n", "authorization: Bearer \r\n", "authorization: Bearerkey\r\n",
        "authorization: key\r\n", "authorization:\r\n", "authorization: Basic abcdefgh\r\n", "x-api-key:\r\n",
        "x-api-key:   \r\n", "authorization: Bearer\tkey\r\n",
    ])
    func `what is no credential is not taken for one`(lines: String) throws {
        let head = try Fixture.head("GET /v1/models HTTP/1.1\r\nhost: a\r\n\(lines)\r\n")
        let isFound = Credential.find(in: head) != nil
        #expect(!isFound)
    }
}
