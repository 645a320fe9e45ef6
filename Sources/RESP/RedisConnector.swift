package import NIOCore
import NIOPosix
import NIOSSL

/// Opens channels to servers; the seam at which tests put a server in memory.
package protocol RedisConnector {
    /// Opens a channel on the given loop, with nothing in its pipeline; the client adds TLS and its own handler before
    /// the loop turns again. Must fail within `connectTimeout`.
    func connect(
        _ configuration: RedisNodeConfiguration,
        on eventLoop: any EventLoop
    ) -> EventLoopFuture<any Channel>
}

/// Opens TCP connections.
package struct SocketConnector: RedisConnector {
    /// A connector without settings.
    package init() {}

    /// Opens a TCP connection; a name with several addresses is tried at all of them.
    package func connect(
        _ configuration: RedisNodeConfiguration,
        on eventLoop: any EventLoop
    ) -> EventLoopFuture<any Channel> {
        ClientBootstrap(group: eventLoop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connectTimeout(configuration.connectTimeout)
            .connect(host: configuration.address.host, port: configuration.address.port)
    }
}

extension RedisTLS {
    /// The handler that encrypts one connection. A name that is an address cannot be sent as SNI: the certificate is
    /// then checked against the address of the connection.
    func makeHandler() throws -> NIOSSLClientHandler {
        try NIOSSLClientHandler(context: self.context, serverHostname: self.serverHostname)
    }
}
