import GatewayCore
import GatewayWire

extension GatewayError {
    /// The error that a refusal of the framer is to the client.
    init(_ refusal: HTTPRefusal) {
        let code: ErrorCode =
            switch refusal.status {
            case 414: .uriTooLong
            case 431: .headersTooLarge
            case 501, 505: .unsupportedProtocol
            default: .malformedRequest
            }
        self.init(code, refusal.message)
        self.status = refusal.status
    }
}

extension LoopState {
    /// Answers a request that never became an exchange.
    func refuse(_ error: GatewayError, to client: ClientStream) {
        self.observer?.requestRefused(error)
        ErrorReply.send(error, id: RequestID(high: self.chance.next(), low: self.chance.next()), to: client)
    }
}
