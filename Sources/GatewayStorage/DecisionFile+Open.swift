import GRDB
import Glibc

extension DecisionFile {
    /// Stands in the header of each file, so that those of other programs are told apart: "SBXD".
    private static let applicationID: Int32 = 0x5342_5844
    /// Files up to this many bytes are looked through when they are opened; larger ones would hold up a start.
    private static let checkedBytes = 64 << 20
    /// How long to wait for another process, which writes for some milliseconds at a time.
    private static let patience = 5.0

    /// Opens or makes a file that only its owner can read, and brings it to the present form.
    static func open(_ path: String) throws(StorageError) -> DatabasePool {
        let size = try Self.prepare(path)
        do {
            var configuration = Configuration()
            configuration.label = "decisions"
            configuration.busyMode = .timeout(Self.patience)
            configuration.maximumReaderCount = 2
            configuration.prepareDatabase { db in
                guard !db.configuration.readonly else { return }
                // Counts for files that are made now.
                try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
                try db.execute(sql: "PRAGMA journal_size_limit = 4194304")
                try Self.recognise(db, path)
                try Self.narrow(path)
            }
            let pool = try DatabasePool(path: path, configuration: configuration)
            if size > 0, size <= Self.checkedBytes {
                try Self.look(through: pool, path)
            }
            try Self.migrate(pool, path)
            return pool
        } catch {
            throw StorageError(path, error)
        }
    }

    /// Makes the file before SQLite does, which would let others read it.
    ///
    /// - Returns: its size.
    private static func prepare(_ path: String) throws(StorageError) -> Int {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.refusal(path, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.refusal(path, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw StorageError(path, .foreign, "this is not a file") }
        return Int(status.st_size)
    }

    /// Takes a file that others could read from them; its log, which is made later, gets the same mode.
    private static func narrow(_ path: String) throws(StorageError) {
        guard chmod(path, 0o600) == 0 else { throw Self.refusal(path, errno) }
    }

    private static func refusal(_ path: String, _ number: Int32) -> StorageError {
        StorageError(path, .unusable(errno: number), String(cString: strerror(number)))
    }

    /// Refuses the files of other programs before anything is written to them.
    private static func recognise(_ db: Database, _ path: String) throws {
        let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        guard application != Self.applicationID else { return }
        guard tables == 0, application == 0 else {
            throw StorageError(path, .foreign, "this is another program's database")
        }
        try db.execute(sql: "PRAGMA application_id = \(Self.applicationID)")
    }

    private static func look(through pool: DatabasePool, _ path: String) throws {
        let finding = try pool.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
        if let finding, finding != "ok" {
            throw StorageError(path, .damaged, "it is damaged: \(finding)")
        }
    }

    private static func migrate(_ pool: DatabasePool, _ path: String) throws {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("decisions") { db in
            // Records are added and removed in the order of `place`, which is theirs; ids come in no order.
            try db.execute(
                sql: """
                    CREATE TABLE decisions (
                        place INTEGER PRIMARY KEY,
                        id INTEGER NOT NULL UNIQUE,
                        made_at INTEGER NOT NULL,
                        request_id TEXT NOT NULL,
                        record BLOB NOT NULL
                    );
                    CREATE INDEX decisions_by_time ON decisions (made_at);
                    CREATE INDEX decisions_by_request ON decisions (request_id);
                    """
            )
        }
        if try pool.read({ try migrator.hasBeenSuperseded($0) }) {
            throw StorageError(path, .newer, "it has a form that this version does not know")
        }
        try migrator.migrate(pool)
    }
}
