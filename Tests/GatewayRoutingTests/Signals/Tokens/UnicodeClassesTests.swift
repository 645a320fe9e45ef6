import Testing

@testable import GatewayRouting

struct UnicodeClassesTests {
    private func classOf(_ scalar: Unicode.Scalar) -> ScalarClass {
        let classes = UnicodeClasses.shared
        let block = Int(classes.blocks[Int(scalar.value >> 7)])
        return ScalarClass(rawValue: classes.classes[block << 7 + Int(scalar.value & 127)])
    }

    private func wanted(_ properties: Unicode.Scalar.Properties) -> ScalarClass {
        switch properties.generalCategory {
        case .uppercaseLetter, .titlecaseLetter: [.head, .letter]
        case .lowercaseLetter: [.tail, .letter]
        case .modifierLetter, .otherLetter: [.head, .tail, .letter]
        case .nonspacingMark, .spacingMark, .enclosingMark: [.head, .tail]
        case .decimalNumber, .letterNumber, .otherNumber: .number
        default: properties.isWhitespace ? .space : []
        }
    }

    @Test func `classes are those of the standard library for all that Unicode 15 has`() {
        var different: [UInt32] = []
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value), value != 10, value != 13 else { continue }
            let properties = scalar.properties
            if let age = properties.age, age.major > 15 { continue }
            if self.classOf(scalar) != self.wanted(properties) { different.append(value) }
        }
        // U+0295 became a letter without case in Unicode 17, and is a lower-case one before.
        #expect(different.allSatisfy { $0 == 0x295 }, "\(different.prefix(20))")
    }

    @Test func `line ends are spaces and newlines`() {
        #expect(self.classOf("\n") == [.space, .newline])
        #expect(self.classOf("\r") == [.space, .newline])
        #expect(self.classOf("\u{2028}") == .space)
    }

    @Test func `what came with Unicode 16 is classed, and what came later is not`() {
        #expect(self.classOf("\u{1C89}") == [.head, .letter])
        #expect(self.classOf("\u{16EA0}") == [])
    }
}
