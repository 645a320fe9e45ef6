/// A new process's claim on the listening sockets of the running one.
///
/// The running process goes on as if nothing had happened until `take()`; a claim that is dropped before changes
/// nothing there. Blocks, so it stays off the event loops.
package final class HandoverClaim: Sendable {
    /// How long the running process may take to answer; it only has to look into its own state.
    private static let answerTime = Duration.seconds(5)
    /// Messages with sockets that are taken at most: more than 256 loops need.
    private static let maxMessages = 32

    private let link: HandoverLink
    /// Listening sockets of the data plane, for the receiver to close.
    package let data: [Int32]
    /// Listening sockets of the admin plane, for the receiver to close.
    package let admin: [Int32]

    private init(_ link: HandoverLink, data: [Int32], admin: [Int32]) {
        self.link = link
        self.data = data
        self.admin = admin
    }

    /// Asks the process at the path for its sockets; nil where no process is.
    package static func find(at path: HandoverPath) throws(HandoverFault) -> HandoverClaim? {
        guard let link = try path.connect() else { return nil }
        try link.checkPeer()
        try link.send(.hello)
        var data: [Int32] = []
        var admin: [Int32] = []
        do throws(HandoverFault) {
            for _ in 0..<Self.maxMessages {
                let (message, descriptors) = try link.receive(within: Self.answerTime)
                switch message {
                case .dataSockets: data += descriptors
                case .adminSockets: admin += descriptors
                case .complete: return HandoverClaim(link, data: data, admin: admin)
                case .refused: throw .refused
                case .hello, .ready, .released:
                    HandoverLink.close(descriptors)
                    throw .unexpected
                }
            }
            throw .unexpected
        } catch {
            HandoverLink.close(data + admin)
            throw error
        }
    }

    /// Says that this process is ready, and returns once the other has stopped accepting.
    ///
    /// Only a refusal means that the other process serves on. One that is gone, or silent, has left the sockets to this
    /// one, which must not give up then: nobody else would serve.
    package func take() throws(HandoverFault) {
        do throws(HandoverFault) {
            try self.link.send(.ready)
        } catch {
            // It may have refused before it closed.
        }
        let answer = try? self.link.receive(within: Self.answerTime)
        HandoverLink.close(answer?.descriptors ?? [])
        if answer?.message == .refused {
            throw .refused
        }
    }
}
