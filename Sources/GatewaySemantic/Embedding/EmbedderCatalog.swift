/// The embedders that compute in the process, by the names under which a configuration asks for them.
package struct EmbedderCatalog: Sendable {
    /// How an embedder is made from the folder of its model.
    package typealias Maker = @Sendable (_ folder: String, _ digest: String?) throws(EmbedderError) -> any LocalEmbedder

    private var makers: [(name: String, folder: String, make: Maker)] = []

    /// An empty catalog.
    package init() {}

    /// Adds an embedder.
    ///
    /// - Parameters:
    ///   - name: What a configuration calls it.
    ///   - folder: The name of the folder that set-up fetches its model into.
    package mutating func register(_ name: String, folder: String, _ make: @escaping Maker) {
        self.makers.append((name, folder, make))
    }

    /// Every embedder compiled into the gateway: one line each.
    package static func builtIn() -> EmbedderCatalog {
        var catalog = EmbedderCatalog()
        catalog.register("static", folder: "static-256") { folder, digest throws(EmbedderError) in
            try StaticEmbedder(folder: folder, digest: digest)
        }
        catalog.register("minilm", folder: "minilm-l6") { folder, digest throws(EmbedderError) in
            try MiniLMEmbedder(folder: folder, digest: digest)
        }
        return catalog
    }

    /// The names, in the order in which they were added.
    package var names: [String] { self.makers.map(\.name) }

    /// Makes an embedder from the folder of its model. Blocks: call it while the configuration is read.
    ///
    /// - Parameter digest: The SHA-256 that the weights must have; nil for any.
    package func make(
        _ name: String,
        folder: String,
        digest: String? = nil
    ) throws(EmbedderError) -> any LocalEmbedder {
        try self.maker(name).make(folder, digest)
    }

    /// Makes an embedder from a folder that holds the folders of all models, as set-up fetches them. Blocks.
    ///
    /// - Parameter digest: The SHA-256 that the weights must have; nil for any.
    package func make(
        _ name: String,
        models: String,
        digest: String? = nil
    ) throws(EmbedderError) -> any LocalEmbedder {
        let maker = try self.maker(name)
        return try maker.make("\(models)/\(maker.folder)", digest)
    }

    private func maker(_ name: String) throws(EmbedderError) -> (name: String, folder: String, make: Maker) {
        guard let maker = self.makers.first(where: { $0.name == name }) else {
            throw .unknown(name: name, known: self.names)
        }
        return maker
    }
}
