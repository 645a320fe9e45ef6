import Foundation
import Testing

@testable import GatewaySemantic

struct StaticEmbedderTests {
    @Test func `a vector is the mean of the tokens' vectors, of length 1`() throws {
        let embedder = try TinyModel.embedder()
        #expect(embedder.dimensions == 16)
        let tokens = embedder.tokens(of: "the abc")
        #expect(tokens.count == 3)
        var sum = [Float](repeating: 0, count: 16)
        for token in tokens {
            for (column, value) in try #require(embedder.vector(of: token)).enumerated() { sum[column] += value }
        }
        #expect(embedder.sum(of: tokens) == sum)
        let vector = try #require(embedder.embed("the abc"))
        #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-6)
        #expect(EmbeddingReference.cosine(vector, sum) > 0.9999999)
        #expect(embedder.mean(of: tokens) == vector)
    }

    @Test func `a token's vector is its row`() throws {
        let embedder = try TinyModel.embedder()
        let row = try #require(embedder.vector(of: 0b101))
        #expect(row == (0..<16).map { $0 == 0 || $0 == 2 ? 1 : 0.0625 })
        #expect(embedder.vector(of: UInt32(TinyModel.tokens.count)) == nil)
        #expect(embedder.mean(of: [1, UInt32(TinyModel.tokens.count)]) == nil)
        #expect(embedder.sum(of: [1, UInt32(TinyModel.tokens.count)]) == nil)
    }

    @Test func `a word by itself has the vector that it has inside a text`() throws {
        let embedder = try TinyModel.embedder()
        let word = try #require(embedder.wordVector("the"))
        let token = try #require(embedder.tokens(of: "a the").last)
        #expect(EmbeddingReference.cosine(word, try #require(embedder.vector(of: token))) > 0.9999999)
    }

    @Test(arguments: ["", " ", "  \t\n", "\u{3000}\u{a0}"])
    func `blanks have no vector`(_ text: String) throws {
        #expect(try TinyModel.embedder().embed(text) == nil)
    }

    @Test func `a text beyond the limit has no vector`() throws {
        let embedder = try TinyModel.embedder()
        #expect(embedder.embed(String(repeating: "a", count: EmbeddableText.mostBytes)) != nil)
        #expect(embedder.embed(String(repeating: "a", count: EmbeddableText.mostBytes + 1)) == nil)
    }

    @Test func `weights that cancel each other out give no vector`() throws {
        let matrix = [UInt8](repeating: 0, count: TinyModel.tokens.count * 32)
        #expect(try Self.embedder(matrix).embed("the") == nil)
    }

    @Test(arguments: [[0, 0x7E], [0, 0x7C], [1, 0xFC]] as [[UInt8]])
    func `weights that are no finite numbers are refused`(_ half: [UInt8]) throws {
        var matrix = TinyModel.matrix()
        matrix.replaceSubrange(matrix.count - 2..<matrix.count, with: half)
        let error = #expect(throws: EmbedderError.self) { _ = try Self.embedder(matrix) }
        guard case .malformed(_, .numbers(tensor: "embedding.weight")) = error else {
            Issue.record("another error")
            return
        }
    }

    private static func embedder(_ matrix: [UInt8]) throws -> StaticEmbedder {
        let shape = [TinyModel.tokens.count, 16]
        let files = [
            "model.safetensors": try TinyModel.safetensors([("embedding.weight", "F16", shape, matrix)]),
            "tokenizer.json": try TinyModel.description(),
        ]
        return try TinyModel.withFolder(files) { try StaticEmbedder(folder: $0) }
    }

    @Test func `another file is another space`() throws {
        let description = try TinyModel.description()
        let weights = try TinyModel.weights()
        var others = weights
        others[others.count - 1] ^= 1
        let merges = try TinyModel.description(merges: TinyModel.merges.dropLast())
        let pairs = [(weights, description), (others, description), (weights, merges)]
        let spaces = try pairs.map { weights, description in
            try TinyModel.withFolder(["model.safetensors": weights, "tokenizer.json": description]) {
                try StaticEmbedder(folder: $0).space
            }
        }
        #expect(Set(spaces).count == 3)
        #expect(spaces.allSatisfy { $0.hasPrefix("static-16@") && $0.count == "static-16@".count + 12 + 1 + 8 })
    }

    @Test func `missing, damaged and other files are refused with what mends it`() throws {
        let files = ["model.safetensors": try TinyModel.weights(), "tokenizer.json": try TinyModel.description()]
        func error(
            _ changes: [String: [UInt8]],
            without gone: String = "",
            digest: String? = nil
        ) throws -> (error: EmbedderError, folder: String) {
            let changed = files.merging(changes) { $1 }.filter { $0.key != gone }
            return try TinyModel.withFolder(changed) { folder in
                let error = #expect(throws: EmbedderError.self) {
                    _ = try StaticEmbedder(folder: folder, digest: digest)
                }
                return (try #require(error), folder)
            }
        }
        for name in ["model.safetensors", "tokenizer.json"] {
            let missing = try error([:], without: name)
            #expect(missing.error == .missing(path: "\(missing.folder)/\(name)"))
            #expect(missing.error.description.contains("scripts/fetch-models.sh"))
            #expect(missing.error.description.contains("configure"))
            let empty = try error([name: []])
            #expect(empty.error == .malformed(path: "\(empty.folder)/\(name)", .size(0)))
        }
        let short = try TinyModel.safetensors([("embedding.weight", "F16", [9, 16], TinyModel.matrix(rows: 9))])
        let count = try error(["model.safetensors": short])
        #expect(
            count.error
                == .malformed(
                    path: "\(count.folder)/model.safetensors",
                    .count(tokens: TinyModel.tokens.count, rows: 9)
                )
        )
        let wide = try TinyModel.safetensors([("embedding.weight", "F16", [1, 8192], TinyModel.matrix(rows: 512))])
        let shape = try error(["model.safetensors": wide])
        #expect(
            shape.error
                == .malformed(
                    path: "\(shape.folder)/model.safetensors",
                    .shape(tensor: "embedding.weight", found: [1, 8192])
                )
        )
        let digest = try error([:], digest: "00")
        guard case .otherDigest(_, "00", let found) = digest.error else {
            Issue.record("took another file")
            return
        }
        #expect(found.count == 64)
        let right = try TinyModel.withFolder(files) { try StaticEmbedder(folder: $0, digest: found) }
        #expect(right.dimensions == 16)
    }

    @Test func `a folder in place of a file is refused`() throws {
        try TinyModel.withFolder([:]) { folder in
            try FileManager.default.createDirectory(
                atPath: "\(folder)/model.safetensors",
                withIntermediateDirectories: true
            )
            #expect(throws: EmbedderError.unreadable(path: "\(folder)/model.safetensors", errno: 22)) {
                _ = try StaticEmbedder(folder: folder)
            }
        }
    }
}

@Suite(.enabled(if: EmbeddingReference.hasStatic, Comment(rawValue: EmbeddingReference.reason)))
struct StaticEmbedderReferenceTests {
    @Test func `vectors equal the reference's`() throws {
        let embedder = try EmbeddingReference.staticEmbedder.get()
        #expect(embedder.dimensions == 256)
        #expect(embedder.space == "static-256@64b47a2dc493.93248f2a")
        let rows = try EmbeddingReference.rows().filter { $0.static != nil }
        #expect(rows.count > 20)
        for row in rows {
            let vector = try #require(embedder.embed(row.text))
            let reference = try EmbeddingReference.vector(try #require(row.static))
            #expect(EmbeddingReference.cosine(vector, reference) >= 0.99999, "\(row.name)")
        }
    }

    @Test func `threads that embed at once get what one gets alone`() async throws {
        let embedder = try EmbeddingReference.staticEmbedder.get()
        let texts = try EmbeddingReference.rows().map(\.whole)
        let alone = texts.map { embedder.embed($0) }
        let together = await withTaskGroup(of: [[Float]?].self) { group in
            for start in 0..<8 {
                group.addTask {
                    // Each begins elsewhere, so that different texts are on the way at once.
                    let shifted = texts.indices.map { (($0 + start * 11) % texts.count) }
                    var vectors = [[Float]?](repeating: nil, count: texts.count)
                    for index in shifted { vectors[index] = embedder.embed(texts[index]) }
                    return vectors
                }
            }
            return await group.reduce(into: [[[Float]?]]()) { $0.append($1) }
        }
        #expect(together.count == 8)
        #expect(together.allSatisfy { $0 == alone })
    }
}
