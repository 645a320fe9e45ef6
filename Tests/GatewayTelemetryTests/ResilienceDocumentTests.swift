import Foundation
import GatewayCore
import Testing

@testable import GatewayTelemetry

/// `docs/resilience.md` names causes, modes, metrics, errors and configuration keys that are there, and says of them
/// what the code does.
struct ResilienceDocumentTests {
    private static func document(_ name: String) throws -> String {
        var root = URL(filePath: #filePath)
        for _ in 0..<3 {
            root.deleteLastPathComponent()
        }
        return try String(contentsOf: root.appending(path: "docs/\(name)"), encoding: .utf8)
    }

    /// The tables of a document: the heading above each, the names of its columns, and its rows.
    private struct Table {
        var heading: String
        var columns: [String]
        var rows: [[String]] = []

        /// The cells of a column; empty where the table has none of that name.
        func column(_ name: String) -> [String] {
            guard let position = self.columns.firstIndex(of: name) else { return [] }
            return self.rows.map { $0.indices.contains(position) ? $0[position] : "" }
        }
    }

    private static func tables(_ text: String) -> [Table] {
        var tables: [Table] = []
        var heading = ""
        var wasTable = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("#") {
                heading = line.drop { $0 == "#" || $0 == " " }.description
            }
            guard line.hasPrefix("|") else {
                wasTable = false
                continue
            }
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
                .map { $0.trimmingCharacters(in: .whitespaces) }
            if !wasTable {
                tables.append(Table(heading: heading, columns: cells))
                wasTable = true
            } else if cells.first != "---" {
                tables[tables.count - 1].rows.append(cells)
            }
        }
        return tables
    }

    /// What stands between backticks.
    private static func names(in text: String) -> [String] {
        let pieces = text.split(separator: "`", omittingEmptySubsequences: false)
        return pieces.indices.filter { $0 % 2 == 1 }.map { String(pieces[$0]) }
    }

    private static func table(with column: String) throws -> Table {
        let tables = self.tables(try self.document("resilience.md"))
        return try #require(tables.first { $0.columns.first == column })
    }

    // MARK: Causes

    @Test func `every cause is listed, with what follows it`() throws {
        let table = try Self.table(with: "cause")
        #expect(table.column("cause") == FaultCause.allCases.map { "`\($0.rawValue)`" })
        for (cause, row) in zip(FaultCause.allCases, table.rows) {
            let fault = AttemptFault(cause)
            #expect(row[2] == (fault.mayRepeat(RetrySettings()) ? "yes" : "never"), "\(cause.rawValue)")
            #expect(row[3] == (fault.fallbackCause.map { "`\($0.rawValue)`" } ?? "none"), "\(cause.rawValue)")
            let waits = AttemptFault(cause, retryAfter: 1)
            let health =
                switch (fault.countsAgainstHealth, waits.countsAgainstHealth) {
                case (true, true): "yes"
                case (true, false): "yes, unless it says when to come back"
                default: "no"
                }
            #expect(row[4] == health, "\(cause.rawValue)")
        }
    }

    @Test func `what a cause is said never to repeat, no setting repeats`() throws {
        var settings = RetrySettings()
        settings.on = Set(FaultCause.allCases)
        for (cause, again) in zip(FaultCause.allCases, try Self.table(with: "cause").column("again")) {
            let isRepeated = AttemptFault(cause, shouldRetry: true).mayRepeat(settings)
            #expect(isRepeated == (again != "never"), "\(cause.rawValue)")
        }
    }

    // MARK: Rescue

    private static func name(_ way: RescueWay) -> String {
        switch way {
        case .restart: "`restart`"
        case .prefill: "`prefill`"
        case .instruction: "`instruction`"
        }
    }

    @Test func `every mode is listed, with the ways that it tries in order`() throws {
        let table = try Self.table(with: "mode")
        #expect(table.column("mode") == RescueMode.allCases.map { "`\($0.rawValue)`" })
        for (mode, row) in zip(RescueMode.allCases, table.rows) {
            for (isDeterministic, cell) in [(true, row[1]), (false, row[2])] {
                var stream = BrokenStream()
                stream.isDeterministic = isDeterministic
                let ways = RescuePlan(mode, stream).ways(canPrefill: true).map(Self.name)
                #expect(cell == (ways.isEmpty ? "none" : ways.joined(separator: ", ")), "\(mode.rawValue)")
            }
        }
        let text = try Self.document("resilience.md")
        for way in RescueWay.allCases {
            #expect(text.contains("- \(Self.name(way)): "))
        }
    }

    // MARK: Names

    @Test func `every metric that is named exists, and all of this subject are named`() throws {
        let text = try Self.document("resilience.md")
        let catalog = Set(MetricCatalog.all.map(\.sampleName))
        let named = Set(Self.names(in: text).filter { $0.hasPrefix("signalbox_") })
        #expect(named.subtracting(catalog) == [])
        let own = [
            MetricCatalog.attempts, MetricCatalog.extraAttempts, MetricCatalog.rescues, MetricCatalog.hedges,
            MetricCatalog.budgetExhausted, MetricCatalog.queueWait, MetricCatalog.deploymentState,
            MetricCatalog.deploymentAvailable, MetricCatalog.breakerOpened, MetricCatalog.outlierEjections,
            MetricCatalog.concurrencyLimit, MetricCatalog.deploymentInFlight, MetricCatalog.deploymentWaiting,
        ]
        #expect(Set(own.map(\.sampleName)).subtracting(named) == [])
    }

    @Test func `every outcome is one of the label's`() throws {
        let labels = Set(ErrorCode.allCases.map(\.metricLabel) + ["success"])
        var count = 0
        for table in Self.tables(try Self.document("resilience.md")) {
            for cell in table.column("outcome") where cell != "as above" {
                let names = Self.names(in: cell).filter { !$0.hasPrefix("signalbox_") }
                #expect(!names.isEmpty || cell.hasPrefix("none"), "\(cell)")
                #expect(Set(names).subtracting(labels) == [], "\(cell)")
                count += names.count
            }
        }
        #expect(count > 30)
    }

    /// Words that look like an error: its code, or the code with whose fault it is.
    @Test func `every error that is named exists, with the status that stands before it`() throws {
        let text = try Self.document("resilience.md")
        let codes = Dictionary(uniqueKeysWithValues: ErrorCode.allCases.map { ("\($0.wireName)", $0) })
        let labels = Set(ErrorCode.allCases.map(\.metricLabel))
        for name in Self.names(in: text) {
            let isPrefixed = ["provider_", "caller_", "gateway_", "policy_"].contains { name.hasPrefix($0) }
            #expect(!isPrefixed || codes[name] != nil || labels.contains(name), "\(name)")
        }
        var count = 0
        for match in text.matches(of: /\b([1-5][0-9][0-9]) `([a-z_]+)`/) {
            // Words of a provider, and of the health checks, which are none of the gateway's codes.
            guard let code = codes[String(match.2)] else {
                #expect(["insufficient_quota", "draining"].contains(String(match.2)), "\(match.0)")
                continue
            }
            #expect(code.status == Int(match.1), "\(match.0)")
            count += 1
        }
        #expect(count > 15)
    }

    // MARK: Keys

    /// All keys of the configuration, with the mappings they stand in: `models.retry.on`.
    private static func keys() throws -> [String] {
        self.tables(try self.document("configuration.md")).filter { $0.columns.first == "key" }.flatMap { table in
            let path = table.heading == "Top level" ? "" : table.heading.replacing("`", with: "") + "."
            return table.column("key").map { (path + $0.replacing("`", with: "")).replacing("[]", with: "") }
        }
    }

    @Test func `every key that is named exists`() throws {
        let text = try Self.document("resilience.md")
        let keys = try Self.keys()
        try #require(keys.contains("models.retry.on") && keys.contains("server.timeouts.write"))
        let inTables = Self.tables(text).flatMap { $0.column("knobs") }.flatMap { Self.names(in: $0) }
        let dotted = Self.names(in: text).filter { $0.wholeMatch(of: /[a-z_]+(\[\])?(\.[a-z_]+(\[\])?)+/) != nil }
        #expect(inTables.count > 50)
        // Headers of requests, and what the system sets, are no keys.
        for name in inTables + dotted where !name.hasPrefix("x-") && name.wholeMatch(of: /[a-z_.\[\]]+/) != nil {
            let path = name.replacing("[]", with: "")
            #expect(keys.contains { $0 == path || $0.hasSuffix("." + path) }, "\(name)")
        }
    }
}
