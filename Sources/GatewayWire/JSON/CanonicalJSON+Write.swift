extension CanonicalJSON {
    /// Writes an object whose members have been noted; all of them but the ignored ones.
    ///
    /// - Parameter header: Index of the object among the nodes.
    mutating func object(
        _ json: JSONScanner,
        _ header: Int,
        ignoring ignored: IgnoredMembers,
        to out: inout ScratchStack<UInt8>
    ) throws(JSONError) {
        let first = self.order.count
        self.sortMembers(of: header, json)
        let end = self.order.count
        out.append(Byte.openBrace)
        var needsComma = false
        for place in first..<end {
            let index = self.order[place].node
            let node = self.nodes[index]
            if ignored.contains(self.name(of: node, json)) {
                try self.skipMember(json, index, node, to: &out)
                continue
            }
            if needsComma { out.append(Byte.comma) }
            needsComma = true
            try self.member(json, index, node, depth: 1, to: &out)
        }
        out.append(Byte.closeBrace)
        self.order.truncate(to: first)
    }

    /// Writes an object inside another value, of which nothing is ignored.
    private mutating func innerObject(
        _ json: JSONScanner,
        _ header: Int,
        depth: Int,
        to out: inout ScratchStack<UInt8>
    ) throws(JSONError) {
        let first = self.order.count
        self.sortMembers(of: header, json)
        let end = self.order.count
        out.append(Byte.openBrace)
        for place in first..<end {
            if place > first { out.append(Byte.comma) }
            let index = self.order[place].node
            try self.member(json, index, self.nodes[index], depth: depth &+ 1, to: &out)
        }
        out.append(Byte.closeBrace)
        self.order.truncate(to: first)
    }

    /// Looks for duplicate names in the value of a member that is left out.
    private mutating func skipMember(
        _ json: JSONScanner,
        _ index: Int,
        _ node: Node,
        to out: inout ScratchStack<UInt8>
    ) throws(JSONError) {
        guard node.form == .container else { return }
        let mark = out.count
        try self.member(json, index, node, depth: 1, to: &out)
        out.truncate(to: mark)
    }

    @inline(__always)
    private mutating func member(
        _ json: JSONScanner,
        _ index: Int,
        _ node: Node,
        depth: Int,
        to out: inout ScratchStack<UInt8>
    ) throws(JSONError) {
        let start = Int(node.value)
        let end = Int(node.end)
        if node.nameForm == .verbatim {
            let open = Int(node.name) &- 1
            let colon = Int(node.name) &+ Int(node.nameCount) &+ 1
            if node.form == .verbatim, start == colon &+ 1, json.byte(colon) == Byte.colon {
                // Written without space, as most clients do: name and value are one piece.
                return out.append(json.base + open, count: end &- open)
            }
            out.append(json.base + open, count: colon &- open)
        } else {
            out.append(Byte.quote)
            out.append(self.names.base + Int(node.name), count: Int(node.nameCount))
            out.append(Byte.quote)
        }
        out.append(Byte.colon)
        switch node.form {
        case .verbatim:
            out.append(json.base + start, count: end &- start)
        case .escaped:
            Self.copyString(json.base, from: start, to: end, into: &out)
        case .number:
            Self.writeNumber(json.bytes(start..<end), to: &out)
        case .container:
            var cursor = index &+ 1
            _ = try self.value(json, at: start, &cursor, depth: depth, to: &out)
        }
    }

    /// Writes the value at an offset; returns the offset after it.
    ///
    /// - Parameter cursor: Index of the first object at or after the offset; afterwards of the first one behind.
    mutating func value(
        _ json: JSONScanner,
        at start: Int,
        _ cursor: inout Int,
        depth: Int,
        to out: inout ScratchStack<UInt8>
    ) throws(JSONError) -> Int {
        switch json.firstByte(start) {
        case Byte.openBrace:
            let header = self.nodes[cursor]
            try self.innerObject(json, cursor, depth: depth, to: &out)
            cursor = Int(header.next)
            return Int(header.end)
        case Byte.openBracket:
            return try self.array(json, at: start, &cursor, depth: depth, to: &out)
        case Byte.quote:
            let string = try json.string(at: start)
            if string.hasEscapes {
                Self.copyString(json.base, from: start, to: string.end, into: &out)
            } else {
                out.append(json.base + start, count: string.end &- start)
            }
            return string.end
        case let first:
            let end = try json.scalar(at: start)
            if first == Byte.minus || Byte.isDigit(first), !Self.isCanonicalNumber(json.bytes(start..<end)) {
                Self.writeNumber(json.bytes(start..<end), to: &out)
            } else {
                out.append(json.base + start, count: end &- start)
            }
            return end
        }
    }

    private mutating func array(
        _ json: JSONScanner,
        at start: Int,
        _ cursor: inout Int,
        depth: Int,
        to out: inout ScratchStack<UInt8>
    ) throws(JSONError) -> Int {
        out.append(Byte.openBracket)
        var needsComma = false
        let end = try json.elements(at: start, depth: depth) { (element) throws(JSONError) -> Int in
            if needsComma { out.append(Byte.comma) }
            needsComma = true
            return try self.value(json, at: element, &cursor, depth: depth &+ 1, to: &out)
        }
        out.append(Byte.closeBracket)
        return end
    }
}
