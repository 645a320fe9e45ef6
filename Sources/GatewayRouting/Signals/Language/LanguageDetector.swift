import CLanguageModel

/// Says what language a text is written in.
///
/// Scripts that one language uses alone decide by themselves. For the others every word of prose is scored by its
/// letter runs. Code, addresses and identifiers are left out. Safe to share: it never changes.
package struct LanguageDetector: Sendable {
    private let model: LanguageModel

    /// The most bytes of a text that are read: this many from its beginning,
    package static let headBytes = 1400
    /// and this many from its end.
    package static let tailBytes = 600

    /// Uses a model that was read elsewhere.
    package init(model: LanguageModel) { self.model = model }

    /// Uses the model that is part of the program.
    package init() throws(LanguageModelError) {
        self.model = try LanguageModel(Self.embedded)
    }

    /// The bytes of the model that is part of the program.
    package static var embedded: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: language_model_bytes(), count: language_model_length())
    }

    /// The language of a text in UTF-8; bytes that are none are skipped.
    package func detect(_ text: UnsafeBufferPointer<UInt8>) -> LanguageGuess {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: LanguageTally.capacity) { scratch in
            withUnsafeTemporaryAllocation(of: UInt16.self, capacity: LanguageProse.capacity) { letters in
                guard let numbers = scratch.baseAddress, let room = letters.baseAddress else { return .unknown }
                return self.model.withLookup { table -> LanguageGuess in
                    var prose = LanguageProse(letters: room, tally: LanguageTally(scratch: numbers), table: table)
                    if text.count <= Self.headBytes + Self.tailBytes {
                        prose.read(text)
                    } else {
                        prose.read(UnsafeBufferPointer(rebasing: text.prefix(Self.headBytes)))
                        let tail = UnsafeBufferPointer(rebasing: text.suffix(Self.tailBytes))
                        prose.startAgain(tail)
                        prose.read(tail)
                    }
                    return prose.tally.guess()
                } ?? .unknown
            }
        }
    }

    /// The language of a string.
    package func detect(_ text: String) -> LanguageGuess {
        var text = text
        return text.withUTF8 { self.detect($0) }
    }
}

extension LanguageModel {
    /// Lends the tables for one detection.
    func withLookup<Result>(_ body: (LanguageLookup) -> Result) -> Result? {
        self.starts.withUnsafeBufferPointer { starts in
            self.cells.withUnsafeBufferPointer { cells in
                guard let first = starts.baseAddress, let cell = cells.baseAddress else { return nil }
                return body(LanguageLookup(starts: first, cells: cell, shift: self.shift))
            }
        }
    }
}
