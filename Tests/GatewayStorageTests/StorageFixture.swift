import GatewayCore
import Glibc
import Synchronization
import Testing

@testable import GatewayStorage

/// A folder that is gone after the test.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/signalbox-storage-XXXXXX".utf8CString)
        let made = try #require(mkdtemp(&template))
        self.path = String(cString: made)
    }

    /// Path of the file of decisions.
    var file: String { self.path + "/decisions.db" }

    deinit {
        for name in ["decisions.db", "other.db"] {
            for end in ["", "-wal", "-shm"] {
                unlink(self.path + "/" + name + end)
            }
        }
        rmdir(self.path)
    }
}

/// Bytes of files.
enum Disk {
    static func read(_ path: String) throws -> [UInt8] {
        let file = try #require(fopen(path, "r"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 64 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
    }

    static func write(_ bytes: some Collection<UInt8>, _ path: String) throws {
        let file = try #require(fopen(path, "w"))
        defer { fclose(file) }
        let bytes = Array(bytes)
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    }

    static func mode(_ path: String) -> UInt32? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
    }
}

/// Decisions that a test makes up.
extension StoredDecision {
    /// Second 0 of the tests.
    static let epoch: UInt64 = 1_700_000_000_000_000_000

    /// The decision of a number, made that many seconds after the others began.
    static func number(_ number: Int, bytes: Int = 40) -> StoredDecision {
        let text = #"{"number":\#(number),"#
        let record = text + String(repeating: " ", count: max(0, bytes - text.utf8.count - 1)) + "}"
        return StoredDecision(
            id: UInt64(number) &* 0x9E37_79B9_7F4A_7C15,
            madeAt: Self.epoch + UInt64(number) * 1_000_000_000,
            requestID: "req-\(number)",
            record: Array(record.utf8)
        )
    }
}

/// An archive whose records and time the test gives.
final class ArchiveFixture: Sendable {
    struct State {
        var waiting: [StoredDecision] = []
        var now = StoredDecision.epoch
        var faults: [StorageError] = []
        var fetches = 0
    }

    private let state: ScriptedState
    let archive: DecisionArchive

    /// What both sides see.
    final class ScriptedState: Sendable {
        let value = Mutex(State())
    }

    init() {
        let state = ScriptedState()
        self.state = state
        self.archive = DecisionArchive(
            source: { most in
                state.value.withLock { state in
                    state.fetches += 1
                    let batch = Array(state.waiting.prefix(most))
                    state.waiting.removeFirst(batch.count)
                    return batch
                }
            },
            wallClock: { state.value.withLock { $0.now } },
            onFault: { fault in state.value.withLock { $0.faults.append(fault) } }
        )
    }

    var waiting: Int { self.state.value.withLock { $0.waiting.count } }
    var faults: [StorageError] { self.state.value.withLock { $0.faults } }
    var fetches: Int { self.state.value.withLock { $0.fetches } }

    /// Decisions that wait to be stored.
    func make(_ numbers: some Sequence<Int>, bytes: Int = 40) {
        let made = numbers.map { StoredDecision.number($0, bytes: bytes) }
        self.state.value.withLock { $0.waiting += made }
    }

    /// Sets the time to that many seconds after the beginning.
    func setTime(_ seconds: Int) {
        self.state.value.withLock { $0.now = StoredDecision.epoch + UInt64(seconds) * 1_000_000_000 }
    }

    /// Numbers of the records that are stored, newest first.
    func stored() async throws -> [String] {
        try await #require(self.archive.file).latest(1_000_000, maxBytes: .max).map(\.requestID)
    }
}
