import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One connection of a scripted provider: takes requests, and does the steps of their replies one after the other.
///
/// Confined to its loop. A step begins when the bytes of the one before it have been handed to the system, so a gateway
/// that does not read holds it up.
final class FaultyConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let provider: FaultyProvider
    private var reader = FaultyRequestReader()
    private var steps: [FaultyStep] = []
    private var position = 0
    /// Number of the request that is being answered.
    private var number: Int?
    private var timer: Scheduled<Void>?
    private var context: ChannelHandlerContext?

    init(_ provider: FaultyProvider) {
        self.provider = provider
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        self.provider.opened(context.channel)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.timer?.cancel()
        self.provider.closed(context.channel, during: self.number)
        self.number = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.reader.append(self.unwrapInboundIn(data).readableBytesView)
        self.takeRequest()
    }

    private func takeRequest() {
        guard self.number == nil, let context else { return }
        do {
            guard let message = try self.reader.next() else { return }
            let (number, steps) = self.provider.received(message)
            self.number = number
            self.steps = steps
            self.position = 0
            self.step()
        } catch {
            context.close(promise: nil)
        }
    }

    private func step() {
        guard let context, let number else { return }
        guard self.position < self.steps.count else {
            self.number = nil
            self.provider.finished(number)
            self.takeRequest()
            return
        }
        let step = self.steps[self.position]
        self.position += 1
        switch step {
        case .wait(let pause):
            self.timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(pause)) { self.step() }
        case .write(let bytes):
            context.writeAndFlush(self.wrapOutboundOut(ByteBuffer(bytes: bytes))).assumeIsolated().whenSuccess {
                self.provider.wrote(bytes.count, for: number)
                self.step()
            }
        case .end(.stall): break
        case .end(.close):
            self.provider.finished(number)
            self.number = nil
            context.close(promise: nil)
        case .end(.reset):
            self.provider.finished(number)
            self.number = nil
            let socket = context.channel as? any SocketOptionProvider
            let closing = socket?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).assumeIsolated()
            closing?.whenComplete { _ in context.close(promise: nil) }
        }
    }
}
