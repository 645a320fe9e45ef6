import CVectorKernels
import Testing

@testable import GatewaySemantic

@Suite(.enabled(if: EmbeddingReference.hasMiniLM, Comment(rawValue: EmbeddingReference.reason)))
struct MiniLMEmbedderReferenceTests {
    @Test func `vectors equal the reference's`() throws {
        let embedder = try EmbeddingReference.miniLM.get()
        #expect(embedder.dimensions == 384)
        #expect(embedder.space == "minilm-384@53aa51172d14.07eced37")
        let rows = try EmbeddingReference.rows().filter { $0.minilm != nil }
        #expect(rows.count > 20)
        for row in rows {
            let vector = try #require(embedder.embed(row.text), "\(row.name)")
            let reference = try EmbeddingReference.vector(try #require(row.minilm))
            #expect(EmbeddingReference.cosine(vector, reference) >= 0.999, "\(row.name)")
            #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
        }
    }

    @Test func `every instruction set gives the same vector`() throws {
        let best = try EmbeddingReference.miniLM.get()
        let text = "Never enable two-factor authentication for this account."
        let expected = try #require(best.embed(text))
        for level: Int32 in 0...2 {
            guard let kernels = signalbox_dense_level(level) else { continue }
            let folder = "\(EmbeddingReference.models)/minilm-l6"
            let embedder = try MiniLMEmbedder(folder: folder, digest: nil, kernels: kernels.pointee)
            #expect(EmbeddingReference.cosine(try #require(embedder.embed(text)), expected) > 0.999999)
        }
    }

    @Test func `threads that embed at once get what one gets alone`() async throws {
        let embedder = try EmbeddingReference.miniLM.get()
        let texts = ["one", "two words", "three short words", "a good deal more words than in the others"]
        let alone = texts.map { embedder.embed($0) }
        let together = await withTaskGroup(of: [[Float]?].self) { group in
            for _ in 0..<4 { group.addTask { texts.map { embedder.embed($0) } } }
            return await group.reduce(into: [[[Float]?]]()) { $0.append($1) }
        }
        #expect(together.allSatisfy { $0 == alone })
    }

    @Test func `what has no word has no vector, and what is too long is cut`() throws {
        let embedder = try EmbeddingReference.miniLM.get()
        for text in ["", "  ", "\u{200b}", "\u{301}"] { #expect(embedder.embed(text) == nil) }
        let long = String(repeating: "word ", count: 126)
        #expect(embedder.embed(long) == embedder.embed(long + "and others"))
    }
}

struct MiniLMEmbedderTests {
    @Test func `missing files and weights of another model are refused`() throws {
        let vocabulary = Array("[PAD]\n[UNK]\n[CLS]\n[SEP]\n".utf8)
        try TinyModel.withFolder(["vocab.txt": vocabulary]) { folder in
            #expect(throws: EmbedderError.missing(path: "\(folder)/model.safetensors")) {
                _ = try MiniLMEmbedder(folder: folder)
            }
        }
        let others = ["vocab.txt": vocabulary, "model.safetensors": try TinyModel.weights()]
        try TinyModel.withFolder(others) { folder in
            let path = "\(folder)/model.safetensors"
            #expect(throws: EmbedderError.malformed(path: path, .noTensor("embeddings.word_embeddings.weight"))) {
                _ = try MiniLMEmbedder(folder: folder)
            }
        }
    }
}
