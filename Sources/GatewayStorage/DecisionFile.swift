import Foundation
import GRDB

/// A SQLite file of records of decisions.
///
/// One thread writes at a time; others read meanwhile, since the file has a write-ahead log. A crash of the process
/// loses no transaction that has ended, and a crash of the machine the last ones at most.
package final class DecisionFile: Sendable {
    /// Records that one transaction removes at most, so that no reader of another process waits for long.
    private static let mostPruned = 2_000

    /// Where it is.
    package let path: String
    private let pool: DatabasePool

    /// Opens a file, or makes it.
    package init(_ path: String) throws(StorageError) {
        self.path = path
        self.pool = try Self.open(path)
    }

    // MARK: Writing

    /// Adds records in one transaction; those whose id is there already are left out.
    ///
    /// - Returns: how many were added.
    package func add(_ decisions: [StoredDecision]) throws(StorageError) -> Int {
        try self.write { db in
            let before = db.totalChangesCount
            let statement = try db.cachedStatement(
                sql: "INSERT OR IGNORE INTO decisions (id, made_at, request_id, record) VALUES (?, ?, ?, ?)"
            )
            for decision in decisions {
                try decision.record.withUnsafeBytes { record in
                    try statement.execute(arguments: [
                        Int64(bitPattern: decision.id), Int64(clamping: decision.madeAt), decision.requestID,
                        Data(record),
                    ])
                }
            }
            return db.totalChangesCount - before
        }
    }

    /// Removes what was made before a time, and the oldest records while all together take more than some bytes; a
    /// bounded number at once.
    ///
    /// - Returns: how many were removed, and whether there is more to remove.
    package func prune(before time: UInt64, maxBytes: Int) throws(StorageError) -> (count: Int, isDone: Bool) {
        try self.write { db in
            let aged = try Self.remove(
                "made_at < \(Int64(clamping: time))",
                atMost: Self.mostPruned,
                db
            )
            var removed = aged
            let used = try Self.usedBytes(db)
            if used > maxBytes, let rows = try Int.fetchOne(db, sql: "SELECT count(*) FROM decisions"), rows > 0 {
                // A twentieth more than needed, so that not every record has to make room for the next.
                let excess = Double(used - maxBytes) / Double(used) + 0.05
                let wanted = max(1, Int(Double(rows) * excess))
                removed += try Self.remove("true", atMost: min(wanted, Self.mostPruned), db)
            }
            let left = removed > 0 ? try Self.usedBytes(db) : used
            return (removed, aged < Self.mostPruned && (left <= maxBytes || removed == aged))
        }
    }

    /// Gives pages that nothing stands in back to the system, where that is a good part of the file.
    package func shrink() throws(StorageError) {
        do {
            try self.pool.writeWithoutTransaction { db in
                let (pages, free) = try Self.pages(db)
                guard free > 64, free > pages / 4 else { return }
                try db.execute(sql: "PRAGMA incremental_vacuum(\(free - pages / 8))")
            }
        } catch {
            throw StorageError(self.path, error)
        }
    }

    private static func remove(_ condition: String, atMost most: Int, _ db: Database) throws -> Int {
        let before = db.totalChangesCount
        try db.execute(
            sql: """
                DELETE FROM decisions WHERE place IN
                (SELECT place FROM decisions WHERE \(condition) ORDER BY made_at LIMIT \(most))
                """
        )
        return db.totalChangesCount - before
    }

    // MARK: Reading

    /// The record with an id.
    package func decision(_ id: UInt64) async throws(StorageError) -> StoredDecision? {
        try await self.first("id = ?", [Int64(bitPattern: id)])
    }

    /// The latest record for a request.
    package func decision(requestID: String) async throws(StorageError) -> StoredDecision? {
        try await self.first("request_id = ? ORDER BY made_at DESC", [requestID])
    }

    /// The latest records, newest first, as many as fit into some bytes.
    package func latest(
        _ count: Int,
        maxBytes: Int,
        except known: Set<UInt64> = []
    ) async throws(StorageError) -> [StoredDecision] {
        try await self.read { db in
            var found: [StoredDecision] = []
            var bytes = 0
            let rows = try Row.fetchCursor(db, sql: Self.selection + "ORDER BY made_at DESC, place DESC")
            while found.count < count, let row = try rows.next() {
                let decision = Self.decision(row)
                guard !known.contains(decision.id) else { continue }
                bytes += decision.record.count
                guard bytes <= maxBytes else { break }
                found.append(decision)
            }
            return found
        }
    }

    /// Bytes of the pages in use.
    package func usedBytes() throws(StorageError) -> Int {
        do {
            return try self.pool.read { try Self.usedBytes($0) }
        } catch {
            throw StorageError(self.path, error)
        }
    }

    private static let selection = "SELECT id, made_at, request_id, record FROM decisions "

    private static func decision(_ row: Row) -> StoredDecision {
        StoredDecision(
            id: UInt64(bitPattern: row[0] as Int64? ?? 0),
            madeAt: UInt64(clamping: row[1] as Int64? ?? 0),
            requestID: row[2] as String? ?? "",
            record: (try? row.withUnsafeData(atIndex: 3) { $0.map { [UInt8]($0) } }) ?? []
        )
    }

    private func first(
        _ condition: String,
        _ arguments: StatementArguments
    ) async throws(StorageError) -> StoredDecision? {
        try await self.read { db in
            let sql = Self.selection + "WHERE " + condition + " LIMIT 1"
            return try Row.fetchOne(db, sql: sql, arguments: arguments).map { Self.decision($0) }
        }
    }

    private static func usedBytes(_ db: Database) throws -> Int {
        let (pages, free) = try Self.pages(db)
        return (pages - free) * (try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0)
    }

    private static func pages(_ db: Database) throws -> (all: Int, free: Int) {
        let all = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
        return (all, try Int.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0)
    }

    // MARK: Errors

    private func write<Result>(_ work: (Database) throws -> Result) throws(StorageError) -> Result {
        do {
            return try self.pool.write(work)
        } catch {
            throw StorageError(self.path, error)
        }
    }

    private func read<Result: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Result
    ) async throws(StorageError) -> Result {
        do {
            return try await self.pool.read(work)
        } catch {
            throw StorageError(self.path, error)
        }
    }
}
