import Foundation
import Testing

@testable import GatewayRouting

/// The vocabularies, where set-up has fetched them, and what the reference encoder makes of some texts.
enum TokenReference {
    struct Row: Decodable {
        let name: String
        let text: String
        let o200k: [Int32]
        let cl100k: [Int32]

        func tokens(_ encoding: TokenEncoding) -> [Int32] {
            switch encoding {
            case .o200k: self.o200k
            case .cl100k: self.cl100k
            }
        }
    }

    static let folder: String = {
        var root = URL(filePath: #filePath)
        for _ in 0..<5 { root.deleteLastPathComponent() }
        return root.appending(path: ".venv/models/tokens").path
    }()

    static let isFetched = TokenEncoding.allCases.allSatisfy {
        FileManager.default.fileExists(atPath: "\(Self.folder)/\($0.fileName)")
    }

    static let reason = "no vocabularies below .venv/models: scripts/fetch-models.sh fetches them"

    static let vocabularies = Result {
        try TokenEncoding.allCases.map { try TokenVocabulary.load($0, from: Self.folder) }
    }

    static func vocabulary(_ encoding: TokenEncoding) throws -> TokenVocabulary {
        try #require(try Self.vocabularies.get().first { $0.encoding == encoding })
    }

    static func rows() throws -> [Row] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/reference.json")
        return try JSONDecoder().decode([Row].self, from: Data(contentsOf: file))
    }
}
