/// What patterns ask of Unicode: general categories and letters that differ in case. Taken from the standard library
/// when a pattern first needs it, since most never do.
enum UnicodeTables {
    /// Scalars that follow each other and have one category.
    private struct Run {
        let range: ClosedRange<UInt32>
        let category: String
    }

    /// Beyond these planes nothing is assigned but private use.
    private static let assigned: [ClosedRange<UInt32>] = [0...0xD7FF, 0xE000...0x3FFFF, 0xE0000...0xE01EF]
    private static let privatePlanes: [ClosedRange<UInt32>] = [0xF0000...0xFFFFD, 0x100000...0x10FFFD]
    private static let lastCased: UInt32 = 0x1EFFF

    /// The scalars of a category, `Lu`, or of a group of them, `L`.
    static func category(_ name: String) -> ScalarSet? {
        if name == "Any" { return .all }
        guard (1...2).contains(name.utf8.count), self.names.contains(where: { $0.hasPrefix(name) }) else { return nil }
        var ranges = self.runs.filter { $0.category.hasPrefix(name) }.map(\.range)
        if "Co".hasPrefix(name) { ranges += self.privatePlanes }
        return ScalarSet(ranges)
    }

    private static let runs = Self.makeRuns()

    private static func makeRuns() -> [Run] {
        var runs: [Run] = []
        for plane in self.assigned {
            var start = plane.lowerBound
            var current: Unicode.GeneralCategory?
            for value in plane {
                guard let category = Unicode.Scalar(value)?.properties.generalCategory else { continue }
                if let open = current, open != category {
                    runs.append(Run(range: start...value - 1, category: self.name(open)))
                    start = value
                }
                current = category
            }
            if let current { runs.append(Run(range: start...plane.upperBound, category: self.name(current))) }
        }
        return runs
    }

    private static let names = [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Co",
    ]

    private static func name(_ category: Unicode.GeneralCategory) -> String {
        switch category {
        case .uppercaseLetter: "Lu"
        case .lowercaseLetter: "Ll"
        case .titlecaseLetter: "Lt"
        case .modifierLetter: "Lm"
        case .otherLetter: "Lo"
        case .nonspacingMark: "Mn"
        case .spacingMark: "Mc"
        case .enclosingMark: "Me"
        case .decimalNumber: "Nd"
        case .letterNumber: "Nl"
        case .otherNumber: "No"
        case .connectorPunctuation: "Pc"
        case .dashPunctuation: "Pd"
        case .openPunctuation: "Ps"
        case .closePunctuation: "Pe"
        case .initialPunctuation: "Pi"
        case .finalPunctuation: "Pf"
        case .otherPunctuation: "Po"
        case .mathSymbol: "Sm"
        case .currencySymbol: "Sc"
        case .modifierSymbol: "Sk"
        case .otherSymbol: "So"
        case .spaceSeparator: "Zs"
        case .lineSeparator: "Zl"
        case .paragraphSeparator: "Zp"
        case .control: "Cc"
        case .format: "Cf"
        case .privateUse: "Co"
        default: "-"
        }
    }

    // MARK: Case

    /// Adds the letters that differ only in case from those of a range.
    static func addPartners(of range: ClosedRange<UInt32>, to added: inout [ClosedRange<UInt32>]) {
        for (scalar, partners) in self.cased where range.contains(scalar) {
            added += partners.map { $0...$0 }
        }
    }

    /// Each letter with those that differ only in case.
    private static let cased = Self.makeCased()

    private static func makeCased() -> [(UInt32, [UInt32])] {
        var groups: [UInt32: [UInt32]] = [:]
        for value in 0...self.lastCased {
            guard let scalar = Unicode.Scalar(value), scalar.properties.changesWhenCaseMapped else { continue }
            groups[self.folded(scalar), default: []].append(value)
        }
        for (key, group) in groups where !group.contains(key) { groups[key] = group + [key] }
        return groups.values.flatMap { group in
            group.map { own in (own, group.filter { $0 != own }) }
        }
    }

    /// The small letter of the capital letter. The dotted and dotless i of Turkish stay apart.
    private static func folded(_ scalar: Unicode.Scalar) -> UInt32 {
        guard scalar.value != 0x130, scalar.value != 0x131 else { return scalar.value }
        let upper = self.single(scalar.properties.uppercaseMapping) ?? scalar
        return (self.single(upper.properties.lowercaseMapping) ?? upper).value
    }

    private static func single(_ text: String) -> Unicode.Scalar? {
        text.unicodeScalars.count == 1 ? text.unicodeScalars.first : nil
    }
}
