import Foundation

/// Certificates made for one test: an authority, a server, a client, and an authority that
/// nobody trusts.
final class TestCertificates: Sendable {
    let directory: URL

    var authority: URL { self.directory.appendingPathComponent("ca.crt") }
    var strangeAuthority: URL { self.directory.appendingPathComponent("strange.crt") }
    var serverCertificate: URL { self.directory.appendingPathComponent("server.crt") }
    var serverKey: URL { self.directory.appendingPathComponent("server.key") }
    var clientCertificate: URL { self.directory.appendingPathComponent("client.crt") }
    var clientKey: URL { self.directory.appendingPathComponent("client.key") }

    /// Makes them all; `names` are what the server's certificate is for.
    init(names: String = "DNS:localhost,IP:127.0.0.1") throws {
        self.directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("signalbox-certificates-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.directory, withIntermediateDirectories: true)
        try self.makeAuthority("ca")
        try self.makeAuthority("strange")
        try self.makeLeaf("server", extensions: "subjectAltName=\(names)")
        try self.makeLeaf("client", extensions: "extendedKeyUsage=clientAuth")
    }

    deinit { try? FileManager.default.removeItem(at: self.directory) }

    private func path(_ name: String) -> String { self.directory.appendingPathComponent(name).path }

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

    private func makeAuthority(_ name: String) throws {
        try RedisServer.run(
            "openssl",
            ["req", "-x509"] + Self.newKey + [
                "-subj", "/CN=\(name)", "-days", "2", "-keyout", self.path("\(name).key"),
                "-out", self.path("\(name).crt"),
            ]
        )
    }

    private func makeLeaf(_ name: String, extensions: String) throws {
        try extensions.write(toFile: self.path("\(name).ext"), atomically: true, encoding: .utf8)
        try RedisServer.run(
            "openssl",
            ["req", "-new"] + Self.newKey + [
                "-subj", "/CN=\(name)", "-keyout", self.path("\(name).key"), "-out", self.path("\(name).csr"),
            ]
        )
        try RedisServer.run(
            "openssl",
            [
                "x509", "-req", "-in", self.path("\(name).csr"), "-CA", self.path("ca.crt"),
                "-CAkey", self.path("ca.key"), "-CAcreateserial", "-days", "2",
                "-extfile", self.path("\(name).ext"), "-out", self.path("\(name).crt"),
            ]
        )
    }
}
