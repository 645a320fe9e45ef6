import GatewayCore
import NIOCore
import NIOHTTP2

extension HTTP2Session {
    /// Puts the handlers of an HTTP/2 connection at the end of a pipeline.
    static func install(
        on pipeline: ChannelPipeline.SynchronousOperations,
        pool: ConnectionPool
    ) throws -> HTTP2Session {
        let session = HTTP2Session(pool: pool)
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        configuration.initialSettings = [
            HTTP2Setting(parameter: .enablePush, value: 0),
            HTTP2Setting(parameter: .initialWindowSize, value: Self.streamWindow),
            HTTP2Setting(parameter: .maxHeaderListSize, value: HTTP2Stream.maxHeadBytes),
        ]
        // Field lists are judged in `HTTP2FieldText`, in the same walk that makes text of them.
        configuration.headerBlockValidation = .disabled
        configuration.maximumSequentialEmptyDataFrames = 100
        configuration.maximumBufferedControlFrames = 1000
        configuration.maximumRecentlyResetStreams = 256
        configuration.controlFrameRateLimit.maximumCount = 1000
        var streams = NIOHTTP2Handler.StreamConfiguration()
        streams.streamResetFrameRateLimit.maximumCount = 1000
        try pipeline.addHandlers([
            HTTP2WriteCoalescer(),
            NIOHTTP2Handler(
                mode: .client,
                frameDelegate: session,
                connectionConfiguration: configuration,
                streamConfiguration: streams
            ),
            session,
        ])
        return session
    }
}

/// Wakes a session that may be dead.
final class HTTP2SessionTimer: WheelTimer {
    var session: HTTP2Session?

    init(_ session: HTTP2Session) {
        self.session = session
        super.init()
    }

    override func fired(at now: UInt64) {
        self.session?.timedOut(at: now)
    }
}
