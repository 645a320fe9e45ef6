/// A tool call, or a function call of old, that is put together.
///
/// A piece belongs to the call of its `index`. Three habits of providers are borne:
/// - an `id` or `name` that every piece repeats is no second one, and a name that comes in pieces is joined;
/// - ids that change from piece to piece are those of one call, and the first counts;
/// - a piece with another id that also names a function begins a call of its own, whatever its index says; so does
///   one without an index and with an id.
struct AssembledCall: Sendable {
    /// Calls that a choice may have.
    static let maxCalls = 1024

    /// Its number among the calls of the choice.
    let index: Int
    /// Which of those with one index it is.
    private(set) var rank = 0
    /// Whether something came that cannot be put together.
    private(set) var isUnable = false

    private var fields = MergedFields()
    private var function = MergedFields()
    private var custom = MergedFields()
    private var isFunction = false
    private var isCustom = false

    init(index: Int) {
        self.index = index
    }

    /// The place of the call that a piece belongs to, made if it is new; nil if there are too many.
    static func place(
        of json: JSONScanner,
        at start: Int,
        among calls: inout [AssembledCall]
    ) throws(JSONError) -> Int? {
        var index: Int?
        var id: UnsafeRawBufferPointer?
        var isNamed = false
        _ = try json.members(at: start, depth: 5) { (key) throws(JSONError) -> Int in
            let name = json.bytes(key.name)
            let end = try json.value(at: key.value, depth: 6)
            let value = json.bytes(key.value..<end)
            if name.equals("index"), value.first != Byte.letterN {
                index = json.clampedCount(key.value..<end)
            } else if name.equals("id"), value.first == Byte.quote, value.count > 2 {
                id = UnsafeRawBufferPointer(rebasing: value[1..<(value.count - 1)])
            } else if value.first == Byte.openBrace, name.equals("function") || name.equals("custom") {
                isNamed = try self.isNamed(json, at: key.value)
            }
            return end
        }
        let known = index.map { index in calls.lastIndex { $0.index == index } } ?? calls.indices.last
        if let known {
            let isOther = id.map { id in calls[known].fields.string("id").map { !$0.elementsEqual(id) } ?? false }
            guard isOther ?? false, isNamed || index == nil else { return known }
        }
        guard calls.count < self.maxCalls else { return nil }
        var call = AssembledCall(index: index ?? calls.last.map { $0.index + 1 } ?? 0)
        call.rank = calls.count
        calls.append(call)
        return calls.count - 1
    }

    private static func isNamed(_ json: JSONScanner, at start: Int) throws(JSONError) -> Bool {
        var isNamed = false
        _ = try json.members(at: start, depth: 6) { (key) throws(JSONError) -> Int in
            let end = try json.value(at: key.value, depth: 7)
            if json.bytes(key.name).equals("name"), json.firstByte(key.value) == Byte.quote, end - key.value > 2 {
                isNamed = true
            }
            return end
        }
        return isNamed
    }

    /// Takes a piece; returns the offset after it.
    mutating func read(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        try json.members(at: start, depth: 5) { (key) throws(JSONError) -> Int in
            let name = json.bytes(key.name)
            if json.firstByte(key.value) == Byte.openBrace {
                if name.equals("function") { return try self.readFunction(json, at: key.value, depth: 6) }
                if name.equals("custom") { return try self.readCustom(json, at: key.value) }
            }
            let end = try json.value(at: key.value, depth: 6)
            let value = json.bytes(key.value..<end)
            if name.equals("id") {
                self.note(self.fields.merge(name, value, .first))
            } else if !name.equals("index") {
                self.note(self.fields.merge(name, value, .list))
            }
            return end
        }
    }

    /// Takes a piece of the function; returns the offset after it.
    mutating func readFunction(_ json: JSONScanner, at start: Int, depth: Int) throws(JSONError) -> Int {
        self.isFunction = true
        let (end, isPossible) = try Self.readTarget(json, at: start, depth: depth, into: &self.function)
        self.note(isPossible)
        return end
    }

    private mutating func readCustom(_ json: JSONScanner, at start: Int) throws(JSONError) -> Int {
        self.isCustom = true
        let (end, isPossible) = try Self.readTarget(json, at: start, depth: 6, into: &self.custom)
        self.note(isPossible)
        return end
    }

    private static func readTarget(
        _ json: JSONScanner,
        at start: Int,
        depth: Int,
        into target: inout MergedFields
    ) throws(JSONError) -> (end: Int, isPossible: Bool) {
        var isPossible = true
        let end = try json.members(at: start, depth: depth) { (key) throws(JSONError) -> Int in
            let name = json.bytes(key.name)
            let end = try json.value(at: key.value, depth: depth &+ 1)
            let value = json.bytes(key.value..<end)
            let isName = name.equals("name")
            if isName, let known = target.string("name"), known.elementsEqual(value.dropFirst().dropLast()) {
                return end
            }
            let isText = isName || name.equals("arguments") || name.equals("input")
            if !target.merge(name, value, isText ? .text : .list) { isPossible = false }
            return end
        }
        return (end, isPossible)
    }

    /// Writes the call of the reply.
    func write(into json: inout SplicedJSON) {
        var fields = self.fields
        json.open(Byte.openBrace)
        _ = fields.take("id", into: &json)
        _ = fields.take("type", into: &json)
        if self.isFunction {
            json.name("function")
            self.writeFunction(into: &json)
        }
        if self.isCustom {
            json.name("custom")
            json.open(Byte.openBrace)
            self.custom.write(into: &json)
            json.close(Byte.closeBrace)
        }
        fields.write(into: &json)
        json.close(Byte.closeBrace)
    }

    /// Writes what is called, with its arguments.
    func writeFunction(into json: inout SplicedJSON) {
        json.open(Byte.openBrace)
        self.function.write(into: &json)
        json.close(Byte.closeBrace)
    }

    private mutating func note(_ isPossible: Bool) {
        if !isPossible { self.isUnable = true }
    }
}
