import Glibc

/// Why a vocabulary was not loaded.
package enum TokenVocabularyError: Error, Equatable, CustomStringConvertible {
    /// There is no such file.
    case missing(path: String)
    /// The file cannot be read; the number of the system's error.
    case unreadable(path: String, errno: Int32)
    /// The file is not the vocabulary that it should be.
    case malformed(path: String, TokenVocabularyDefect)

    /// What an operator can act on.
    package var description: String {
        switch self {
        case .missing(let path): "no vocabulary at \(path): scripts/fetch-models.sh fetches it"
        case .unreadable(let path, let errno): "the vocabulary at \(path) cannot be read (error \(errno))"
        case .malformed(let path, let defect):
            "the vocabulary at \(path) is damaged (\(defect)): remove it and run scripts/fetch-models.sh"
        }
    }
}

/// What is wrong with the bytes of a vocabulary.
package enum TokenVocabularyDefect: Equatable, Sendable {
    /// Too few or too many bytes for any vocabulary.
    case size(Int)
    /// Another number of tokens than the encoding has.
    case count(Int)
    /// An entry that reaches beyond the end; the number of the entry.
    case truncated(entry: Int)
    /// A token that is empty or too long.
    case length(entry: Int)
    /// A rank that is not the number of its entry: ranks are unique and without gaps.
    case rank(entry: Int)
    /// A token that an earlier entry has too.
    case duplicate(entry: Int)
    /// A byte that is no token by itself, so that some text could not be encoded.
    case missingByte(UInt8)
    /// Bytes after the last entry.
    case trailing(Int)
}

extension TokenVocabulary {
    /// Sizes that a file may have.
    static let fileSizes = 6...(64 << 20)

    /// Loads the vocabulary of an encoding from a folder. Blocks: call it while the configuration is read.
    ///
    /// The file is a count (u32) and then per token, in the order of ranks, its length (u16), bytes and rank (u32), all
    /// little-endian.
    package static func load(
        _ encoding: TokenEncoding,
        from folder: String
    ) throws(TokenVocabularyError) -> TokenVocabulary {
        let path = "\(folder)/\(encoding.fileName)"
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw errno == ENOENT || errno == ENOTDIR ? .missing(path: path) : .unreadable(path: path, errno: errno)
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .unreadable(path: path, errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(path: path, errno: EINVAL) }
        let size = Int(status.st_size)
        guard Self.fileSizes.contains(size) else { throw .malformed(path: path, .size(size)) }
        guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0), start != MAP_FAILED else {
            throw .unreadable(path: path, errno: errno)
        }
        defer { munmap(start, size) }
        switch Self.parse(encoding, UnsafeRawBufferPointer(start: start, count: size), count: encoding.size) {
        case .success(let vocabulary): return vocabulary
        case .failure(let defect): throw .malformed(path: path, defect.defect)
        }
    }
}
