import GatewayCore
import Glibc
import Synchronization

/// The writer thread: sweeps the lanes every 50 ms while lines come, and sleeps without a limit when none do.
///
/// A thread of its own and no task, since a disk may block it for long. Confined to that thread once it runs.
final class AccessLogWriter {
    private static let tickMilliseconds: Int32 = 50

    private var file: LogFile
    private let lanes: [AccessLogLane]
    private let state: WriterState
    private let onFault: @Sendable (AccessLogFault) -> Void
    private var buffer: [UInt8] = []
    private var isFailing = false

    /// Creates a writer; `run` is its life.
    init(
        file: consuming LogFile,
        lanes: [AccessLogLane],
        state: WriterState,
        onFault: @escaping @Sendable (AccessLogFault) -> Void
    ) {
        self.file = file
        self.lanes = lanes
        self.state = state
        self.onFault = onFault
    }

    /// Writes until it is told to stop and nothing waits.
    func run() {
        // Signals are for the threads that expect them; a broken pipe then shows as an error of `write`.
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
        while true {
            let requests = self.state.requests.withLock { requests in
                defer { requests.reopens = false }
                return requests
            }
            if requests.reopens {
                self.reopen()
            }
            // Lanes are closed before a stop is asked for, so this sweep is the last that can find lines.
            let found = self.sweep()
            if requests.stops {
                return
            }
            if found {
                self.state.bell.wait(milliseconds: Self.tickMilliseconds)
            } else if self.lanes.allSatisfy({ $0.armForNextLine() }) {
                self.state.bell.wait(milliseconds: -1)
            }
        }
    }

    /// Writes what waits in all lanes; false if nothing did.
    private func sweep() -> Bool {
        var found = false
        for lane in self.lanes {
            lane.take(into: &self.buffer)
            guard !self.buffer.isEmpty else { continue }
            found = true
            let failure = self.file.write(self.buffer) {
                self.state.requests.withLock { $0.stops }
            }
            self.buffer.removeAll(keepingCapacity: true)
            guard let failure else {
                self.isFailing = false
                continue
            }
            lane.countDropped(failure.lost)
            if !self.isFailing {
                self.isFailing = true
                self.onFault(.cannotWrite(errno: failure.errno))
            }
        }
        return found
    }

    private func reopen() {
        do throws(AccessLogFault) {
            if let file = try LogFile(self.state.destination) {
                self.file = file
            }
        } catch {
            self.onFault(error)
        }
    }
}
