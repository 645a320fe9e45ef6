package import GatewayCore
package import NIOSSL

/// The server's TLS context, replaced when certificate or key change; connections keep the one they began with.
package final class TLSSource: Sendable {
    private let current: LiveValue<NIOSSLContext>
    private let settings: TLSSettings

    /// Loads certificate and key; throws where they cannot be read or do not fit each other.
    package init(_ settings: TLSSettings) throws {
        self.settings = settings
        self.current = LiveValue(try Self.load(settings))
    }

    /// The context of now.
    package var context: NIOSSLContext { self.current.value }

    /// Loads the files again; throws and changes nothing where they are not usable.
    package func reload() throws {
        self.current.replace(with: try Self.load(self.settings))
    }

    private static func load(_ settings: TLSSettings) throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMFile(settings.certificateFile)
        let key = try NIOSSLPrivateKey(file: settings.keyFile, format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        configuration.applicationProtocols = ["h2", "http/1.1"]
        configuration.minimumTLSVersion = .tlsv12
        return try NIOSSLContext(configuration: configuration)
    }
}
