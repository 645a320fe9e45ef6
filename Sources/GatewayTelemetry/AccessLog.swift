package import GatewayCore
import Glibc
import Synchronization

/// What can be wrong with the access log; told to the operator once when it begins, not per line.
package enum AccessLogFault: Error, Sendable, Equatable {
    /// The file, or another resource, cannot be opened.
    case cannotOpen(path: String, errno: Int32)
    /// Lines cannot be written and are dropped; said once until writing succeeds again.
    case cannotWrite(errno: Int32)
    /// The writer thread cannot be started.
    case cannotStart(errno: Int32)
}

/// The access log: one lane per loop and one thread that writes them out.
///
/// A loop never waits for a disk or a pipe: it hands over lines and goes on. What the writer cannot keep up with is
/// dropped and counted. Its owner ends it with `flushAndStop`; nothing else does.
package final class AccessLog: Sendable {
    private let lanes: [AccessLogLane]
    private let state: WriterState
    private let thread = Mutex<pthread_t?>(nil)

    /// Opens the destination; nil if it is `off`.
    ///
    /// - Parameters:
    ///   - settings: Where the lines go, and how many bytes may wait per loop.
    ///   - loops: Number of event loops.
    ///   - onFault: Told what the operator should know; called on the writer thread.
    package init?(
        _ settings: AccessLogSettings,
        loops: Int,
        onFault: @escaping @Sendable (AccessLogFault) -> Void
    ) throws(AccessLogFault) {
        guard let file = try LogFile(settings.destination) else { return nil }
        let bell = try WriterBell()
        let lanes = (0..<max(loops, 1)).map { _ in
            AccessLogLane(maxBufferedBytes: settings.maxBufferedBytes, bell: bell)
        }
        self.lanes = lanes
        self.state = WriterState(destination: settings.destination, bell: bell)
        try self.start(AccessLogWriter(file: file, lanes: lanes, state: self.state, onFault: onFault))
    }

    /// The lane of a loop.
    package func lane(_ index: Int) -> AccessLogLane {
        self.lanes[index]
    }

    /// Lines dropped so far, on all lanes.
    package var droppedLines: UInt64 {
        self.lanes.reduce(0) { $0 &+ $1.droppedLines }
    }

    /// Opens the file anew, after log rotation; for SIGHUP. If that fails the old one stays in use.
    package func reopen() {
        self.state.requests.withLock { $0.reopens = true }
        self.state.bell.ring()
    }

    /// Writes all lines that wait, then ends the thread; lines that come later are dropped and counted.
    ///
    /// Waits for the thread, so it must not be called on a loop; a reader that takes nothing ends the wait after five
    /// seconds. Further calls do nothing.
    package func flushAndStop() {
        guard let thread = self.thread.withLock({ $0.take() }) else { return }
        for lane in self.lanes {
            lane.close()
        }
        self.state.requests.withLock { $0.stops = true }
        self.state.bell.ring()
        pthread_join(thread, nil)
    }

    private func start(_ writer: consuming AccessLogWriter) throws(AccessLogFault) {
        let box = Unmanaged.passRetained(writer)
        var thread = pthread_t()
        let result = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<AccessLogWriter>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            box.toOpaque()
        )
        guard result == 0 else {
            box.release()
            throw .cannotStart(errno: result)
        }
        self.thread.withLock { $0 = thread }
    }
}

/// What the other threads ask of the writer.
final class WriterState: Sendable {
    /// Wishes that the writer has not seen.
    struct Requests {
        /// The file is to be opened anew.
        var reopens = false
        /// The thread is to end when all is written.
        var stops = false
    }

    /// Where the lines go.
    let destination: AccessLogSettings.Destination
    /// Wakes the writer.
    let bell: WriterBell
    /// Wishes.
    let requests = Mutex(Requests())

    /// Creates the state.
    init(destination: AccessLogSettings.Destination, bell: WriterBell) {
        self.destination = destination
        self.bell = bell
    }
}
