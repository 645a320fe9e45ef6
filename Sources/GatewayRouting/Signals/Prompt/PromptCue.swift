/// Finds a line that says what to do in the middle of a long prompt, by the label that such lines begin with.
///
/// Looked for is `Question:` and its like at the beginning of a line, in any case of letters, with or without the
/// marks of a heading or of bold letters before it. Only the bytes of colons are looked at closely.
enum PromptCue {
    /// Colons that are looked at in one prompt: text of nothing but colons must not hold the loop.
    static let mostColons = 4096

    private static let colon: UInt8 = 0x3A
    private static let mostLetters = 12

    /// The offset of the label's first letter in the content of a string.
    ///
    /// - Parameter colons: How many colons may still be looked at.
    static func find(_ json: JSONWalk, in content: Range<Int>, colons: inout Int) -> Int? {
        var index = content.lowerBound
        while colons > 0 {
            index = json.find(Self.colon, from: index, to: content.upperBound)
            guard index < content.upperBound else { return nil }
            colons -= 1
            if let label = Self.label(json, before: index, in: content) { return label }
            index += 1
        }
        return nil
    }

    private static func label(_ json: JSONWalk, before colon: Int, in content: Range<Int>) -> Int? {
        // In French a space stands before the colon.
        let end = colon > content.lowerBound && json.base[colon - 1] == 0x20 ? colon - 1 : colon
        var start = end
        while start > content.lowerBound, end - start <= Self.mostLetters, Self.isLetter(json.base[start - 1]) {
            start -= 1
        }
        guard start < end, end - start <= Self.mostLetters else { return nil }
        if start > content.lowerBound {
            var before = start - 1
            switch json.base[before] {
            case JSONWalk.backslash:
                // The first letter belongs to the escape of a line break.
                guard json.base[start] == 0x6E else { return nil }
                start += 1
            case 0x2A:
                break
            default:
                if json.base[before] == 0x20, before > content.lowerBound { before -= 1 }
                guard json.base[before] == 0x23 else { return nil }
            }
        }
        return Self.isLabel(UnsafeRawBufferPointer(start: json.base + start, count: end - start)) ? start : nil
    }

    @inline(__always)
    private static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x61 < 26
    }

    private static let labels: [StaticString] = [
        "question", "task", "instruction", "instructions", "query", "request", "prompt", "frage", "aufgabe",
        "anweisung", "consigne", "pregunta", "tarea", "domanda", "compito", "pergunta", "tarefa", "vraag", "opdracht",
        "pytanie", "zadanie",
    ]

    private static func isLabel(_ word: UnsafeRawBufferPointer) -> Bool {
        Self.labels.contains { label in
            guard label.utf8CodeUnitCount == word.count else { return false }
            return word.indices.allSatisfy { word[$0] | 0x20 == label.utf8Start[$0] }
        }
    }
}
