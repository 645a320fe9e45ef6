import GatewayCore
import Testing

@testable import GatewayConfig

@Suite struct CacheRedisTests {
    /// The Redis of a small file.
    private static func redis(_ keys: String) throws -> RedisSettings {
        try #require(try load(file(rest: "redis: {main: {\(keys)}}")).get().redis.first)
    }

    @Test func `every key reaches the settings`() throws {
        #expect(try load(everything).get().redis == CacheFixture.redis)
    }

    struct Address: Sendable, CustomTestStringConvertible {
        var url: String
        var host: String
        var port = 6_379
        var database = 0
        var username: String?
        var password: String?
        var isTLS = false

        var testDescription: String { self.url }
    }

    static let addresses = [
        Address(url: "redis://Cache", host: "cache"),
        Address(url: "redis://cache/", host: "cache"),
        Address(url: "rediss://cache:7000/3", host: "cache", port: 7_000, database: 3, isTLS: true),
        Address(url: "REDIS://:secret@cache", host: "cache", password: "secret"),
        Address(
            url: "redis://app:p%40ss%3A@cache:1/15",
            host: "cache",
            port: 1,
            database: 15,
            username: "app",
            password: "p@ss:"
        ),
        Address(url: "redis://app:a/b:c@[::1]:7000", host: "::1", port: 7_000, username: "app", password: "a/b:c"),
        Address(url: "redis://app:a@b@10.0.0.1", host: "10.0.0.1", username: "app", password: "a@b"),
    ]

    @Test(arguments: addresses)
    func `an address is taken apart`(_ address: Address) throws {
        var expected = RedisSettings(
            name: "main",
            addresses: [RedisSettings.Address(host: address.host, port: address.port)]
        )
        expected.database = address.database
        expected.username = address.username
        expected.password = address.password.map { Secret($0) }
        expected.tls = address.isTLS ? RedisTLS() : nil
        #expect(try Self.redis("url: '\(address.url)'") == expected)
    }

    @Test func `Sentinels have a port of their own`() throws {
        let redis = try Self.redis("url: redis://a, nodes: ['b', 'c:1'], mode: sentinel, primary_name: m")
        #expect(redis.addresses.map(\.port) == [26_379, 26_379, 1])
    }

    @Test func `without an address of the whole, TLS is switched on by itself`() throws {
        #expect(try Self.redis("nodes: [a], mode: cluster, tls: {}").tls == RedisTLS())
        #expect(try Self.redis("nodes: [a], mode: cluster").tls == nil)
    }

    private static func broken(_ keys: String, _ errors: String...) -> BrokenFile {
        var broken = BrokenFile(file(rest: "redis: {main: {\(keys)}}"))
        broken.errors = errors.map { "f.yaml:13:\($0)" }
        return broken
    }

    static let mistakes: [BrokenFile] = [
        broken(
            "connections: 1",
            "15: redis.main: there is no address; add 'url', such as url: redis://127.0.0.1:6379, or 'nodes'"
        ),
        broken(
            "nodes: []",
            "15: redis.main: there is no address; add 'url', such as url: redis://127.0.0.1:6379, or 'nodes'"
        ),
        broken(
            "url: 'http://:secret@cache'",
            """
            21: redis.main.url: the scheme is not redis or rediss; \
            write it like redis://cache.example.com:6379/0, or rediss:// for TLS
            """
        ),
        broken(
            "url: 'redis://cache/zero'",
            """
            21: redis.main.url: what follows the host is not the number of a database; \
            write it like redis://cache.example.com:6379/0, or rediss:// for TLS
            """
        ),
        broken(
            "url: 'redis://user@cache'",
            """
            21: redis.main.url: the address has a user but no password; \
            write redis://user:password@host, or redis://:password@host
            """
        ),
        broken(
            "url: 'redis://user:%zz@cache'",
            """
            21: redis.main.url: the user or the password is not percent-encoded rightly; write % as %25
            """
        ),
        broken(
            "url: 'redis://:secret@'",
            "21: redis.main.url: the host is missing; write it like cache.example.com:6379 or [::1]:6379"
        ),
        broken(
            "url: 'redis://cache:0'",
            "21: redis.main.url: port 0 cannot be called; use a port from 1 to 65535"
        ),
        broken(
            "url: 'redis://cache?db=1'",
            """
            21: redis.main.url: the address has a query or a fragment; \
            leave out everything from ? or # on; in a password write %3F or %23
            """
        ),
        broken(
            "url: redis://a, nodes: [b]",
            """
            39: redis.main.nodes: a single server has one address; \
            remove the others, or write mode: cluster or mode: sentinel
            """
        ),
        broken(
            "url: redis://a, mode: cluster, nodes: [a, 'redis://b', 'x y']",
            "55: redis.main.nodes[0]: the address is listed twice; remove one of them",
            "58: redis.main.nodes[1]: this is more than a host and a port; write it like cache-1.example.com:6379",
            """
            71: redis.main.nodes[2]: the host is not a name or an address; \
            write it like cache.example.com:6379 or [::1]:6379
            """
        ),
        broken(
            "url: redis://a/1, mode: cluster",
            "21: redis.main.url: a cluster has database 0 only; remove the number at the end"
        ),
        broken(
            "url: redis://a, mode: sentinel",
            "15: redis.main: Sentinels need 'primary_name'; add the name they know the server by: mymaster"
        ),
        broken(
            "url: redis://a, primary_name: m, sentinel_password: s",
            "46: redis.main.primary_name: this is for Sentinels only; remove it, or write mode: sentinel",
            "68: redis.main.sentinel_password: this is for Sentinels only; remove it, or write mode: sentinel"
        ),
        broken(
            "url: redis://a, read_from: replica",
            "43: redis.main.read_from: a single server has no replicas that are known; remove it"
        ),
        broken(
            "url: redis://a, tls: {}",
            """
            37: redis.main.tls: the servers are called without TLS; write rediss:// in 'url', or remove 'tls'
            """
        ),
        broken(
            "url: rediss://a, tls: {key_file: /etc/signalbox/tls.key}",
            """
            38: redis.main.tls: a client certificate needs both its chain and its key; \
            add 'certificate_file' or 'key_file'
            """
        ),
        broken(
            "url: redis://a, username: u",
            "42: redis.main.username: a user needs a password; add 'password'"
        ),
        broken(
            "url: 'redis://u:p@a', password: p",
            "48: redis.main.password: 'url' holds it as well; remove one of them"
        ),
    ]

    @Test(arguments: mistakes)
    func `a mistake is named with its place`(_ broken: BrokenFile) {
        #expect(errors(broken.text) == broken.errors)
    }

    @Test func `a password is not repeated in errors`() {
        let urls = [
            "redis://u:topsecret@:x", "redis://u:topsecret", "rediss://topsecret@h", "topsecret", "redis://topsecret?",
        ]
        for url in urls {
            let found = errors(file(rest: "redis: {main: {url: '\(url)'}}"))
            #expect(found.count == 1 && !found.description.contains("topsecret"), "\(found)")
        }
    }

    @Test func `a name is a name`() {
        #expect(errors(file(rest: "redis: {'a b': {url: redis://a}}")).count == 1)
    }
}
