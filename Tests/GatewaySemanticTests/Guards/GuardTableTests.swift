import GatewaySemantic
import Testing

/// A pair of prompts of a table and whether the guards must refuse it.
struct GuardRow: Sendable, CustomTestStringConvertible {
    let refuses: Bool
    let new: String
    let stored: String

    var testDescription: String { "\(self.refuses ? "-" : "+") \(self.new) | \(self.stored)" }

    /// The rows of a table: a sign, and two prompts with a bar between them.
    static func rows(_ table: String) -> [GuardRow] {
        table.split(separator: "\n").compactMap { line in
            let parts = line.dropFirst(2).split(separator: " | ")
            guard parts.count == 2 else { return nil }
            return GuardRow(refuses: line.hasPrefix("-"), new: String(parts[0]), stored: String(parts[1]))
        }
    }
}

@Suite struct `Guard tables` {
    let guards = Guards()

    @Test(arguments: GuardRow.rows(EnglishTable.rows))
    func `English pairs are refused or pass as the table says`(row: GuardRow) { self.check(row, "en") }

    @Test(arguments: GuardRow.rows(GermanTable.rows))
    func `German pairs are refused or pass as the table says`(row: GuardRow) { self.check(row, "de") }

    @Test(arguments: GuardRow.rows(FrenchTable.rows))
    func `French pairs are refused or pass as the table says`(row: GuardRow) { self.check(row, "fr") }

    @Test(arguments: GuardRow.rows(SpanishTable.rows))
    func `Spanish pairs are refused or pass as the table says`(row: GuardRow) { self.check(row, "es") }

    @Test(arguments: GuardRow.rows(ChineseTable.rows))
    func `Chinese pairs are refused or pass as the table says`(row: GuardRow) { self.check(row, "zh") }

    @Test func `every table has forty rows and more`() {
        for table in [
            EnglishTable.rows, GermanTable.rows, FrenchTable.rows, SpanishTable.rows, ChineseTable.rows,
        ] {
            #expect(GuardRow.rows(table).count >= 40)
            #expect(GuardRow.rows(table).contains { !$0.refuses })
        }
    }

    private func check(_ row: GuardRow, _ language: String) {
        let new = self.guards.read(row.new, language: language)
        let stored = self.guards.read(row.stored, language: language)
        let refusals = self.guards.refusals(of: new, against: stored)
        #expect(refusals.isEmpty != row.refuses, "\(row.testDescription): \(refusals)")
        #expect((self.guards.refusal(of: stored, against: new) != nil) == row.refuses)
        #expect(self.guards.refusal(of: new, against: new) == nil)
    }
}
