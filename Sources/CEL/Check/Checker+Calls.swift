/// Calls of functions and methods.
extension Checker {
    mutating func call(
        _ name: String,
        _ nameSpan: Span,
        _ arguments: [Expression],
        _ target: Expression?,
        _ span: Span
    ) -> TypedExpression? {
        let isMethod = target != nil
        let builtins = self.overloads.filter { $0.name == name && $0.isMethod == isMethod }
        let externals = self.environment.functions.filter { $0.name == name && $0.isMethod == isMethod }
        // Arguments are checked even for an unknown function, to report what is wrong with them too.
        guard let all = self.all((target.map { [$0] } ?? []) + arguments) else {
            if builtins.isEmpty, externals.isEmpty { self.reportUnknown(name, nameSpan, isMethod: isMethod) }
            return nil
        }
        guard !builtins.isEmpty || !externals.isEmpty else {
            self.reportUnknown(name, nameSpan, isMethod: isMethod)
            return nil
        }
        let types = all.map(\.type)
        if let function = externals.first(where: { Self.fits($0.parameters, types) }) {
            return TypedExpression(kind: .external(function, all), type: function.result, span: span)
        }
        let fitting = builtins.filter { Self.fits($0.parameters, types) }
        guard let first = fitting.first else {
            let parameters = externals.map(\.parameters) + builtins.map(\.parameters)
            self.reportMisfit(name, nameSpan, all, parameters, isMethod: isMethod)
            return nil
        }
        guard self.checkConstants(first.builtin, all) else { return nil }
        let type = fitting.allSatisfy { $0.result == first.result } ? first.result : .dyn
        return TypedExpression(kind: .call(first.builtin, all), type: type, span: span)
    }

    private static func fits(_ parameters: [CELType], _ types: [CELType]) -> Bool {
        parameters.count == types.count
            && zip(parameters, types).allSatisfy { $0.accepts($1) && !($1 == .null && $0 != .dyn) }
    }

    private mutating func reportUnknown(_ name: String, _ span: Span, isMethod: Bool) {
        func names(_ style: Bool) -> [String] {
            self.overloads.filter { $0.isMethod == style }.map(\.name)
                + self.environment.functions.filter { $0.isMethod == style }.map(\.name)
                + (style ? Macro.allCases.map(\.rawValue) : ["has"])
        }
        if names(!isMethod).contains(name) {
            let form = isMethod ? "\(name)(...)" : "value.\(name)(...)"
            self.report(.unknownName, span, "'\(name)' is called the other way; write \(form)")
            return
        }
        if let reason = Self.absent[name] {
            self.report(.unsupported, span, "\(name)() is not supported; \(reason)")
            return
        }
        let nearest = Suggestion.nearest(to: name, among: names(isMethod))
        let hint = nearest.map { "; did you mean '\($0)'?" } ?? ""
        self.report(.unknownName, span, "unknown \(isMethod ? "method" : "function") '\(name)'\(hint)")
    }

    /// What others have and this subset has not.
    private static let absent: [String: String] = [
        "type": "types are known when the rule is loaded",
        "now": "the time comes as a variable",
        "toLower": "write lowerAscii()",
        "lower": "write lowerAscii()",
        "toUpper": "write upperAscii()",
        "upper": "write upperAscii()",
        "length": "write size()",
        "len": "write size()",
        "includes": "write contains(), or x in list",
        "match": "write matches()",
    ]

    private mutating func reportMisfit(
        _ name: String,
        _ span: Span,
        _ all: [TypedExpression],
        _ candidates: [[CELType]],
        isMethod: Bool
    ) {
        let first = isMethod ? 1 : 0
        let counts = Set(candidates.map { $0.count - first }).sorted()
        guard counts.contains(all.count - first) else {
            let wanted = counts.map(String.init).joined(separator: " or ")
            let unit = counts == [1] ? "argument" : "arguments"
            self.report(.arguments, span, "\(name)() takes \(wanted) \(unit), not \(all.count - first)")
            return
        }
        let sameCount = candidates.filter { $0.count == all.count }
        // The first argument that no way of calling takes.
        let place = all.indices.first { index in !sameCount.contains { $0[index].accepts(all[index].type) } } ?? 0
        var wanted: [String] = []
        for parameters in sameCount where !wanted.contains(parameters[place].article) {
            wanted.append(parameters[place].article)
        }
        let owner = isMethod && place == 0 ? "stands behind" : "takes"
        let list = wanted.joined(separator: " or ")
        self.report(.arguments, all[place].span, "\(name)() \(owner) \(list), and this is \(all[place].type.article)")
    }

    /// Looks at constant arguments that would fail each time: zones and patterns, times and durations.
    private mutating func checkConstants(_ builtin: Builtin, _ all: [TypedExpression]) -> Bool {
        guard let last = all.last, case .string(let text)? = last.literal else { return true }
        if builtin.isGetter, all.count == 2, FixedZone(text) == nil {
            let message = "'\(text)' is no fixed offset; write \"UTC\" or an offset such as \"+02:00\""
            self.report(.unsupported, last.span, message + " (names of zones are not supported)")
            return false
        }
        if builtin == .toTimestamp, CELTimestamp(text) == nil {
            self.report(.literal, last.span, "'\(text)' is no time; write it as in \"2024-05-31T08:00:00Z\"")
            return false
        }
        if builtin == .toDuration, CELDuration(text) == nil {
            self.report(.literal, last.span, "'\(text)' is no duration; write it as in \"1h30m\" or \"200ms\"")
            return false
        }
        guard builtin == .matches else { return true }
        do throws(RegexError) {
            _ = try RegexParser.parse(text, limits: self.limits.regex)
        } catch {
            self.report(
                .pattern,
                last.span,
                "the pattern is wrong at its character \(error.offset + 1): \(error.message)"
            )
            return false
        }
        return true
    }
}
