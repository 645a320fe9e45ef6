/// Writer of one canonical text for all JSON texts of one meaning, so that equal requests have equal bytes.
///
/// The canonical text is JSON itself and denotes the very same value; two texts of different meaning therefore never
/// share one. It is not RFC 8785's form, which rounds numbers to doubles:
/// - no space between tokens; arrays keep their order;
/// - members are sorted by the bytes of their names as they stand in canonical form;
/// - strings hold each character as UTF-8, except `"`, `\` and controls, which are escaped in the shortest way;
///   half a surrogate pair stays the escape that it must be, in lower case;
/// - numbers are compared by their exact decimal value and written as digits and exponent (`15e-1` for 1.50), without
///   going through floating point. Minus zero is zero. Only exponents beyond 64 bits are taken as they are spelled,
///   which can tell equal numbers apart but never the other way round.
///
/// Null is kept apart from absence: an engine that a request is passed through to may tell them apart. Unicode is not
/// normalised, for a model does not see two spellings of an accent as one.
///
/// Members of one name are not merged; the outcome tells that there are some, and the bytes then mean nothing, as
/// engines disagree on which member counts.
///
/// The text is read twice: first each object's members are noted with the places of their values, then they are
/// written in order. So nesting costs no more than once however deep it is, and nothing is allocated once the scratch
/// memory has grown.
package struct CanonicalJSON: ~Copyable {
    /// What was found while writing.
    package struct Outcome: Hashable, Sendable {
        /// Whether any object names a member twice, however it is spelled, at any depth, ignored members included.
        package let hasDuplicates: Bool
    }

    /// Deepest nesting that is read: reading recurses.
    package static let highestMaxDepth = 256
    /// How many members and objects a text may hold where nothing else is said; it bounds the scratch memory.
    package static let defaultMaxMembers = 1 << 16
    /// Members noted without giving their memory back between texts.
    private static let retainedMembers = 4096

    /// Objects and their members in order of the text.
    var nodes = ScratchStack<Node>(capacity: 128)
    /// The members that are being written, sorted; those of an outer object below those of an inner one.
    var order = ScratchStack<Ordered>(capacity: 64)
    /// Names that are spelled with escapes, in canonical form.
    var names = ScratchStack<UInt8>(capacity: 64)
    var hasDuplicates = false
    let maxDepth: Int
    let maxMembers: Int

    /// A writer with its scratch memory, to be used for many texts one after another.
    ///
    /// - Parameters:
    ///   - maxDepth: How deep containers may nest; at most `highestMaxDepth`.
    ///   - maxMembers: How many members and objects a text may hold together.
    package init(
        maxDepth: Int = JSONScanner.defaultMaxDepth,
        maxMembers: Int = Self.defaultMaxMembers
    ) {
        self.maxDepth = min(max(maxDepth, 1), Self.highestMaxDepth)
        self.maxMembers = max(maxMembers, 1)
    }

    /// Appends the canonical form of a text.
    ///
    /// - Parameters:
    ///   - text: Exactly one JSON value, space around it allowed. It is checked again, so that nothing depends on who
    ///     checked it before.
    ///   - ignored: Members to leave out of the outermost object.
    ///   - out: Gets the bytes; unchanged when an error is thrown.
    package mutating func append(
        _ text: RawSpan,
        ignoring ignored: IgnoredMembers = .none,
        to out: inout ByteScratch
    ) throws(JSONError) -> Outcome {
        let start = out.count
        self.nodes.reset(retaining: Self.retainedMembers)
        self.order.reset(retaining: Self.retainedMembers)
        self.names.reset(retaining: Self.retainedMembers * 16)
        self.hasDuplicates = false
        do throws(JSONError) {
            try self.write(text, ignoring: ignored, to: &out.bytes)
        } catch {
            out.truncate(to: start)
            throw error
        }
        return Outcome(hasDuplicates: self.hasDuplicates)
    }

    private mutating func write(
        _ text: RawSpan,
        ignoring ignored: IgnoredMembers,
        to out: inout ScratchStack<UInt8>
    ) throws(JSONError) {
        try text.withUnsafeBytes { (buffer: UnsafeRawBufferPointer) throws(JSONError) in
            guard let json = JSONScanner(buffer, maxDepth: self.maxDepth) else { throw JSONError(.empty, at: 0) }
            guard buffer.count < UInt32.max else { throw JSONError(.tooLarge, at: 0) }
            let start = try json.start()
            try json.finish(after: try self.note(json, at: start, depth: 0))
            if json.byte(start) == Byte.openBrace {
                try self.object(json, 0, ignoring: ignored, to: &out)
            } else {
                var cursor = 0
                _ = try self.value(json, at: start, &cursor, depth: 0, to: &out)
            }
        }
    }
}
