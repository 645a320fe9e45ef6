import GatewayCore
import NIOCore

final class HTTP2Session {
    var hasRoom: Bool { false }
    var isIdle: Bool { false }
    func isIdle(since now: UInt64, longerThan limit: UInt64) -> Bool { false }
    func start(_ relay: Relay) {}
    func retire() {}
    static func install(on pipeline: ChannelPipeline.SynchronousOperations, pool: ConnectionPool) throws -> HTTP2Session { HTTP2Session() }
}
