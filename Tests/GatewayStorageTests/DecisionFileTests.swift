import GRDB
import Glibc
import Testing

@testable import GatewayStorage

/// The SQLite file itself.
@Suite struct DecisionFileTests {
    private let folder: TemporaryFolder

    init() throws {
        self.folder = try TemporaryFolder()
    }

    @Test func `what was stored is found by its id and by its request's, after the file was closed`() async throws {
        let wide = StoredDecision(id: .max, madeAt: .max, requestID: "ü\"'", record: Array(0...255))
        do {
            let file = try DecisionFile(self.folder.file)
            #expect(try file.add([.number(1), .number(2), wide]) == 3)
            #expect(try await file.decision(StoredDecision.number(2).id) == .number(2))
        }
        let file = try DecisionFile(self.folder.file)
        #expect(try await file.decision(StoredDecision.number(1).id) == .number(1))
        #expect(try await file.decision(requestID: "req-2") == .number(2))
        let found = try #require(try await file.decision(.max))
        #expect(found.record == wide.record && found.requestID == wide.requestID)
        #expect(try await file.decision(requestID: wide.requestID) == found)
        #expect(try await file.decision(7) == nil)
        #expect(try await file.decision(requestID: "req-7") == nil)
    }

    @Test func `of several decisions for a request the latest is found`() async throws {
        let file = try DecisionFile(self.folder.file)
        let decisions = [3, 9, 5].map { number in
            var decision = StoredDecision.number(number)
            decision.requestID = "again"
            return decision
        }
        #expect(try file.add(decisions) == 3)
        #expect(try await file.decision(requestID: "again")?.id == StoredDecision.number(9).id)
    }

    @Test func `a decision is stored once`() async throws {
        let file = try DecisionFile(self.folder.file)
        #expect(try file.add([.number(1), .number(2)]) == 2)
        #expect(try file.add([.number(2), .number(3)]) == 1)
        #expect(try await file.latest(10, maxBytes: .max).map(\.requestID) == ["req-3", "req-2", "req-1"])
    }

    @Test func `a list is bounded in number and bytes, and leaves out what is known`() async throws {
        let file = try DecisionFile(self.folder.file)
        #expect(try file.add((1...20).map { .number($0, bytes: 100) }) == 20)
        #expect(try await file.latest(3, maxBytes: .max).map(\.requestID) == ["req-20", "req-19", "req-18"])
        #expect(try await file.latest(20, maxBytes: 250).count == 2)
        #expect(try await file.latest(0, maxBytes: .max).isEmpty)
        let known: Set<UInt64> = [StoredDecision.number(20).id, StoredDecision.number(18).id]
        #expect(try await file.latest(2, maxBytes: .max, except: known).map(\.requestID) == ["req-19", "req-17"])
    }

    @Test func `nobody but its owner reads the file, nor its log`() throws {
        try Disk.write([], self.folder.file)
        chmod(self.folder.file, 0o666)
        let file = try DecisionFile(self.folder.file)
        #expect(try file.add([.number(1)]) == 1)
        for name in ["", "-wal", "-shm"] {
            #expect(Disk.mode(self.folder.file + name) == 0o600, "\(name)")
        }
    }

    @Test func `two processes share a file`() async throws {
        let (one, other) = (try DecisionFile(self.folder.file), try DecisionFile(self.folder.file))
        #expect(try one.add([.number(1)]) == 1)
        #expect(try other.add([.number(1), .number(2)]) == 1)
        #expect(try await one.latest(9, maxBytes: .max).count == 2)
    }

    // MARK: Pruning

    @Test func `the oldest go by age, and by bytes`() async throws {
        let file = try DecisionFile(self.folder.file)
        #expect(try file.add((1...100).map { .number($0, bytes: 4000) }) == 100)
        let aged = try file.prune(before: StoredDecision.number(31).madeAt, maxBytes: .max)
        #expect(aged.count == 30 && aged.isDone)
        #expect(try await file.latest(100, maxBytes: .max).last?.requestID == "req-31")
        let before = try file.usedBytes()
        let bound = before / 2
        var isDone = false
        while !isDone {
            isDone = try file.prune(before: 0, maxBytes: bound).isDone
        }
        #expect(try file.usedBytes() <= bound)
        let left = try await file.latest(100, maxBytes: .max).map(\.requestID)
        #expect(left.count > 20 && left.count < 40)
        #expect(left == (0..<left.count).map { "req-\(100 - $0)" })
    }

    @Test func `a bound below the least that a file takes ends all the same`() throws {
        let file = try DecisionFile(self.folder.file)
        #expect(try file.add((1...10).map { .number($0) }) == 10)
        var turns = 0
        while try !file.prune(before: 0, maxBytes: 1).isDone {
            turns += 1
            try #require(turns < 20)
        }
    }

    @Test func `more than one transaction's worth goes by and by`() throws {
        let file = try DecisionFile(self.folder.file)
        #expect(try file.add((1...2500).map { .number($0) }) == 2500)
        let first = try file.prune(before: .max, maxBytes: .max)
        #expect(first.count == 2000 && !first.isDone)
        let second = try file.prune(before: .max, maxBytes: .max)
        #expect(second.count == 500 && second.isDone)
    }

    @Test func `a file from which much was removed becomes smaller`() throws {
        var size = 0
        do {
            let file = try DecisionFile(self.folder.file)
            #expect(try file.add((1...1000).map { .number($0, bytes: 4000) }) == 1000)
            while try !file.prune(before: StoredDecision.number(990).madeAt, maxBytes: .max).isDone {}
            try file.shrink()
            size = try file.usedBytes()
        }
        #expect(try Disk.read(self.folder.file).count < 2 * size + 500_000)
    }

    // MARK: What is of no use

    @Test func `a folder that is not there is told`() {
        let error = #expect(throws: StorageError.self) { try DecisionFile(self.folder.path + "/none/decisions.db") }
        #expect(error?.cause == .unusable(errno: ENOENT))
        #expect("\(error.map { "\($0)" } ?? "")".contains("none/decisions.db: No such file or directory; the folder"))
        let folder = #expect(throws: StorageError.self) { try DecisionFile(self.folder.path) }
        #expect(folder?.cause == .unusable(errno: EISDIR))
    }

    @Test func `a file that is no database is left as it is`() throws {
        let text = Array(String(repeating: "these are my notes\n", count: 500).utf8)
        try Disk.write(text, self.folder.file)
        let error = #expect(throws: StorageError.self) { try DecisionFile(self.folder.file) }
        #expect(error?.cause == .foreign)
        #expect(try Disk.read(self.folder.file) == text)
    }

    @Test func `the database of another program is left as it is`() throws {
        do {
            let other = try DatabaseQueue(path: self.folder.file)
            try other.write { try $0.execute(sql: "CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('a')") }
        }
        let (before, mode) = (try Disk.read(self.folder.file), Disk.mode(self.folder.file))
        let error = #expect(throws: StorageError.self) { try DecisionFile(self.folder.file) }
        #expect(error?.cause == .foreign)
        #expect(try Disk.read(self.folder.file) == before && Disk.mode(self.folder.file) == mode)
    }

    @Test func `a file of a later version is refused`() throws {
        do { _ = try DecisionFile(self.folder.file) }
        do {
            let later = try DatabaseQueue(path: self.folder.file)
            try later.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('more')") }
        }
        let error = #expect(throws: StorageError.self) { try DecisionFile(self.folder.file) }
        #expect(error?.cause == .newer)
    }

    @Test(arguments: [1, 2, 3, 4, 5])
    func `a damaged file is told, and never crashes`(seed: UInt64) async throws {
        do {
            let file = try DecisionFile(self.folder.file)
            #expect(try file.add((1...300).map { .number($0, bytes: 900) }) == 300)
        }
        var bytes = try Disk.read(self.folder.file)
        var state = seed
        // Whole pages behind the first are overwritten.
        for page in 1..<(bytes.count / 4096) {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            guard state >> 62 == 0 else { continue }
            for index in (page * 4096)..<((page + 1) * 4096) {
                bytes[index] = UInt8(truncatingIfNeeded: index &* Int(seed) &+ page)
            }
        }
        try Disk.write(bytes, self.folder.file)
        let error = #expect(throws: StorageError.self) { try DecisionFile(self.folder.file) }
        #expect(error?.cause == .damaged && error?.isFinal == true, "seed \(seed)")
        #expect(error?.description.contains("move it away") == true)
    }

    @Test func `a file that was cut is told`() throws {
        do {
            let file = try DecisionFile(self.folder.file)
            #expect(try file.add((1...300).map { .number($0, bytes: 900) }) == 300)
        }
        let bytes = try Disk.read(self.folder.file)
        try Disk.write(bytes.prefix(bytes.count / 3), self.folder.file)
        let error = #expect(throws: StorageError.self) { try DecisionFile(self.folder.file) }
        #expect(error?.cause == .damaged)
    }
}
