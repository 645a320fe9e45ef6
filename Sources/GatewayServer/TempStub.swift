import NIOCore
enum HTTP2Connection {
    static func install(on pipeline: ChannelPipeline.SynchronousOperations, intake: RequestIntake, registry: ConnectionRegistry) throws {}
}
