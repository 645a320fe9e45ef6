import GatewayAdmin
import GatewayWire
import NIOCore
import NIOSSL
import Synchronization

/// Sends requests for warming the cache to the data plane, over connections that it keeps.
final class CacheWarmClient: Sendable {
    /// Bytes of the end of an answer that are kept: an error object whole, and the end of a stream.
    private static let keptBytes = 64 << 10

    private let address: HTTPAddress
    private let key: String?
    private let group: any EventLoopGroup
    private let trust: NIOSSLContext
    private let timeout: TimeAmount
    /// Connections without a request, as many as there were requests at the same time.
    private let idle = Mutex<[HTTPConnection]>([])

    init(
        address: HTTPAddress,
        key: String?,
        group: any EventLoopGroup,
        trust: NIOSSLContext,
        timeout: TimeAmount
    ) {
        self.address = address
        self.key = key
        self.group = group
        self.trust = trust
        self.timeout = timeout
    }

    /// Sends a request and takes its answer.
    func send(_ request: WarmRequest) async -> CacheWarmOutcome {
        var fields = request.headers.map { (name: $0.name, value: $0.value) }
        if let key = self.key, !request.hasCredential {
            fields.append(("authorization", "Bearer \(key)"))
        }
        do throws(HTTPFault) {
            let connection = try await self.connection()
            let answer = try await connection.send(
                HTTPRequest("POST", request.endpoint, fields: fields, body: request.body),
                keeping: .last(Self.keptBytes),
                timeout: self.timeout
            )
            if answer.keepsAlive {
                self.idle.withLock { $0.append(connection) }
            }
            return self.outcome(answer, hasOwnCredential: request.hasCredential)
        } catch {
            let reason = "The gateway at \(self.address): \(error.message)."
            switch error {
            case .unreachable: return .hopeless(reason)
            case .notTrusted: return .hopeless("\(reason) --ca-file names the authority of its certificate.")
            case .timedOut, .malformed, .tooLarge, .brokenOff: return .failed(reason)
            }
        }
    }

    private func connection() async throws(HTTPFault) -> HTTPConnection {
        while let connection = self.idle.withLock({ $0.popLast() }) {
            if connection.isOpen {
                return connection
            }
        }
        return try await HTTPConnection.connect(
            to: self.address,
            on: self.group,
            trust: self.address.isTLS ? self.trust : nil,
            timeout: min(self.timeout, .seconds(5))
        )
    }

    /// What an answer means for the cache.
    private func outcome(_ answer: HTTPAnswer, hasOwnCredential: Bool) -> CacheWarmOutcome {
        guard answer.isSuccess else {
            let error = ErrorEnvelope(reading: answer.body.span.bytes)
            let code = error?.code.map { " \($0)" } ?? ""
            let message = error.map { ": \($0.message.prefix(500))" } ?? "."
            let reason = CacheText.plain("The gateway answered \(answer.status)\(code)\(message)")
            guard answer.status == 401, !hasOwnCredential else { return .failed(reason) }
            return .hopeless(reason + (self.key == nil ? " Set SIGNALBOX_API_KEY." : ""))
        }
        if answer.field("content-type")?.hasPrefix("text/event-stream") == true,
            !String(decoding: answer.body.suffix(100), as: UTF8.self).contains("data: [DONE]")
        {
            return .failed("The stream ended with an error; without \"stream\": true the gateway says which.")
        }
        return .answered(CacheStatus(answer.field("cache-status")))
    }
}
