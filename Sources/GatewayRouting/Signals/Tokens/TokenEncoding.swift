/// A byte-pair encoding whose vocabulary can be loaded: each has its split pattern and its size.
package enum TokenEncoding: String, Sendable, CaseIterable {
    /// OpenAI's since GPT-4o.
    case o200k
    /// OpenAI's of GPT-3.5, GPT-4 and the text embeddings.
    case cl100k

    /// The name of the vocabulary's file.
    package var fileName: String { "\(self.rawValue).vocab" }

    /// How many tokens the vocabulary has, special ones left out.
    package var size: Int {
        switch self {
        case .o200k: 199_998
        case .cl100k: 100_256
        }
    }
}
