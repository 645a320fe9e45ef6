extension CanonicalJSON {
    /// An object, or a member of one.
    ///
    /// An object comes before its members, and a member before whatever its value holds; so the members of one object
    /// are found by their links, and the objects inside a value follow in order of the text.
    struct Node: BitwiseCopyable {
        /// How a value or a name is put into canonical form.
        enum Form: UInt8, BitwiseCopyable {
            /// It is in canonical form already.
            case verbatim
            /// A string with escapes in it.
            case escaped
            /// A number that may have to be respelled.
            case number
            /// An array or an object.
            case container
        }

        /// Offset of the name's first byte, after the quote; in `names` unless `nameForm` is verbatim.
        var name: UInt32 = 0
        /// Length of the name.
        var nameCount: UInt32 = 0
        /// Offset of the value; of an object the number of its members.
        var value: UInt32 = 0
        /// Offset just after the value or object.
        var end: UInt32 = 0
        /// Index of the next member of the same object, or of whatever follows the object.
        var next: UInt32 = 0
        var nameForm = Form.verbatim
        var form = Form.verbatim
    }

    /// A member with the beginning of its name, which mostly decides its place.
    struct Ordered: BitwiseCopyable {
        /// The name's first eight bytes, the first one highest, zeros behind a shorter name.
        let prefix: UInt64
        /// Index of the member among the nodes.
        let node: Int
    }

    /// Checks the value at an offset and notes all members of all objects in it; returns the offset after it.
    mutating func note(_ json: JSONScanner, at start: Int, depth: Int) throws(JSONError) -> Int {
        guard start < json.count else { throw JSONError(.unexpectedEnd, at: start) }
        switch json.byte(start) {
        case Byte.quote:
            return try json.string(at: start).end
        case Byte.openBrace:
            return try self.noteObject(json, at: start, depth: depth)
        case Byte.openBracket:
            return try json.elements(at: start, depth: depth) { (element) throws(JSONError) -> Int in
                try self.note(json, at: element, depth: depth &+ 1)
            }
        default:
            return try json.scalar(at: start)
        }
    }

    private mutating func noteObject(_ json: JSONScanner, at start: Int, depth: Int) throws(JSONError) -> Int {
        let header = self.nodes.count
        try self.append(Node(), at: start)
        var count: UInt32 = 0
        let end = try json.members(at: start, depth: depth) { (key) throws(JSONError) -> Int in
            count &+= 1
            return try self.noteMember(json, key, depth: depth &+ 1)
        }
        self.nodes[header].value = count
        self.nodes[header].end = UInt32(truncatingIfNeeded: end)
        self.nodes[header].next = UInt32(truncatingIfNeeded: self.nodes.count)
        return end
    }

    @inline(__always)
    private mutating func noteMember(
        _ json: JSONScanner,
        _ key: JSONScanner.Key,
        depth: Int
    ) throws(JSONError) -> Int {
        let place = self.nodes.count
        var node = Node()
        node.value = UInt32(truncatingIfNeeded: key.value)
        if key.hasEscapes {
            node.name = UInt32(truncatingIfNeeded: self.names.count)
            Self.copyString(json.base, from: key.open &+ 1, to: key.close, into: &self.names)
            node.nameCount = UInt32(truncatingIfNeeded: self.names.count) &- node.name
            node.nameForm = .escaped
        } else {
            node.name = UInt32(truncatingIfNeeded: key.open &+ 1)
            node.nameCount = UInt32(truncatingIfNeeded: key.close &- key.open &- 1)
        }
        try self.append(node, at: key.open)
        let end: Int
        let form: Node.Form
        switch json.firstByte(key.value) {
        case Byte.quote:
            let string = try json.string(at: key.value)
            end = string.end
            form = string.hasEscapes ? .escaped : .verbatim
        case Byte.openBrace, Byte.openBracket:
            end = try self.note(json, at: key.value, depth: depth)
            form = .container
        case let first:
            end = try self.note(json, at: key.value, depth: depth)
            let isNumber = first == Byte.minus || Byte.isDigit(first)
            form = isNumber && !Self.isCanonicalNumber(json.bytes(key.value..<end)) ? .number : .verbatim
        }
        self.nodes[place].form = form
        self.nodes[place].end = UInt32(truncatingIfNeeded: end)
        self.nodes[place].next = UInt32(truncatingIfNeeded: self.nodes.count)
        return end
    }

    @inline(__always)
    private mutating func append(_ node: Node, at offset: Int) throws(JSONError) {
        guard self.nodes.count < self.maxMembers else { throw JSONError(.tooLarge, at: offset) }
        self.nodes.append(node)
    }

    /// The name of a member as it stands between quotes in canonical form; valid until `names` grows.
    @inline(__always)
    func name(of node: Node, _ json: JSONScanner) -> UnsafeRawBufferPointer {
        let base = node.nameForm == .verbatim ? json.base : UnsafePointer(self.names.base)
        return UnsafeRawBufferPointer(start: base + Int(node.name), count: Int(node.nameCount))
    }

    /// Puts the members of an object on `order`, sorted by name, and notes whether any name comes twice.
    mutating func sortMembers(of header: Int, _ json: JSONScanner) {
        let first = self.order.count
        var isSorted = true
        var previous: UInt64 = 0
        var index = header &+ 1
        for place in 0..<Int(self.nodes[header].value) {
            let node = self.nodes[index]
            let prefix = Self.prefix(self.name(of: node, json))
            if place > 0, prefix <= previous { isSorted = false }
            previous = prefix
            self.order.append(Ordered(prefix: prefix, node: index))
            index = Int(node.next)
        }
        if !isSorted { self.sort(from: first, json) }
    }

    private mutating func sort(from first: Int, _ json: JSONScanner) {
        let count = self.order.count &- first
        var members = UnsafeMutableBufferPointer(start: self.order.base + first, count: count)
        if count <= 32 {
            for place in 1..<count {
                let member = members[place]
                var index = place
                while index > 0, self.isOrdered(member, before: members[index &- 1], json) {
                    members[index] = members[index &- 1]
                    index &-= 1
                }
                members[index] = member
            }
        } else {
            members.sort { self.isOrdered($0, before: $1, json) }
        }
        for place in 1..<count where !self.isOrdered(members[place &- 1], before: members[place], json) {
            self.hasDuplicates = true
        }
    }

    @inline(__always)
    private func isOrdered(_ left: Ordered, before right: Ordered, _ json: JSONScanner) -> Bool {
        if left.prefix != right.prefix { return left.prefix < right.prefix }
        let leftName = self.name(of: self.nodes[left.node], json)
        let rightName = self.name(of: self.nodes[right.node], json)
        return leftName.lexicographicallyPrecedes(rightName)
    }

    @inline(__always)
    private static func prefix(_ name: UnsafeRawBufferPointer) -> UInt64 {
        if name.count >= 8 { return UInt64(bigEndian: name.loadUnaligned(as: UInt64.self)) }
        var prefix: UInt64 = 0
        for byte in name { prefix = prefix &<< 8 | UInt64(byte) }
        return name.isEmpty ? 0 : prefix &<< UInt64(8 &* (8 &- name.count))
    }
}
