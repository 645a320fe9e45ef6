import Foundation
import Testing

@testable import GatewaySemantic

/// The models, where set-up has fetched them, and what the reference implementations make of some texts.
enum EmbeddingReference {
    struct Row: Decodable {
        let name: String
        let text: String
        /// How often the text stands there; of a long one only a sum of its tokens is known.
        let times: Int?
        let llama: [UInt32]?
        let llamaSum: String?
        let llamaCount: Int?
        let bert: [UInt32]?
        let bertSum: String?
        /// Vectors as 16-bit integers in base64.
        let `static`: String?
        let minilm: String?

        var whole: String { String(repeating: self.text, count: self.times ?? 1) }
    }

    static let models: String = {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.appending(path: ".venv/models").path
    }()

    static let hasStatic = Self.has("static-256/model.safetensors") && Self.has("static-256/tokenizer.json")
    static let hasMiniLM = Self.has("minilm-l6/model.safetensors") && Self.has("minilm-l6/vocab.txt")
    static let reason = "no models below .venv/models: scripts/fetch-models.sh fetches them"

    static let staticEmbedder = Result { try StaticEmbedder(folder: "\(Self.models)/static-256") }
    static let miniLM = Result { try MiniLMEmbedder(folder: "\(Self.models)/minilm-l6") }

    private static func has(_ file: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(Self.models)/\(file)")
    }

    static func rows() throws -> [Row] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/reference.json")
        return try JSONDecoder().decode([Row].self, from: Data(contentsOf: file))
    }

    static func vector(_ text: String) throws -> [Float] {
        let data = try #require(Data(base64Encoded: text))
        return data.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 2).map {
                Float(Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Int16.self)))
            }
        }
    }

    /// FNV-1a over the tokens as 32-bit words.
    static func sum(_ tokens: [UInt32]) -> String {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for token in tokens {
            for shift: UInt32 in [0, 8, 16, 24] { value = (value ^ UInt64(token >> shift & 255)) &* 0x100_0000_01B3 }
        }
        return String(repeating: "0", count: value.leadingZeroBitCount / 4) + String(value, radix: 16)
    }

    static func cosine(_ first: [Float], _ second: [Float]) -> Double {
        let product = zip(first, second).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        let lengths = [first, second].map { $0.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() }
        return first.count == second.count ? product / (lengths[0] * lengths[1]) : -1
    }
}

/// Seeded, so that a test runs alike every time.
struct EmbeddingChance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var word = self.state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
