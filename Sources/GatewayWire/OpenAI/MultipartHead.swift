extension MultipartScan {
    /// The boundary that a `content-type` header names; nil for another type or a boundary outside RFC 2046's 1 to 70
    /// characters.
    package static func boundary(ofContentType value: String) -> String? {
        var value = value
        return value.withUTF8 { utf8 in
            let header = UnsafeRawBufferPointer(utf8)
            guard self.lowercased(header.prefix { $0 != Byte.semicolon }) == "multipart/form-data" else { return nil }
            guard let boundary = self.parameter("boundary", of: header[...]) else { return nil }
            return (1...70).contains(boundary.utf8.count) ? boundary : nil
        }
    }

    /// The name in the `content-disposition` of a part whose head lies in `range`.
    static func partName(_ body: UnsafeRawBufferPointer, _ range: Range<Int>) -> String? {
        for line in body[range].split(separator: Byte.lineFeed) {
            guard let colon = line.firstIndex(of: Byte.colon) else { continue }
            guard self.lowercased(line[..<colon]) == "content-disposition" else { continue }
            return self.parameter("name", of: line[(colon + 1)...])
        }
        return nil
    }

    /// The value of a parameter of a header such as `form-data; name="model"`.
    private static func parameter(_ name: String, of header: Slice<UnsafeRawBufferPointer>) -> String? {
        var rest = header.drop { $0 != Byte.semicolon }
        while rest.first == Byte.semicolon {
            rest = rest.dropFirst()
            let key = rest.prefix { $0 != Byte.equals && $0 != Byte.semicolon }
            rest = rest[key.endIndex...]
            var value: [UInt8] = []
            if rest.first == Byte.equals {
                rest = rest.dropFirst().drop { Byte.isJSONSpace($0) }
                value = rest.first == Byte.quote ? self.takeQuoted(&rest) : self.takeToken(&rest)
            }
            if self.lowercased(key) == name { return String(decoding: value, as: UTF8.self) }
            rest = rest.drop { $0 != Byte.semicolon }
        }
        return nil
    }

    private static func takeToken(_ rest: inout Slice<UnsafeRawBufferPointer>) -> [UInt8] {
        let token = rest.prefix { $0 != Byte.semicolon && !Byte.isJSONSpace($0) }
        rest = rest[token.endIndex...]
        return Array(token)
    }

    private static func takeQuoted(_ rest: inout Slice<UnsafeRawBufferPointer>) -> [UInt8] {
        var value: [UInt8] = []
        rest = rest.dropFirst()
        while let byte = rest.popFirst(), byte != Byte.quote {
            if byte == Byte.backslash, let next = rest.popFirst() {
                value.append(next)
            } else {
                value.append(byte)
            }
        }
        return value
    }

    /// ASCII text without the space around it, in lower case.
    private static func lowercased(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        var trimmed = bytes.drop { Byte.isJSONSpace($0) }
        while let last = trimmed.last, Byte.isJSONSpace(last) { trimmed = trimmed.dropLast() }
        return String(decoding: trimmed.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
