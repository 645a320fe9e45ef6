import CHandover

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What two processes tell each other while one hands its listening sockets to the other.
///
/// A message is four bytes, `S`, `H`, the version and the kind; the sockets travel beside it (`SCM_RIGHTS`).
enum HandoverMessage: UInt8 {
    /// The new process asks for the sockets.
    case hello = 1
    /// Some listening sockets of the data plane.
    case dataSockets
    /// Some listening sockets of the admin plane.
    case adminSockets
    /// All sockets have been sent.
    case complete
    /// The new process is built and will serve.
    case ready
    /// The old process has stopped accepting; its connections are still its own.
    case released
    /// The old process keeps its sockets.
    case refused

    /// Changes whenever a message changes its meaning.
    static let version: UInt8 = 1
    /// Bytes of a message.
    static let bytes = 4

    /// The message as it travels.
    var encoded: [UInt8] { [0x53, 0x48, Self.version, self.rawValue] }

    /// Reads a message.
    init(_ bytes: [UInt8]) throws(HandoverFault) {
        guard bytes.count == Self.bytes, bytes[0] == 0x53, bytes[1] == 0x48 else { throw .unexpected }
        guard bytes[2] == Self.version else { throw .otherVersion(bytes[2]) }
        guard let message = Self(rawValue: bytes[3]) else { throw .unexpected }
        self = message
    }
}

/// One end of the connection between the two processes. Its calls block, so they stay off the event loops.
final class HandoverLink: Sendable {
    private let descriptor: Int32

    /// Takes a connected socket over.
    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        Self.close([self.descriptor])
    }

    /// Throws unless the other process runs as this user, or as root, who can take what it likes anyway.
    func checkPeer() throws(HandoverFault) {
        var user: uid_t = 0
        let failure = signalbox_peer_user(self.descriptor, &user)
        guard failure == 0 else { throw .system("getsockopt", errno: failure) }
        guard user == geteuid() || user == 0 else { throw .stranger(user: user) }
    }

    /// Sends a message, with as many descriptors as `signalbox_max_descriptors` at most.
    func send(_ message: HandoverMessage, _ descriptors: ArraySlice<Int32> = []) throws(HandoverFault) {
        let failure = message.encoded.withUnsafeBytes { bytes in
            Array(descriptors).withUnsafeBufferPointer { numbers in
                signalbox_send_descriptors(
                    self.descriptor,
                    bytes.baseAddress,
                    bytes.count,
                    numbers.baseAddress,
                    numbers.count
                )
            }
        }
        switch failure {
        case 0: return
        case EPIPE, ECONNRESET: throw .closed
        default: throw .system("sendmsg", errno: failure)
        }
    }

    /// Sends descriptors, in as many messages as they need.
    func sendAll(_ message: HandoverMessage, _ descriptors: [Int32]) throws(HandoverFault) {
        var rest = descriptors[...]
        while !rest.isEmpty {
            let some = rest.prefix(Int(signalbox_max_descriptors))
            try self.send(message, some)
            rest = rest.dropFirst(some.count)
        }
    }

    /// Receives a message within a time, with the descriptors beside it, which are the caller's to close.
    func receive(within limit: Duration) throws(HandoverFault) -> (message: HandoverMessage, descriptors: [Int32]) {
        let limit = limit.components
        var wait = timeval()
        wait.tv_sec = .init(limit.seconds)
        wait.tv_usec = .init(limit.attoseconds / 1_000_000_000_000)
        setsockopt(self.descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        var bytes = [UInt8](repeating: 0, count: HandoverMessage.bytes)
        var descriptors = [Int32](repeating: -1, count: Int(signalbox_max_descriptors))
        var count = 0
        let received = signalbox_receive_descriptors(
            self.descriptor,
            &bytes,
            HandoverMessage.bytes,
            &descriptors,
            &count
        )
        let came = Array(descriptors.prefix(count))
        do throws(HandoverFault) {
            switch received {
            case 0, Int(-ECONNRESET): throw .closed
            case Int(-EAGAIN): throw .timedOut
            case ..<0: throw .system("recvmsg", errno: Int32(-received))
            default: return (try HandoverMessage(Array(bytes.prefix(received))), came)
            }
        } catch {
            Self.close(came)
            throw error
        }
    }

    /// Ends the conversation for both sides, also for a call that waits.
    func end() {
        shutdown(self.descriptor, Int32(SHUT_RDWR))
    }

    /// Closes descriptors.
    static func close(_ descriptors: [Int32]) {
        for descriptor in descriptors {
            #if canImport(Glibc)
                _ = Glibc.close(descriptor)
            #else
                _ = Darwin.close(descriptor)
            #endif
        }
    }
}
