import GRDB
import GatewayCore
import Glibc
import Testing

@testable import GatewayStorage

/// The writer between the memory of the loops and the file.
@Suite struct DecisionArchiveTests {
    private let folder: TemporaryFolder
    private let fixture = ArchiveFixture()

    init() throws {
        self.folder = try TemporaryFolder()
    }

    private func settings(_ change: (inout DecisionStoreSettings) -> Void = { _ in }) -> DecisionStoreSettings {
        var settings = DecisionStoreSettings(path: self.folder.file)
        change(&settings)
        return settings
    }

    @Test func `what waits is stored in one turn, however many batches that takes`() async throws {
        self.fixture.archive.use(self.settings())
        self.fixture.make(1...1000)
        self.fixture.archive.step()
        #expect(self.fixture.waiting == 0)
        #expect(self.fixture.archive.statistics?.stored == 1000)
        #expect(self.fixture.archive.statistics?.isUp == true)
        #expect(self.fixture.archive.statistics?.bytes ?? 0 > 40_000)
        #expect(try await self.fixture.stored().count == 1000)
        #expect(self.fixture.faults.isEmpty)
    }

    @Test func `records outlive the process`() async throws {
        self.fixture.archive.use(self.settings())
        self.fixture.make(1...3)
        // Stopping writes what still waits.
        self.fixture.archive.stop()
        #expect(self.fixture.archive.statistics?.isUp == false)
        let next = ArchiveFixture()
        next.archive.use(self.settings())
        next.make(4...4)
        next.archive.step()
        #expect(try await next.stored() == ["req-4", "req-3", "req-2", "req-1"])
    }

    @Test func `without a file nothing is fetched`() {
        self.fixture.make(1...5)
        self.fixture.archive.step()
        #expect(self.fixture.fetches == 0 && self.fixture.archive.statistics == nil)
        self.fixture.archive.use(self.settings { $0.path += "/none" })
        self.fixture.archive.step()
        #expect(self.fixture.fetches == 0 && self.fixture.archive.statistics?.isUp == false)
        #expect(self.fixture.faults.count == 1)
    }

    @Test func `what is too old goes at the next look, and what is young stays`() async throws {
        self.fixture.archive.use(self.settings { $0.keep = .seconds(100) })
        self.fixture.make(1...100)
        self.fixture.setTime(100)
        self.fixture.archive.step()
        #expect(try await self.fixture.stored().count == 100)
        self.fixture.setTime(130)
        self.fixture.archive.step()
        #expect(try await self.fixture.stored().count == 100, "looked a moment ago")
        self.fixture.setTime(161)
        self.fixture.archive.step()
        #expect(try await self.fixture.stored().last == "req-61")
        #expect(self.fixture.archive.statistics?.pruned == 60)
    }

    @Test func `the file stays within its bytes, and the latest are kept`() async throws {
        let bound = 1 << 20
        self.fixture.archive.use(self.settings { $0.maxBytes = bound })
        for round in 0..<20 {
            self.fixture.make((round * 100 + 1)...(round * 100 + 100), bytes: 2000)
            self.fixture.archive.step()
            #expect(self.fixture.archive.statistics?.bytes ?? .max <= bound, "round \(round)")
        }
        let stored = try await self.fixture.stored()
        #expect(stored.first == "req-2000" && stored.count > 200)
        #expect(self.fixture.archive.statistics?.pruned == UInt64(2000 - stored.count))
        #expect(try Disk.read(self.folder.file).count < 3 * bound)
    }

    // MARK: Reload

    @Test func `new bounds count at once, and another path begins another file`() async throws {
        self.fixture.archive.use(self.settings())
        self.fixture.make(1...10)
        self.fixture.archive.step()
        self.fixture.archive.use(self.settings { $0.keep = .seconds(5) })
        self.fixture.setTime(70)
        self.fixture.make(69...69)
        self.fixture.archive.step()
        #expect(try await self.fixture.stored() == ["req-69"])
        self.fixture.make(70...70)
        self.fixture.archive.use(self.settings { $0.path = self.folder.path + "/other.db" })
        #expect(self.fixture.waiting == 0, "what was made before is in the old file")
        self.fixture.make(71...71)
        self.fixture.archive.step()
        #expect(try await self.fixture.stored() == ["req-71"])
        self.fixture.archive.use(nil)
        #expect(self.fixture.archive.file == nil && self.fixture.archive.statistics == nil)
        #expect(try await DecisionFile(self.folder.file).latest(9, maxBytes: .max).count == 2)
    }

    // MARK: Failures

    @Test func `a damaged file is told once, and mended by a reload`() async throws {
        try Disk.write(Array("no database, but long enough to be looked at as one".utf8), self.folder.file)
        self.fixture.archive.use(self.settings())
        self.fixture.make(1...5)
        for _ in 0..<3 {
            self.fixture.archive.step()
        }
        #expect(self.fixture.faults.map(\.cause) == [.foreign])
        #expect(self.fixture.archive.statistics?.isUp == false)
        unlink(self.folder.file)
        self.fixture.archive.use(self.settings())
        self.fixture.archive.step()
        #expect(self.fixture.archive.statistics?.isUp == true)
        #expect(try await self.fixture.stored().count == 5, "they waited in memory")
    }

    @Test func `what cannot be written is counted, told once, and does not stop what follows`() async throws {
        self.fixture.archive.use(self.settings())
        let file = try #require(self.fixture.archive.file)
        let queue = try DatabaseQueue(path: self.folder.file)
        try await queue.writeWithoutTransaction { db in
            try db.execute(sql: "CREATE TRIGGER refuse BEFORE INSERT ON decisions BEGIN SELECT RAISE(ABORT, 'no'); END")
        }
        for number in 1...3 {
            self.fixture.make(number...number)
            self.fixture.archive.step()
        }
        #expect(self.fixture.archive.statistics?.failed == 3)
        #expect(self.fixture.faults.count == 1)
        try await queue.writeWithoutTransaction { try $0.execute(sql: "DROP TRIGGER refuse") }
        self.fixture.make(4...4)
        self.fixture.archive.step()
        #expect(try await file.latest(9, maxBytes: .max).map(\.requestID) == ["req-4"])
        #expect(self.fixture.archive.statistics?.isUp == true)
    }

    @Test func `a file that is damaged while it is used is let go`() async throws {
        self.fixture.archive.use(self.settings())
        self.fixture.make(1...500, bytes: 900)
        self.fixture.archive.step()
        let queue = try DatabaseQueue(path: self.folder.file)
        try await queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        var bytes = try Disk.read(self.folder.file)
        for index in 4096..<bytes.count {
            bytes[index] = 0xA5
        }
        try Disk.write(bytes, self.folder.file)
        for round in 0..<20 {
            self.fixture.make((1000 + round * 300)...(1299 + round * 300), bytes: 900)
            self.fixture.archive.step()
        }
        #expect(self.fixture.archive.statistics?.isUp == false)
        #expect(self.fixture.faults.contains { $0.cause == .damaged })
        let fetches = self.fixture.fetches
        self.fixture.archive.step()
        #expect(self.fixture.fetches == fetches, "nothing is fetched for a file that is of no use")
    }
}
