import GatewayCore
import GatewayWire
import NIOCore
import NIOHTTP2

extension HTTP2Connection {
    /// Puts the handlers of an HTTP/2 connection at the end of a pipeline.
    static func install(
        on pipeline: ChannelPipeline.SynchronousOperations,
        intake: RequestIntake,
        registry: ConnectionRegistry
    ) throws {
        let writer = HTTP2WriteCoalescer()
        let connection = HTTP2Connection(intake: intake, registry: registry, writer: writer)
        let maxHeadBytes = intake.loop.bounds.http.maxHeadBytes
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        // A list counts 32 bytes per field, its text four: heads a little too long get an answer, others cost the
        // connection.
        configuration.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: Self.maxStreams),
            HTTP2Setting(parameter: .initialWindowSize, value: Self.streamWindow),
            HTTP2Setting(parameter: .maxHeaderListSize, value: maxHeadBytes + 32 * HTTPLimits().maxFields),
        ]
        // Field lists are judged in `HTTP2FieldText`, in the same walk that makes text of them.
        configuration.headerBlockValidation = .disabled
        configuration.maximumSequentialEmptyDataFrames = 10
        configuration.maximumBufferedControlFrames = 1000
        configuration.maximumRecentlyResetStreams = 256
        configuration.controlFrameRateLimit.maximumCount = 1000
        var streams = NIOHTTP2Handler.StreamConfiguration()
        // One connection may carry the users of a whole service, who give up streams all the time.
        streams.streamResetFrameRateLimit.maximumCount = 1000
        try pipeline.addHandlers([
            writer,
            NIOHTTP2Handler(
                mode: .server,
                frameDelegate: connection,
                connectionConfiguration: configuration,
                streamConfiguration: streams
            ),
            connection,
        ])
    }
}

/// The one timer of a connection and of its streams.
final class HTTP2ConnectionTimer: WheelTimer {
    var connection: HTTP2Connection?

    init(_ connection: HTTP2Connection) {
        self.connection = connection
        super.init()
    }

    override func fired(at now: UInt64) {
        self.connection?.timedOut(at: now)
    }
}
