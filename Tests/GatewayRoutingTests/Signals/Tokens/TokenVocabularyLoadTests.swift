import Foundation
import Testing

@testable import GatewayRouting

struct TokenVocabularyLoadTests {
    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let file: [UInt8]
        let defect: TokenVocabularyDefect
    }

    private static let good = TinyVocabulary.file(TinyVocabulary.tokens(["ab"]))
    private static let damages: [Damage] = {
        let tokens = TinyVocabulary.tokens(["ab"])
        var empty = tokens
        empty[3] = []
        var long = tokens
        long[3] = Array(repeating: 0x61, count: TokenTable.longest + 1)
        var twice = tokens
        twice[9] = [8]
        var twiceLong = tokens
        twiceLong[9] = Array("a long token".utf8)
        twiceLong[10] = twiceLong[9]
        var without = tokens
        without[0x41] = Array("AA".utf8)
        var rank = Self.good
        rank[rank.count - 4] = 0
        rank[rank.count - 3] = 0
        return [
            Damage(testDescription: "no bytes", file: [], defect: .size(0)),
            Damage(testDescription: "half a count", file: [1, 1, 0, 0, 0], defect: .size(5)),
            Damage(
                testDescription: "another count",
                file: TinyVocabulary.file(tokens, count: 258),
                defect: .count(258)
            ),
            Damage(
                testDescription: "cut in a length",
                file: Array(Self.good.dropLast(7)),
                defect: .truncated(entry: 256)
            ),
            Damage(
                testDescription: "cut in a rank",
                file: Array(Self.good.dropLast(1)),
                defect: .truncated(entry: 256)
            ),
            Damage(testDescription: "empty token", file: TinyVocabulary.file(empty), defect: .length(entry: 3)),
            Damage(testDescription: "too long a token", file: TinyVocabulary.file(long), defect: .length(entry: 3)),
            Damage(testDescription: "a rank twice", file: rank, defect: .rank(entry: 256)),
            Damage(testDescription: "a token twice", file: TinyVocabulary.file(twice), defect: .duplicate(entry: 9)),
            Damage(
                testDescription: "a long one twice",
                file: TinyVocabulary.file(twiceLong),
                defect: .duplicate(entry: 10)
            ),
            Damage(testDescription: "a byte missing", file: TinyVocabulary.file(without), defect: .missingByte(0x41)),
            Damage(testDescription: "more bytes", file: Self.good + [0], defect: .trailing(1)),
        ]
    }()

    @Test(arguments: Self.damages)
    func `a damaged file is refused with what is wrong`(_ damage: Damage) {
        let result = damage.file.withUnsafeBytes { TokenVocabulary.parse(.o200k, $0, count: 257) }
        guard case .failure(let failure) = result else {
            Issue.record("was taken")
            return
        }
        #expect(failure.defect == damage.defect)
    }

    @Test func `no cut of a file is taken, nor does any change of a byte crash`() {
        for length in 0..<Self.good.count {
            let result = Self.good[..<length].withUnsafeBytes { TokenVocabulary.parse(.o200k, $0, count: 257) }
            #expect(throws: TokenVocabulary.ParseFailure.self) { _ = try result.get() }
        }
        var chance = SplitMix64(seed: 5)
        for _ in 0..<300 {
            var file = Self.good
            file[Int.random(in: 0..<file.count, using: &chance)] = UInt8.random(in: 0...255, using: &chance)
            _ = file.withUnsafeBytes { TokenVocabulary.parse(.o200k, $0, count: 257) }
        }
    }

    @Test func `a missing file names the command that fetches it`() throws {
        let error = #expect(throws: TokenVocabularyError.missing(path: "/nowhere/o200k.vocab")) {
            _ = try TokenVocabulary.load(.o200k, from: "/nowhere")
        }
        #expect(try #require(error).description.contains("scripts/fetch-models.sh"))
    }

    @Test func `what is no regular file or too small is refused`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tokens-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let directory = folder.appending(path: "cl100k.vocab")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        #expect(throws: TokenVocabularyError.unreadable(path: directory.path, errno: 22)) {
            _ = try TokenVocabulary.load(.cl100k, from: folder.path)
        }
        let file = folder.appending(path: "o200k.vocab")
        try Data([1, 2, 3]).write(to: file)
        #expect(throws: TokenVocabularyError.malformed(path: file.path, .size(3))) {
            _ = try TokenVocabulary.load(.o200k, from: folder.path)
        }
        try Data(Self.good).write(to: file)
        let error = #expect(throws: TokenVocabularyError.malformed(path: file.path, .count(257))) {
            _ = try TokenVocabulary.load(.o200k, from: folder.path)
        }
        #expect(try #require(error).description.contains("damaged"))
    }
}
