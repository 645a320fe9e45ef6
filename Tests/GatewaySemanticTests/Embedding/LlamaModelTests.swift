import Foundation
import Testing

@testable import GatewaySemantic

struct LlamaModelTests {
    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let defect: EmbedderDefect
        let description: @Sendable () throws -> [UInt8]
    }

    private static func inModel(_ name: String, _ value: Any, _ defect: EmbedderDefect) -> Damage {
        nonisolated(unsafe) let value = value
        return Damage(testDescription: "model.\(name)", defect: defect) {
            try TinyModel.description { whole in
                var model = whole["model"] as? [String: Any] ?? [:]
                model[name] = value
                whole["model"] = model
            }
        }
    }

    private static func inWhole(_ name: String, _ value: Any, _ part: String) -> Damage {
        nonisolated(unsafe) let value = value
        return Damage(testDescription: name, defect: .unsupported(part: part)) {
            try TinyModel.description { $0[name] = value }
        }
    }

    private static let damages: [Damage] = [
        Self.inModel("type", "WordPiece", .unsupported(part: "model")),
        Self.inModel("byte_fallback", false, .unsupported(part: "fallback for unknown characters")),
        Self.inModel("dropout", 0.1, .unsupported(part: "dropout")),
        Self.inModel("continuing_subword_prefix", "##", .unsupported(part: "prefix")),
        Self.inModel("end_of_word_suffix", "</w>", .unsupported(part: "suffix")),
        Self.inModel("ignore_merges", true, .unsupported(part: "order of merges")),
        Self.inModel("vocab", ["a"], .unsupported(part: "vocabulary")),
        Self.inModel("vocab", ["a": 1], .vocabulary(token: 1)),
        Self.inModel("vocab", ["a": 0, "b": 0], .vocabulary(token: 0)),
        Self.inModel("vocab", ["a": -1], .vocabulary(token: -1)),
        Self.inModel("vocab", ["": 0], .vocabulary(token: 0)),
        Self.inModel("vocab", ["a": 0], .missingByte(0)),
        Self.inModel("merges", "a b", .unsupported(part: "list of merges")),
        Self.inModel("merges", ["a b", "a"], .merge(1)),
        Self.inModel("merges", ["a z"], .merge(0)),
        Self.inModel("merges", ["c a"], .merge(0)),
        Self.inModel("merges", [["a", "b", "c"]], .merge(0)),
        Self.inWhole("normalizer", NSNull(), "normalizer"),
        Self.inWhole("normalizer", ["type": "Sequence", "normalizers": [["type": "NFC"]]], "normalizer"),
        Self.inWhole("pre_tokenizer", ["type": "Metaspace"], "pre-tokenizer"),
        Self.inWhole("added_tokens", [["id": 0, "content": "<unk>", "normalized": true]], "list of added tokens"),
        Self.inWhole("added_tokens", [["id": 9999, "content": "<unk>"]], "list of added tokens"),
        Damage(testDescription: "no JSON", defect: .json(offset: 0)) { Array("x".utf8) },
    ]

    @Test(arguments: Self.damages)
    func `a tokenizer of another kind is refused with what is different`(_ damage: Damage) throws {
        let bytes = try damage.description()
        #expect(throws: SafetensorsFile.ParseFailure(defect: damage.defect)) {
            _ = try bytes.withUnsafeBytes { try LlamaModel.parse($0) }
        }
    }

    @Test func `merges may be pairs instead of texts`() throws {
        let pairs = TinyModel.merges.map { $0.split(separator: " ").map(String.init) }
        let description = try TinyModel.description { whole in
            var model = whole["model"] as? [String: Any] ?? [:]
            model["merges"] = pairs
            whole["model"] = model
        }
        let text = "the abc的的, aaaa"
        #expect(try TinyModel.tokenizer(description).encode(text) == TinyModel.tokenizer().encode(text))
    }

    @Test func `no cut of a file is taken, nor does any change of a byte crash`() throws {
        let good = try TinyModel.description()
        for length in stride(from: 0, to: good.count, by: 37) {
            #expect(throws: SafetensorsFile.ParseFailure.self) {
                _ = try good[..<length].withUnsafeBytes { try LlamaModel.parse($0) }
            }
        }
        var chance = EmbeddingChance(seed: 11)
        for _ in 0..<150 {
            var file = good
            for _ in 0..<Int.random(in: 1...3, using: &chance) {
                file[Int.random(in: 0..<file.count, using: &chance)] = UInt8.random(in: 0x20...0x7E, using: &chance)
            }
            guard let model = try? file.withUnsafeBytes({ try LlamaModel.parse($0) }) else { continue }
            let tokens = LlamaTokenizer(model).encode("the abc é 的的 <s> zz")
            #expect(tokens.allSatisfy { Int($0) < model.tokens.count })
        }
    }
}
