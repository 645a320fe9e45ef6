import Foundation
import NIOCore
import NIOSSL
import RESP
import Testing

/// TLS and access lists, on the engine that is built with both.
@Suite(.serialized)
struct RedisSecurityTests {
    private static let users = """
        requirepass secret
        user gateway on >pass ~gw:* &* +@all -@dangerous

        """

    private func tls(
        _ certificates: TestCertificates,
        authority: URL? = nil,
        hostname: String? = "localhost",
        isClientKnown: Bool = false
    ) throws -> RedisTLS {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file((authority ?? certificates.authority).path)
        if isClientKnown {
            configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(certificates.clientCertificate.path)
                .map { .certificate($0) }
            configuration.privateKey = .privateKey(
                try NIOSSLPrivateKey(file: certificates.clientKey.path, format: .pem)
            )
        }
        return RedisTLS(context: try NIOSSLContext(configuration: configuration), serverHostname: hostname)
    }

    private func failure(_ configuration: RedisNodeConfiguration) async throws -> RedisStatistics {
        try await withClient(configuration) { client async throws in
            let isRefused = try await client.wait { $0.connectFailures > 0 }
            let statistics = await client.statistics
            #expect(isRefused && statistics.connects == 0, "\(statistics)")
            return statistics
        }
    }

    @Test func `logins and permissions are told as the server tells them`() async throws {
        let server = try RedisServer.start(config: Self.users)
        defer { server.end() }
        let nobody = try await self.failure(RedisNodeConfiguration(server))
        #expect(nobody.lastError.map { "\($0)" }?.contains("NOAUTH") == true)
        let wrong = RedisNodeConfiguration(server) { $0.password = "wrong" }
        let refused = try await self.failure(wrong)
        #expect(refused.lastError.map { "\($0)" }?.contains("WRONGPASS") == true)
        #expect(refused.lastFailure?.contains("wrong") == false)
        try await withClient(wrong) { client async throws in
            guard case .failure(.server(let error)) = await client.reply(to: .ping, within: .seconds(5)) else {
                Issue.record("somebody who waits learns why")
                return
            }
            #expect(error.kind == .wrongPassword)
        }
        try await withClient(RedisNodeConfiguration(server) { $0.password = "secret" }) { client async throws in
            #expect(try await client.send(.set("any", "v")).isOK)
        }
        let gateway = RedisNodeConfiguration(server) {
            $0.username = "gateway"
            $0.password = "pass"
            $0.libraryName = "signalbox"
        }
        try await withClient(gateway) { client async throws in
            #expect(try await client.send(.set("gw:a", "v")).isOK)
            for command in [RESPCommand.get("any"), RESPCommand("FLUSHALL")] {
                guard case .failure(.server(let error)) = await client.reply(to: command, within: .seconds(5)) else {
                    Issue.record("\(command.name) was allowed")
                    continue
                }
                #expect(error.kind == .noPermission)
            }
            #expect(try await client.send(.get("gw:a")).text == "v")
        }
    }

    @Test func `an encrypted connection works by name and by address`() async throws {
        let certificates = try TestCertificates()
        let server = try RedisServer.start(arguments: ["--tls-auth-clients", "no"], tls: certificates)
        defer { server.end() }
        for hostname in ["localhost", nil] {
            let tls = try self.tls(certificates, hostname: hostname)
            try await withClient(RedisNodeConfiguration(server) { $0.tls = tls }) { client async throws in
                #expect(try await client.send(.set("k", .bytes(Array(repeating: 7, count: 1 << 20)))).isOK)
                #expect(try await client.send(.get("k")).bytes == ByteBuffer(repeating: 7, count: 1 << 20))
            }
        }
    }

    @Test func `a strange authority, a wrong name and a plain server are refused`() async throws {
        let certificates = try TestCertificates(names: "DNS:localhost")
        let server = try RedisServer.start(arguments: ["--tls-auth-clients", "no"], tls: certificates)
        defer { server.end() }
        let strange = try self.tls(certificates, authority: certificates.strangeAuthority)
        let untrusted = try await self.failure(RedisNodeConfiguration(server) { $0.tls = strange })
        #expect(untrusted.lastFailure?.lowercased().contains("certificate") == true)
        let misnamed = try self.tls(certificates, hostname: "example.org")
        _ = try await self.failure(RedisNodeConfiguration(server) { $0.tls = misnamed })
        let plain = try RedisServer.start()
        defer { plain.end() }
        let right = try self.tls(certificates)
        _ = try await self.failure(
            RedisNodeConfiguration(plain) {
                $0.tls = right
                $0.connectTimeout = .milliseconds(500)
            }
        )
    }

    @Test func `a server that wants a client certificate gets it`() async throws {
        let certificates = try TestCertificates()
        let server = try RedisServer.start(arguments: ["--tls-auth-clients", "yes"], tls: certificates)
        defer { server.end() }
        let anonymous = try self.tls(certificates)
        _ = try await self.failure(RedisNodeConfiguration(server) { $0.tls = anonymous })
        let known = try self.tls(certificates, isClientKnown: true)
        try await withClient(RedisNodeConfiguration(server) { $0.tls = known }) { client async throws in
            #expect(try await client.send(.ping).text == "PONG")
        }
    }
}
