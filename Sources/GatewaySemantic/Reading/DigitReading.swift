extension PromptReader {
    /// Reads digits and the letters that stick to them; says how many tokens that took.
    mutating func readDigits(_ index: Int, _ tokens: [RawToken]) -> Int {
        let token = tokens[index]
        var (value, kind) = NumberText.canonical(self.scanner.text(token.start, token.end), self.language)
        if self.language == .french, let last = self.groupedThousands(index, tokens) {
            let text = tokens[index...last].map { self.scanner.text($0.start, $0.end) }.joined()
            self.appendNumber(
                NumberText.canonical(text, .french).text,
                kind,
                token.marks,
                token.start,
                tokens[last].end
            )
            return last - index + 1
        }
        if let minutes = self.frenchMinutes(after: index, tokens), let hour = Int(value) {
            value = NumberText.clock(hour: hour, minute: minutes, afternoon: nil)
            self.appendNumber(value, .time, token.marks, token.start, tokens[index + 1].end)
            return 2
        }
        guard let next = self.suffix(after: index, tokens) else {
            self.appendNumber(value, kind, token.marks, token.start, token.end)
            return 1
        }
        let suffix = Folding.folded(self.scanner.text(next.start, next.end))
        switch suffix {
        case "st", "nd", "rd", "th", "er", "ere", "eme", "º", "ª":
            kind = .ordinal
        case "s":
            value += "s"
        case "k":
            value = NumberText.shifted(value, by: 3)
        case "bn":
            value = NumberText.shifted(value, by: 9)
        case "mn", "mio":
            value = NumberText.shifted(value, by: 6)
        case "am", "pm":
            guard let hour = Int(value.split(separator: ":").first ?? "") else { break }
            let minute = Int(value.split(separator: ":").dropFirst().first ?? "") ?? 0
            value = NumberText.clock(hour: hour, minute: minute, afternoon: suffix == "pm")
            kind = .time
        default:
            if let row = self.rows[suffix], self.lexicon.entries[Int(row)].unit > 0 {
                self.appendNumber(value, kind, token.marks, token.start, token.end)
                return 1
            }
            let text = self.scanner.text(token.start, token.end) + suffix
            self.append(text, text, .identifier, token.marks, 0, token.start, next.end)
            return 2
        }
        self.appendNumber(value, kind, token.marks, token.start, next.end)
        return 2
    }

    /// The last of tokens that make one number with blanks between thousands: `1 000 000`.
    private func groupedThousands(_ index: Int, _ tokens: [RawToken]) -> Int? {
        guard tokens[index].end - tokens[index].start <= 3 else { return nil }
        var last = index
        while last + 1 < tokens.count, tokens[last + 1].kind == .digits,
            tokens[last + 1].end - tokens[last + 1].start == 3,
            tokens[last + 1].start == tokens[last].end + 1
        { last += 1 }
        return last > index ? last : nil
    }

    /// The minutes of `17h30`.
    private func frenchMinutes(after index: Int, _ tokens: [RawToken]) -> Int? {
        guard index + 1 < tokens.count, tokens[index + 1].kind == .mixed, tokens[index + 1].marks.contains(.attached)
        else { return nil }
        let text = self.scanner.text(tokens[index + 1].start, tokens[index + 1].end)
        guard text.utf8.count == 3, text.hasPrefix("h"), let minutes = Int(text.dropFirst()), minutes < 60 else {
            return nil
        }
        return minutes
    }

    private func suffix(after index: Int, _ tokens: [RawToken]) -> RawToken? {
        guard index + 1 < tokens.count else { return nil }
        let next = tokens[index + 1]
        guard next.kind == .letters, next.marks.contains(.attached), next.end - next.start <= 16 else { return nil }
        // A hyphen lies between: `32-bit`.
        if next.start != tokens[index].end, !tokens[index].marks.contains(.apostrophe) { return nil }
        return next
    }
}
