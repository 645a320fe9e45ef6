/// Why bytes are no state of a ledger.
package enum EvidenceStateError: Error, Equatable {
    /// They do not begin as a state does, or were written by another version.
    case foreign
    /// Their length, a name, a number or the checksum is wrong.
    case damaged
}

extension EvidenceLedger {
    /// "SBEL" and the version of the layout.
    private static let magic: UInt64 = 0x4C45_4253
    private static let version: UInt64 = 1
    /// The longest name of a group that is read back.
    private static let longestName = 1024

    /// All accounts, to be kept over a restart; the same accounts give the same bytes.
    package func state() -> [UInt8] {
        var writer = StateWriter()
        writer.add(Self.magic)
        writer.add(Self.version)
        let groups = self.accounts.keys.filter { $0.utf8.count <= Self.longestName }.sorted()
        writer.add(UInt64(groups.count))
        for group in groups {
            guard let account = self.accounts[group] else { continue }
            writer.add(UInt64(group.utf8.count))
            writer.bytes += group.utf8
            writer.add(account.served)
            writer.add(account.sinceChange)
            for number in [account.exact, account.compared, Double(account.limit), account.fadedAt] {
                writer.add(number.bitPattern)
            }
            writer.add(account.isProvisional ? 1 : 0)
            writer.add(account.learned)
            writer.add(account.judged)
        }
        writer.add(StateWriter.checksum(writer.bytes[...]))
        return writer.bytes
    }

    /// A ledger with the accounts of a state, for instance after a restart.
    ///
    /// The limits are those that were in force; where settings or prior have changed, the next review corrects them.
    package init(settings: Settings, prior: AcceptanceCalibration, state: [UInt8]) throws(EvidenceStateError) {
        var reader = StateReader(bytes: state)
        guard try reader.number() == Self.magic, try reader.number() == Self.version else { throw .foreign }
        guard state.count >= 32 else { throw .damaged }
        var last = StateReader(bytes: state, at: state.count - 8)
        guard try last.number() == StateWriter.checksum(state.dropLast(8)) else { throw .damaged }
        var accounts: [String: EvidenceAccount] = [:]
        let count = try reader.number()
        guard count <= UInt64(state.count) else { throw .damaged }
        for _ in 0..<count {
            let length = try reader.number()
            guard length <= UInt64(Self.longestName) else { throw .damaged }
            let name = try reader.text(Int(length))
            let served = try reader.share()
            let sinceChange = try reader.share()
            let exact = try reader.finite()
            let compared = try reader.finite()
            let limit = try reader.finite()
            let fadedAt = try reader.finite()
            let isProvisional = try reader.number() == 1
            var account = EvidenceAccount(limit: Float(limit), isProvisional: isProvisional, at: fadedAt)
            account.served = served
            account.sinceChange = sinceChange
            account.exact = max(0, exact)
            account.compared = max(0, compared)
            account.learned = try reader.table()
            account.judged = try reader.table()
            guard accounts.count <= settings.mostGroups else { continue }
            accounts[name] = account
        }
        guard reader.at == state.count - 8 else { throw .damaged }
        self.init(settings: settings, prior: prior, accounts: accounts)
    }
}

/// Little-endian numbers; of tables only the cells that are not empty.
private struct StateWriter {
    var bytes: [UInt8] = []

    mutating func add(_ number: UInt64) {
        for shift in 0..<8 { self.bytes.append(UInt8(truncatingIfNeeded: number >> (8 * UInt64(shift)))) }
    }

    mutating func add(_ share: WrongShare) {
        self.add(share.wrong.bitPattern)
        self.add(share.right.bitPattern)
    }

    mutating func add(_ table: RiskTable) {
        let filled = table.cells.indices.filter { table.cells[$0].count > 0 }
        self.add(UInt64(filled.count))
        for index in filled {
            self.add(UInt64(index))
            self.add(table.cells[index])
        }
    }

    /// FNV-1a.
    static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return hash
    }
}

private struct StateReader {
    let bytes: [UInt8]
    var at = 0

    mutating func number() throws(EvidenceStateError) -> UInt64 {
        guard self.at >= 0, self.at + 8 <= self.bytes.count else { throw self.at == 0 ? .foreign : .damaged }
        var number: UInt64 = 0
        for shift in 0..<8 { number |= UInt64(self.bytes[self.at + shift]) << (8 * UInt64(shift)) }
        self.at += 8
        return number
    }

    mutating func finite() throws(EvidenceStateError) -> Double {
        let value = Double(bitPattern: try self.number())
        guard value.isFinite else { throw .damaged }
        return value
    }

    mutating func text(_ length: Int) throws(EvidenceStateError) -> String {
        guard self.at + length <= self.bytes.count,
            let text = String(validating: self.bytes[self.at..<self.at + length], as: UTF8.self)
        else { throw .damaged }
        self.at += length
        return text
    }

    mutating func share() throws(EvidenceStateError) -> WrongShare {
        let wrong = try self.finite()
        return WrongShare(wrong: wrong, right: try self.finite())
    }

    mutating func table() throws(EvidenceStateError) -> RiskTable {
        var cells = RiskTable().cells
        let filled = try self.number()
        guard filled <= UInt64(cells.count) else { throw .damaged }
        for _ in 0..<filled {
            let index = try self.number()
            guard index < UInt64(cells.count) else { throw .damaged }
            cells[Int(index)] = try self.share()
        }
        guard let table = RiskTable(cells: cells) else { throw .damaged }
        return table
    }
}
