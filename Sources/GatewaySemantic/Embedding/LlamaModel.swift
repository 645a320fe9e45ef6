import GatewayWire

/// What a `tokenizer.json` says of a tokenizer of Llama 2's kind; a file that asks for anything else is refused, for its
/// tokens would come out wrong.
struct LlamaModel: Sendable {
    /// The bytes of all tokens in the order of their ids, with spaces as spaces.
    var tokens: [[UInt8]] = []
    var merges: [PairTable.Merge] = []
    var special: [LlamaTokenizer.Special] = []
    var byteTokens: [UInt32] = []

    /// How the vocabulary writes a space.
    private static let mark = Array("\u{2581}".utf8)

    /// How many values a description may hold; Llama 2's has about 95,000.
    private static let mostValues = 1_000_000

    init(_ file: MappedFile) throws(EmbedderError) {
        do throws(SafetensorsFile.ParseFailure) {
            self = try Self.parse(file.bytes)
        } catch {
            throw .malformed(path: file.path, error.defect)
        }
    }

    private init() {}

    typealias Failure = SafetensorsFile.ParseFailure

    static func parse(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> LlamaModel {
        let description: JSONValue
        do {
            description = try JSONValue.parse(bytes.bytes, maxDepth: 32, maxValues: self.mostValues)
        } catch {
            throw Failure(defect: .json(offset: error.offset))
        }
        try self.checkParts(of: description)
        var model = LlamaModel()
        let index = try model.readVocabulary(description["model"]?["vocab"])
        try model.readBytes(index)
        try model.readMerges(description["model"]?["merges"], index)
        try model.readSpecial(description["added_tokens"])
        return model
    }

    /// Checks that what surrounds the vocabulary is what this program does.
    private static func checkParts(of description: JSONValue) throws(Failure) {
        func require(_ holds: Bool, _ part: String) throws(Failure) {
            guard holds else { throw Failure(defect: .unsupported(part: part)) }
        }
        func isAbsent(_ value: JSONValue?) -> Bool { value == nil || value == .null || value?.text == "" }
        let model = description["model"]
        try require(model?["type"]?.text == "BPE", "model")
        try require(model?["byte_fallback"]?.bool == true, "fallback for unknown characters")
        try require(isAbsent(model?["dropout"]), "dropout")
        try require(isAbsent(model?["continuing_subword_prefix"]), "prefix")
        try require(isAbsent(model?["end_of_word_suffix"]), "suffix")
        try require(model?["ignore_merges"]?.bool != true, "order of merges")
        try require(isAbsent(description["pre_tokenizer"]), "pre-tokenizer")
        let steps = description["normalizer"]?["normalizers"]?.elements ?? []
        try require(steps.count == 2 && description["normalizer"]?["type"]?.text == "Sequence", "normalizer")
        try require(steps[0]["type"]?.text == "Prepend" && steps[0]["prepend"]?.text == "\u{2581}", "normalizer")
        try require(
            steps[1]["type"]?.text == "Replace" && steps[1]["pattern"]?["String"]?.text == " "
                && steps[1]["content"]?.text == "\u{2581}",
            "normalizer"
        )
    }

    private mutating func readVocabulary(_ vocabulary: JSONValue?) throws(Failure) -> TokenIndex {
        guard let members = vocabulary?.members, members.count < PairTable.limit, !members.isEmpty else {
            throw Failure(defect: .unsupported(part: "vocabulary"))
        }
        var found = [[UInt8]?](repeating: nil, count: members.count)
        for member in members {
            guard let id = member.value.integer, found.indices.contains(id), found[id] == nil, !member.name.isEmpty
            else {
                throw Failure(defect: .vocabulary(token: member.value.integer ?? -1))
            }
            found[id] = Array(member.name.utf8)
        }
        // As many names as ids below their number, none twice: none is missing.
        let names = found.compactMap(\.self)
        let index = TokenIndex(names.enumerated().map { ($1, UInt32($0)) })
        for (id, name) in names.enumerated() where Self.find(name, in: index) != UInt32(id) {
            throw Failure(defect: .vocabulary(token: id))
        }
        // Spaces become marks before anything is looked up, so that a token with a space is found by nothing.
        self.tokens = names.map { $0.contains(UInt8(ascii: " ")) ? [] : Self.spaced($0) }
        return index
    }

    private mutating func readBytes(_ index: TokenIndex) throws(Failure) {
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in UInt8.min...UInt8.max {
            let name = Array("<0x".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)], UInt8(ascii: ">")]
            guard let token = Self.find(name, in: index) else { throw Failure(defect: .missingByte(byte)) }
            self.byteTokens.append(token)
        }
    }

    private mutating func readMerges(_ list: JSONValue?, _ index: TokenIndex) throws(Failure) {
        guard let list = list?.elements, list.count < PairTable.limit else {
            throw Failure(defect: .unsupported(part: "list of merges"))
        }
        self.merges.reserveCapacity(list.count)
        for (number, merge) in list.enumerated() {
            let parts: [[UInt8]]
            if let text = merge.text {
                parts = text.utf8.split(separator: UInt8(ascii: " "), maxSplits: 1).map { Array($0) }
            } else {
                parts = (merge.elements ?? []).compactMap { $0.text.map { Array($0.utf8) } }
            }
            guard parts.count == 2, let left = Self.find(parts[0], in: index),
                let right = Self.find(parts[1], in: index), let merged = Self.find(parts[0] + parts[1], in: index)
            else { throw Failure(defect: .merge(number)) }
            self.merges.append(PairTable.Merge(left: left, right: right, merged: merged))
        }
    }

    private mutating func readSpecial(_ list: JSONValue?) throws(Failure) {
        for token in list?.elements ?? [] {
            guard let id = token["id"]?.integer, self.tokens.indices.contains(id), let name = token["content"]?.text,
                name.utf8.first == UInt8(ascii: "<"), token["normalized"]?.bool == false,
                ["single_word", "lstrip", "rstrip"].allSatisfy({ token[$0]?.bool == false })
            else { throw Failure(defect: .unsupported(part: "list of added tokens")) }
            self.special.append(LlamaTokenizer.Special(bytes: Array(name.utf8), id: UInt32(id)))
        }
        // Of two that begin alike the longer one is meant.
        self.special.sort { $0.bytes.count > $1.bytes.count }
    }

    private static func find(_ name: [UInt8], in index: TokenIndex) -> UInt32? {
        name.withUnsafeBufferPointer { index.find($0) }
    }

    private static func spaced(_ name: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var rest = name[...]
        while let byte = rest.first {
            let isMark = rest.starts(with: self.mark)
            result.append(isMark ? UInt8(ascii: " ") : byte)
            rest = rest.dropFirst(isMark ? self.mark.count : 1)
        }
        return result
    }

    /// How many bytes a character has whose first byte this is.
    @inline(__always)
    static func length(ofLetterFrom byte: UInt8) -> Int {
        byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
    }

    /// Whether some bytes are one character.
    static func isOneLetter(_ bytes: [UInt8]) -> Bool {
        bytes.first.map { self.length(ofLetterFrom: $0) == bytes.count } ?? false
    }
}
