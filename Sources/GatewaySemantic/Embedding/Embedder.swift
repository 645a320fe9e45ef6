/// A vector space and how a text gets into it.
///
/// Vectors have length 1, so that a product is a cosine. One text always gives one vector: what is stored is compared
/// with what is computed after a restart, or by another process.
package protocol Embedder: Sendable {
    /// The name of the vector space, for instance `static-256@64b47a2dc493.93248f2a`: it changes whenever the weights or
    /// the tokenizer do. Vectors of different spaces are never compared.
    var space: String { get }

    /// How many numbers a vector has.
    var dimensions: Int { get }
}

/// An embedder that computes in the process.
///
/// It blocks for the whole computation, so it is called on a worker thread, never on an event loop. Any number of threads
/// may call at once, and none waits for another.
package protocol LocalEmbedder: Embedder {
    /// The vector of a text, of length 1; nil where the text has no meaning to compare: it is empty or only blanks, or
    /// longer than the embedder takes.
    func embed(_ text: String) -> [Float]?
}
