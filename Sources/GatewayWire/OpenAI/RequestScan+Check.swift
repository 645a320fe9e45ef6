extension RequestScan {
    /// Checks the noted fields by the rules of an endpoint; the bytes are known to be valid JSON.
    mutating func check(_ bytes: UnsafeRawBufferPointer, for endpoint: RequestEndpoint) throws(RequestScanError) {
        guard self.objectStart >= 0 else {
            throw .notAnObject(Self.kind(bytes.first { !Byte.isJSONSpace($0) } ?? 0))
        }
        try self.checkModel(bytes, isRequired: endpoint != .other)
        self.stream = self.streamValue.map { bytes[$0.lowerBound] == Byte.letterT } ?? false
        self.n = self.nValue.flatMap { JSONNumber.integer(UnsafeRawBufferPointer(rebasing: bytes[$0])) }
        self.readMaxTokens(bytes)
        self.readWishes(bytes)
        switch endpoint {
        case .chatCompletions:
            try self.checkMessages(bytes)
            try self.checkSampling(bytes)
        case .completions:
            guard let prompt = self.prompt else { throw .missing("prompt") }
            try Self.check(prompt, bytes, "prompt", "a string or an array", Byte.quote, or: Byte.openBracket)
            try self.checkSampling(bytes)
        case .embeddings:
            guard let input = self.input else { throw .missing("input") }
            try Self.check(input, bytes, "input", "a string or an array", Byte.quote, or: Byte.openBracket)
            try self.checkUser(bytes)
        case .other:
            break
        }
    }

    private func checkModel(_ bytes: UnsafeRawBufferPointer, isRequired: Bool) throws(RequestScanError) {
        guard self.modelCount <= 1 else { throw .duplicateModel }
        guard let value = self.modelValueFound else {
            if isRequired { throw .missing("model") }
            return
        }
        guard let model = self.model else {
            throw .wrongType("model", expected: "a string", found: Self.kind(bytes[value.lowerBound]))
        }
        guard !model.isEmpty else { throw .empty("model", expected: "the name of a model") }
    }

    private func checkMessages(_ bytes: UnsafeRawBufferPointer) throws(RequestScanError) {
        guard let messages = self.messages else { throw .missing("messages") }
        try Self.check(messages, bytes, "messages", "an array of messages", Byte.openBracket)
        guard self.messageCount > 0 else { throw .empty("messages", expected: "at least one message") }
        guard let flaw = self.flaw else { return }
        let param = "messages[\(flaw.index)]"
        switch flaw.problem {
        case .notAnObject: throw .wrongType(param, expected: "an object", found: Self.kind(flaw.found))
        case .roleMissing: throw .missing(param + ".role")
        case .roleNotAString: throw .wrongType(param + ".role", expected: "a string", found: Self.kind(flaw.found))
        }
    }

    private func checkSampling(_ bytes: UnsafeRawBufferPointer) throws(RequestScanError) {
        if let stream = self.streamValue, !self.stream, bytes[stream.lowerBound] != Byte.letterF {
            throw .wrongType("stream", expected: "a boolean", found: Self.kind(bytes[stream.lowerBound]))
        }
        try Self.check(self.streamOptions, bytes, "stream_options", "an object", Byte.openBrace)
        if let usage = self.includeUsageValue, self.includeUsage == nil, bytes[usage.lowerBound] != Byte.letterN {
            let found = Self.kind(bytes[usage.lowerBound])
            throw .wrongType("stream_options.include_usage", expected: "a boolean", found: found)
        }
        if let value = self.nValue {
            try Self.checkInteger(value, bytes, "n", "an integer of at least 1")
            guard let n = self.n, n >= 1 else { throw .outOfRange("n", expected: "an integer of at least 1") }
        }
        if let value = self.maxTokensValue { try Self.checkInteger(value, bytes, "max_tokens", "an integer") }
        if let value = self.maxCompletionTokensValue {
            try Self.checkInteger(value, bytes, "max_completion_tokens", "an integer")
        }
        try Self.checkNumber(self.temperature, bytes, "temperature")
        try Self.checkNumber(self.topP, bytes, "top_p")
        try Self.check(self.tools, bytes, "tools", "an array", Byte.openBracket)
        try self.checkUser(bytes)
    }

    private func checkUser(_ bytes: UnsafeRawBufferPointer) throws(RequestScanError) {
        try Self.check(self.user, bytes, "user", "a string", Byte.quote)
    }

    /// Reads what keeps an answer from being put together from two.
    private mutating func readWishes(_ bytes: UnsafeRawBufferPointer) {
        if let value = self.logprobs {
            let first = bytes[value.lowerBound]
            self.wantsLogprobs = first == Byte.letterT || Self.isNumber(first)
        }
        if let value = self.echo { self.wantsEcho = bytes[value.lowerBound] != Byte.letterF }
    }

    private mutating func readMaxTokens(_ bytes: UnsafeRawBufferPointer) {
        self.raiseMaxTokens(self.maxTokensValue, bytes)
        self.raiseMaxTokens(self.maxCompletionTokensValue, bytes)
    }

    private mutating func raiseMaxTokens(_ value: Range<Int>?, _ bytes: UnsafeRawBufferPointer) {
        guard let value, let number = JSONNumber.integer(UnsafeRawBufferPointer(rebasing: bytes[value])), number >= 0
        else { return }
        self.maxTokens = max(self.maxTokens ?? 0, number)
    }

    private static func check(
        _ value: Range<Int>?,
        _ bytes: UnsafeRawBufferPointer,
        _ param: StaticString,
        _ expected: StaticString,
        _ first: UInt8,
        or second: UInt8? = nil
    ) throws(RequestScanError) {
        guard let value, bytes[value.lowerBound] != first, bytes[value.lowerBound] != second else { return }
        throw .wrongType("\(param)", expected: "\(expected)", found: Self.kind(bytes[value.lowerBound]))
    }

    private static func checkNumber(
        _ value: Range<Int>?,
        _ bytes: UnsafeRawBufferPointer,
        _ param: StaticString
    ) throws(RequestScanError) {
        guard let value, !Self.isNumber(bytes[value.lowerBound]) else { return }
        throw .wrongType("\(param)", expected: "a number", found: Self.kind(bytes[value.lowerBound]))
    }

    private static func checkInteger(
        _ value: Range<Int>,
        _ bytes: UnsafeRawBufferPointer,
        _ param: StaticString,
        _ expected: StaticString
    ) throws(RequestScanError) {
        let first = bytes[value.lowerBound]
        guard Self.isNumber(first) else {
            throw .wrongType("\(param)", expected: "\(expected)", found: Self.kind(first))
        }
        guard JSONNumber.integer(UnsafeRawBufferPointer(rebasing: bytes[value])) != nil else {
            throw .outOfRange("\(param)", expected: "\(expected)")
        }
    }

    @inline(__always)
    private static func isNumber(_ first: UInt8) -> Bool {
        first == Byte.minus || Byte.isDigit(first)
    }

    /// What a value is, told by its first byte.
    private static func kind(_ first: UInt8) -> String {
        switch first {
        case Byte.quote: "a string"
        case Byte.openBrace: "an object"
        case Byte.openBracket: "an array"
        case Byte.letterT, Byte.letterF: "a boolean"
        case Byte.letterN: "null"
        default: "a number"
        }
    }
}
