import GatewayCore
import GatewayWire
import NIOCore

/// `/livez`, `/readyz` and `/health` on the data plane, without a credential.
enum HealthEndpoint {
    /// Says whether the process lives, or whether it takes requests.
    static func answer(_ exchange: Exchange) {
        let path = exchange.head.bytes.text(exchange.head.parsed.path)
        let isReady = !exchange.loop.isDraining
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("status", path == "/livez" || isReady ? "ok" : "draining")
        writer.endObject()
        LocalReply.json(exchange, status: path == "/livez" || isReady ? 200 : 503, writer.bytes)
    }
}
