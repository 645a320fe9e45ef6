import Foundation

@testable import GatewaySemantic

/// Small models in the formats of the large ones, so that most tests need no weights.
enum TinyModel {
    /// Letters and the merges between them, in order.
    static let letters = ["▁", "a", "b", "c", "t", "h", "e", "é", "的", ",", ".", "\n"]
    static let merges = [
        "h e", "t he", "▁ the", "▁ a", "a b", "ab c", "b c", "▁ ▁", "▁▁ ▁▁", "a a", "aa aa", "t h", "c é", "的 的", "▁ b",
    ]

    static let tokens: [String] = {
        let bytes = (0..<256).map { "<0x" + String(format: "%02X", $0) + ">" }
        var tokens = ["<unk>", "<s>", "</s>"] + bytes + Self.letters
        for merge in Self.merges {
            let merged = merge.split(separator: " ").joined()
            if !tokens.contains(merged) { tokens.append(merged) }
        }
        return tokens
    }()

    static func description(
        tokens: [String] = Self.tokens,
        merges: [String] = Self.merges,
        change: (inout [String: Any]) -> Void = { _ in }
    ) throws -> [UInt8] {
        var model: [String: Any] = [
            "type": "BPE", "byte_fallback": true, "merges": merges,
            "vocab": Dictionary(tokens.enumerated().map { ($1, $0) }) { first, _ in first },
        ]
        model["dropout"] = NSNull()
        var whole: [String: Any] = [
            "normalizer": [
                "type": "Sequence",
                "normalizers": [
                    ["type": "Prepend", "prepend": "▁"],
                    ["type": "Replace", "pattern": ["String": " "], "content": "▁"],
                ],
            ],
            "pre_tokenizer": NSNull(),
            "added_tokens": ["<unk>", "<s>", "</s>"].enumerated().map { id, name in
                [
                    "id": id, "content": name, "normalized": false, "single_word": false, "lstrip": false,
                    "rstrip": false,
                ] as [String: Any]
            },
            "model": model,
        ]
        change(&whole)
        return Array(try JSONSerialization.data(withJSONObject: whole, options: [.sortedKeys]))
    }

    /// A file of tensors: names, types, shapes and data.
    static func safetensors(_ tensors: [(name: String, type: String, shape: [Int], data: [UInt8])]) throws -> [UInt8] {
        var header: [String: Any] = ["__metadata__": ["format": "pt"]]
        var data: [UInt8] = []
        for tensor in tensors {
            header[tensor.name] = [
                "dtype": tensor.type, "shape": tensor.shape,
                "data_offsets": [data.count, data.count + tensor.data.count],
            ]
            data += tensor.data
        }
        let text = try JSONSerialization.data(withJSONObject: header, options: [.sortedKeys])
        return Self.safetensors(header: text, data)
    }

    static func safetensors(header: Data, _ data: [UInt8]) -> [UInt8] {
        let padding = [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
        let length = withUnsafeBytes(of: UInt64(header.count + padding.count).littleEndian) { Array($0) }
        return length + Array(header) + padding + data
    }

    /// Rows of 16-bit floats: token n has 1 at the columns that its bits say, and a little everywhere.
    static func matrix(rows: Int = Self.tokens.count, width: Int = 16) -> [UInt8] {
        (0..<rows).flatMap { row in
            (0..<width).flatMap { column -> [UInt8] in
                // 1 and 1/16 as 16-bit floats.
                let half: UInt16 = row >> column & 1 == 1 ? 0x3C00 : 0x2C00
                return [UInt8(half & 255), UInt8(half >> 8)]
            }
        }
    }

    static func weights() throws -> [UInt8] {
        try Self.safetensors([("embedding.weight", "F16", [Self.tokens.count, 16], Self.matrix())])
    }

    static func tokenizer(_ description: [UInt8]? = nil) throws -> LlamaTokenizer {
        let description = try description ?? Self.description()
        return LlamaTokenizer(try description.withUnsafeBytes { try LlamaModel.parse($0) })
    }

    /// A folder with files, for the length of a call.
    @discardableResult
    static func withFolder<Result>(_ files: [String: [UInt8]], _ body: (String) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "embedding-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, bytes) in files { try Data(bytes).write(to: folder.appending(path: name)) }
        return try body(folder.path)
    }

    static func embedder() throws -> StaticEmbedder {
        let files = ["model.safetensors": try Self.weights(), "tokenizer.json": try Self.description()]
        // A mapped file outlives its name.
        return try Self.withFolder(files) { try StaticEmbedder(folder: $0) }
    }
}
