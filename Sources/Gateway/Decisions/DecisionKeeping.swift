import GatewayCore
import GatewayRouting
import GatewayStorage
import Logging

/// Brings records of decisions from the memory of the loops to the disk, and back to those who ask.
struct DecisionKeeping: Sendable {
    private let routing: RoutingParts
    private let archive: DecisionArchive
    private let log: Logger

    /// Keeps nothing until it is told where.
    init(_ routing: RoutingParts, log: Logger) {
        self.routing = routing
        self.log = log
        let rings = routing.records
        self.archive = DecisionArchive(
            source: { most in Self.fetch(most, from: rings) },
            wallClock: Gateway.wallClock,
            onFault: { fault in
                log.error("decisions are not stored; routing goes on", metadata: ["fault": "\(fault)"])
            }
        )
    }

    /// Whether a file is in use.
    var isStored: Bool { self.archive.file != nil }

    /// Stores records by itself from now on.
    func start() {
        self.archive.start()
    }

    /// Stores what waits, and closes the file. Waits for the disk.
    func stop() {
        self.archive.stop()
    }

    /// Uses the file of the settings from now on, or none. Waits for the disk.
    func use(_ store: DecisionStoreSettings?) {
        self.archive.use(store)
        self.routing.follow(store)
        if store != nil, self.routing.records.isEmpty {
            self.log.warning("decisions are stored after a restart: none are kept in memory now")
        }
    }

    /// What became of records so far; nil where none are to be stored.
    var statistics: DecisionStoreStatistics? {
        var statistics = self.archive.statistics
        statistics?.dropped = self.routing.records.reduce(0) { $0 &+ $1.lost }
        return statistics
    }

    /// On the archive's queue: only there records become text.
    private static func fetch(_ most: Int, from rings: [DecisionRing]) -> [StoredDecision] {
        var found: [StoredDecision] = []
        for ring in rings where found.count < most {
            found += ring.fetch(most - found.count).map { record in
                let decision = RecordedDecision(record)
                return StoredDecision(
                    id: decision.id,
                    madeAt: decision.madeAt,
                    requestID: decision.requestID,
                    record: DecisionDocument.record(decision)
                )
            }
        }
        return found
    }

    // MARK: Reading

    /// The document of a stored decision: by its id, or by that of its request.
    func document(_ id: String) async -> [UInt8]? {
        guard let file = self.archive.file else { return nil }
        do throws(StorageError) {
            let found =
                if let decision = DecisionID.parse(id) {
                    try await file.decision(decision)
                } else {
                    try await file.decision(requestID: id)
                }
            guard let found else { return nil }
            return await OffLoop.run { Self.document(of: found) }
        } catch {
            self.note(error)
            return nil
        }
    }

    /// The latest stored decisions but for those that are known, newest first.
    func latest(_ count: Int, maxBytes: Int, except known: Set<UInt64>) async -> [(madeAt: UInt64, document: [UInt8])] {
        guard count > 0, let file = self.archive.file else { return [] }
        do throws(StorageError) {
            let found = try await file.latest(count, maxBytes: maxBytes, except: known)
            return await OffLoop.run {
                var bytes = 0
                var documents: [(madeAt: UInt64, document: [UInt8])] = []
                for stored in found where bytes < maxBytes {
                    let document = Self.document(of: stored)
                    bytes += document.count
                    documents.append((stored.madeAt, document))
                }
                return documents
            }
        } catch {
            self.note(error)
            return []
        }
    }

    /// The document is made anew, by the code that explains; a record that it cannot read is shown as it is.
    private static func document(of stored: StoredDecision) -> [UInt8] {
        do throws(DecisionFault) {
            return DecisionDocument.json(try DecisionDocument.parse(record: stored.record), StrategyRegistry.builtin())
        } catch {
            return DecisionDocument.unread(stored.record, id: stored.id, requestID: stored.requestID)
        }
    }

    private func note(_ error: StorageError) {
        self.log.error("stored decisions cannot be read", metadata: ["fault": "\(error)"])
    }
}
