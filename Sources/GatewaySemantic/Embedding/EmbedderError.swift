/// Why an embedder was not made. The semantic cache is off then; everything else works.
package enum EmbedderError: Error, Equatable, CustomStringConvertible {
    /// There is no such file.
    case missing(path: String)
    /// The file cannot be read; the number of the system's error.
    case unreadable(path: String, errno: Int32)
    /// The file is not what it should be.
    case malformed(path: String, EmbedderDefect)
    /// The file is well-formed, but another one than was asked for.
    case otherDigest(path: String, wanted: String, found: String)
    /// No embedder has this name.
    case unknown(name: String, known: [String])

    /// What an operator can act on.
    package var description: String {
        switch self {
        case .missing(let path):
            "no model file at \(path): run scripts/fetch-models.sh, or configure the folder that holds it"
        case .unreadable(let path, let errno):
            "the model file at \(path) cannot be read (error \(errno)): make it a readable file, or configure another folder"
        case .malformed(let path, let defect):
            "the model file at \(path) is not usable (\(defect)): remove it and run scripts/fetch-models.sh, or configure "
                + "the folder of a model of this kind"
        case .otherDigest(let path, let wanted, let found):
            "the model file at \(path) has SHA-256 \(found), not \(wanted): remove it and run scripts/fetch-models.sh, or "
                + "configure the sum of the file that you mean"
        case .unknown(let name, let known):
            "no embedder is named \"\(name)\": configure one of \(known.joined(separator: ", "))"
        }
    }
}

/// What is wrong with the contents of a model file.
package enum EmbedderDefect: Equatable, Sendable, CustomStringConvertible {
    /// Too few or too many bytes.
    case size(Int)
    /// A header that reaches beyond the end, or is too long for any model.
    case headerLength(UInt64)
    /// No JSON; the offset of the first wrong byte.
    case json(offset: Int)
    /// A header whose entries are no tensors.
    case entry(name: String)
    /// A tensor that reaches beyond the end, or is longer or shorter than its shape.
    case bounds(tensor: String)
    /// A tensor that is not there.
    case noTensor(String)
    /// A tensor with numbers of another type.
    case type(tensor: String, found: String)
    /// A tensor of another shape.
    case shape(tensor: String, found: [Int])
    /// A tensor with infinities, or with what is no number.
    case numbers(tensor: String)
    /// A part of a tokenizer's description that asks for something else than this program does.
    case unsupported(part: String)
    /// Ids that are not 0, 1, 2 and so on, or a token that stands there twice.
    case vocabulary(token: Int)
    /// A merge of tokens that do not exist; its number.
    case merge(Int)
    /// A byte that is no token by itself, so that some text could not be encoded.
    case missingByte(UInt8)
    /// Another number of tokens than the weights have rows.
    case count(tokens: Int, rows: Int)

    /// For a message.
    package var description: String {
        switch self {
        case .size(let size): "\(size) bytes"
        case .headerLength(let length): "a header of \(length) bytes"
        case .json(let offset): "no JSON at byte \(offset)"
        case .entry(let name): "\"\(name)\" describes no tensor"
        case .bounds(let tensor): "tensor \(tensor) does not lie within the file"
        case .noTensor(let tensor): "there is no tensor \(tensor)"
        case .type(let tensor, let found): "tensor \(tensor) has numbers of type \(found)"
        case .shape(let tensor, let found): "tensor \(tensor) has the shape \(found)"
        case .numbers(let tensor): "tensor \(tensor) has infinite numbers"
        case .unsupported(let part): "its \(part) is of another kind"
        case .vocabulary(let token): "token \(token) is not one of its own"
        case .merge(let number): "merge \(number) has no tokens"
        case .missingByte(let byte): "byte \(byte) has no token"
        case .count(let tokens, let rows): "\(tokens) tokens, but \(rows) rows of weights"
        }
    }
}
