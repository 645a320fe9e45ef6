import Synchronization

/// The slot between one loop and the writer thread: the loop appends lines, the writer takes them all at once.
///
/// The lock is held for one copy of a line on the loop's side and for one exchange of buffers on the writer's; neither
/// holds it over a system call. Bounded: lines that find no room are dropped and counted.
package final class AccessLogLane: Sendable {
    private struct Slot {
        var bytes: [UInt8] = []
        /// The writer is woken when this many bytes wait; `Int.max` while it knows already.
        var wakeAt: Int
        var isClosed = false
    }

    /// Bytes that are worth waking the writer before its next tick.
    private static let wakeThreshold = 128 << 10

    private let slot: Mutex<Slot>
    private let maxBufferedBytes: Int
    private let wakeThreshold: Int
    private let bell: WriterBell
    private let dropped = Atomic<UInt64>(0)

    /// Creates an empty lane.
    init(maxBufferedBytes: Int, bell: WriterBell) {
        self.maxBufferedBytes = maxBufferedBytes
        self.wakeThreshold = min(Self.wakeThreshold, max(maxBufferedBytes / 2, 1))
        self.slot = Mutex(Slot(wakeAt: 1))
        self.bell = bell
    }

    /// Lines that were dropped.
    package var droppedLines: UInt64 {
        self.dropped.load(ordering: .relaxed)
    }

    /// Appends a line; from the loop.
    func append(_ line: UnsafeRawBufferPointer) {
        enum Outcome { case kept, keptAndWake, dropped }
        let outcome = self.slot.withLock { slot -> Outcome in
            guard !slot.isClosed, slot.bytes.count + line.count <= self.maxBufferedBytes else { return .dropped }
            slot.bytes.append(contentsOf: line)
            guard slot.bytes.count >= slot.wakeAt else { return .kept }
            slot.wakeAt = .max
            return .keptAndWake
        }
        switch outcome {
        case .kept: break
        case .keptAndWake: self.bell.ring()
        case .dropped: self.countDropped()
        }
    }

    /// Counts lines that are lost.
    func countDropped(_ lines: UInt64 = 1) {
        self.dropped.add(lines, ordering: .relaxed)
    }

    /// Exchanges the lines that wait for the empty `buffer`; from the writer.
    func take(into buffer: inout [UInt8]) {
        self.slot.withLock { slot in
            swap(&slot.bytes, &buffer)
            slot.wakeAt = self.wakeThreshold
        }
    }

    /// Asks to be woken by the next line; false if one waits already.
    func armForNextLine() -> Bool {
        self.slot.withLock { slot in
            guard slot.bytes.isEmpty else { return false }
            slot.wakeAt = 1
            return true
        }
    }

    /// Takes no more lines from now on.
    func close() {
        self.slot.withLock { $0.isClosed = true }
    }
}
