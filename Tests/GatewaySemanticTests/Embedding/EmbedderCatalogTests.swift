import Testing

@testable import GatewaySemantic

struct EmbedderCatalogTests {
    @Test func `an embedder is made by its name from a folder`() throws {
        let catalog = EmbedderCatalog.builtIn()
        #expect(catalog.names == ["static", "minilm"])
        let files = ["model.safetensors": try TinyModel.weights(), "tokenizer.json": try TinyModel.description()]
        try TinyModel.withFolder(files) { folder in
            let made = try catalog.make("static", folder: folder)
            #expect(made.dimensions == 16)
            #expect(throws: EmbedderError.missing(path: "\(folder)/vocab.txt")) {
                _ = try catalog.make("minilm", folder: folder)
            }
            #expect(throws: EmbedderError.missing(path: "\(folder)/static-256/model.safetensors")) {
                _ = try catalog.make("static", models: folder)
            }
        }
    }

    @Test func `an unknown name is refused with the known ones`() throws {
        let error = #expect(throws: EmbedderError.unknown(name: "glove", known: ["static", "minilm"])) {
            _ = try EmbedderCatalog.builtIn().make("glove", folder: "/nowhere")
        }
        #expect(try #require(error).description.contains("static, minilm"))
    }

    @Test func `every error says in one line what is the matter and what mends it`() {
        let errors: [EmbedderError] = [
            .missing(path: "/a"), .unreadable(path: "/a", errno: 13), .malformed(path: "/a", .size(3)),
            .malformed(path: "/a", .noTensor("x")), .otherDigest(path: "/a", wanted: "0", found: "1"),
        ]
        for error in errors {
            #expect(error.description.contains("/a"))
            #expect(error.description.contains("configure"))
            #expect(!error.description.contains("\n"))
        }
    }
}
