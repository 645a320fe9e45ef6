/// Members of a body's own object that a canonical form leaves out, by name; inside other values nothing is left out.
package struct IgnoredMembers: Hashable, Sendable {
    /// Members that say nothing about the answer's content.
    ///
    /// `stream` and `stream_options` choose the form of the reply, `user` and `metadata` name the caller, and for
    /// `model` the group or deployment stands in the key. `fallbacks` is not among them: it decides who answers.
    package static let standardNames = ["model", "stream", "stream_options", "user", "metadata"]

    /// Nothing at all.
    package static let none = IgnoredMembers([], includingGatewayFields: false)
    /// Nothing but the gateway's own fields, whose names begin with `signalbox`.
    package static let gatewayFields = IgnoredMembers([])
    /// The standard names and the gateway's own fields.
    package static let standard = IgnoredMembers(Self.standardNames)

    private let ignoresGatewayFields: Bool
    private var ignoresInput = false
    /// Bit `n` stands for a name of `n` bytes; the highest one for all that are longer.
    private let lengths: UInt64
    /// All names one after another, as they stand between quotes in canonical form.
    private let text: [UInt8]
    private let names: [Range<Int>]

    /// Ignores members of the given names and, unless said otherwise, the gateway's own fields.
    package init(_ names: some Sequence<String>, includingGatewayFields: Bool = true) {
        var lengths: UInt64 = 0
        var text: [UInt8] = []
        var ranges: [Range<Int>] = []
        for name in Set(names).sorted() {
            let start = text.count
            text += JSONWriter.quoted(name).dropFirst().dropLast()
            ranges.append(start..<text.count)
            lengths |= Self.bit(text.count - start)
        }
        self.ignoresGatewayFields = includingGatewayFields
        self.lengths = lengths
        self.text = text
        self.names = ranges
    }

    /// These and `input`: for what the inputs of an embedding request have in common. Made without allocation.
    package var andInput: IgnoredMembers {
        var members = self
        members.ignoresInput = true
        return members
    }

    /// Whether a name, as it stands between quotes in canonical form, is one of these.
    @inline(__always)
    func contains(_ name: UnsafeRawBufferPointer) -> Bool {
        if self.ignoresGatewayFields, name.begins(with: "signalbox") { return true }
        if self.ignoresInput, name.equals("input") { return true }
        guard self.lengths & Self.bit(name.count) != 0 else { return false }
        return self.holds(name)
    }

    @inline(never)
    private func holds(_ name: UnsafeRawBufferPointer) -> Bool {
        self.text.withUnsafeBytes { text in
            self.names.contains { $0.count == name.count && text[$0].elementsEqual(name) }
        }
    }

    @inline(__always)
    private static func bit(_ length: Int) -> UInt64 {
        1 &<< UInt64(min(length, 63))
    }
}
