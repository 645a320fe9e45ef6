/// What rules may name: variables with their types, and functions beyond the standard ones.
///
/// Each variable has a slot, a small number by which an activation is asked for its value. Fields of a variable of a
/// record type have slots of their own, so that a rule that says `request.tools` asks for that one field only.
package struct CELEnvironment: Sendable {
    /// A variable, or a field of one.
    package struct Slot: Sendable, Hashable {
        /// The name as rules write it: `task`, `request.tools`.
        package let path: String
        /// Its type.
        package let type: CELType
        /// The most bytes or elements that it ever has, for the estimate of costs; `nil` says that nobody knows.
        package let maxSize: Int?
        /// The slots of its fields.
        let fields: [String: Int]
    }

    /// Why a declaration was refused.
    package enum DeclarationError: Error, Sendable, Hashable {
        /// The name is not a name in CEL, or is a word of the language.
        case badName(String)
        /// The name is taken.
        case duplicate(String)
        /// Records are nested deeper than eight levels.
        case tooDeep(String)
    }

    /// The slots by their numbers.
    package private(set) var slots: [Slot] = []
    private var variables: [String: Int] = [:]
    private(set) var functions: [CELFunction] = []
    private static let mostLevels = 8

    /// An environment without variables.
    package init() {}

    /// Declares a variable and returns its slot.
    @discardableResult
    package mutating func declare(
        _ name: String,
        _ type: CELType,
        maxSize: Int? = nil
    ) throws(DeclarationError) -> Int {
        guard Self.isName(name) else { throw .badName(name) }
        guard self.variables[name] == nil else { throw .duplicate(name) }
        let slot = try self.add(name, type, maxSize: maxSize, level: 0)
        self.variables[name] = slot
        return slot
    }

    private mutating func add(
        _ path: String,
        _ type: CELType,
        maxSize: Int?,
        level: Int
    ) throws(DeclarationError) -> Int {
        guard level < Self.mostLevels else { throw .tooDeep(path) }
        let slot = self.slots.count
        self.slots.append(Slot(path: path, type: type, maxSize: maxSize, fields: [:]))
        guard case .record(let record) = type else { return slot }
        var fields: [String: Int] = [:]
        for field in record.fields {
            guard Self.isName(field.name) else { throw .badName(field.name) }
            let place = path + "." + field.name
            guard fields[field.name] == nil else { throw .duplicate(place) }
            fields[field.name] = try self.add(place, field.type, maxSize: field.maxSize, level: level + 1)
        }
        self.slots[slot] = Slot(path: path, type: type, maxSize: maxSize, fields: fields)
        return slot
    }

    /// Adds a function. Standard functions cannot be replaced.
    package mutating func register(_ function: CELFunction) throws(DeclarationError) {
        guard Self.isName(function.name), function.name != "has" else { throw .badName(function.name) }
        let isMacro = Macro(rawValue: function.name) != nil || function.name == "existsOne"
        let isStandard = Builtin.overloads().contains { $0.name == function.name && $0.isMethod == function.isMethod }
        let isTaken = self.functions.contains {
            $0.name == function.name && $0.isMethod == function.isMethod
                && $0.parameters.count == function.parameters.count
        }
        guard !isStandard, !isTaken, !(isMacro && function.isMethod) else { throw .duplicate(function.name) }
        self.functions.append(function)
    }

    /// The slot of a variable or field, by its path.
    package func slot(of path: String) -> Int? { self.slots.firstIndex { $0.path == path } }

    func variable(_ name: String) -> Int? { self.variables[name] }

    var variableNames: [String] { self.variables.keys.sorted() }

    private static func isName(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, Lexer.beginsName(first), bytes.allSatisfy(Lexer.continuesName) else {
            return false
        }
        return !Parser.reservedWords.contains(text) && !["true", "false", "null", "in"].contains(text)
    }
}

/// A function of the host that rules may call. It must be pure: the same arguments give the same result, always, since
/// calls with constant arguments are made when the rule is loaded.
package struct CELFunction: Sendable {
    /// A function that cannot give a result throws this.
    package struct Failure: Error, Sendable {
        /// A failure.
        package init() {}
    }

    /// What it does. `arguments` have the declared types; of a method, the first is what stands before the dot.
    package typealias Body = @Sendable (_ arguments: borrowing [CELValue]) throws(Failure) -> CELValue

    /// Its name.
    package let name: String
    /// Whether it is called as `x.name(y)` instead of `name(x, y)`.
    package let isMethod: Bool
    /// The types of its arguments.
    package let parameters: [CELType]
    /// The type of its result.
    package let result: CELType
    /// How many steps a call costs.
    package let cost: Int
    let body: Body

    /// A function.
    package init(
        _ name: String,
        isMethod: Bool = false,
        _ parameters: [CELType],
        returns result: CELType,
        cost: Int = 10,
        body: @escaping Body
    ) {
        self.name = name
        self.isMethod = isMethod
        self.parameters = parameters
        self.result = result
        self.cost = max(1, cost)
        self.body = body
    }
}
