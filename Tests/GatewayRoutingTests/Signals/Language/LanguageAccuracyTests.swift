import GatewayRouting
import Testing

/// The committed model, read once for all tests.
enum SharedDetector {
    static let value = Result { () throws(LanguageModelError) in try LanguageDetector() }
}

/// How often the committed model is right on rows that it was not trained on.
///
/// The thresholds stand a little below what was measured: they catch a broken feature, not a rounding.
@Suite struct LanguageAccuracyTests {
    /// The part of the rows that are told right, in percent.
    private func accuracy(_ table: String, separator: Character?) throws -> Double {
        let detector = try SharedDetector.value.get()
        var right = 0
        var all = 0
        for row in table.split(separator: "\n") {
            let parts = row.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
            let texts = separator.map { parts[1].split(separator: $0) } ?? [parts[1]]
            for text in texts {
                all += 1
                if detector.detect(String(text)).language.code == parts[0] { right += 1 }
            }
        }
        return 100 * Double(right) / Double(all)
    }

    @Test func `sentences of unseen rows`() throws {
        #expect(try self.accuracy(HeldOutSentences.rows, separator: nil) >= 95.5)
    }

    @Test func `pairs of words of unseen rows`() throws {
        #expect(try self.accuracy(HeldOutWords.pairs, separator: ";") >= 85)
    }

    @Test func `single words of unseen rows`() throws {
        #expect(try self.accuracy(HeldOutWords.words, separator: ";") >= 70)
    }
}
