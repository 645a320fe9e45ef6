import Foundation
import Testing

@testable import GatewaySemantic

struct SafetensorsFileTests {
    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let header: String
        let defect: EmbedderDefect
    }

    /// Eight bytes of data follow each header.
    private static let damages: [Damage] = [
        Damage(testDescription: "no object", header: "[]", defect: .json(offset: 8)),
        Damage(testDescription: "no JSON", header: "{", defect: .json(offset: 16)),
        Damage(testDescription: "no tensor", header: #"{"a":1}"#, defect: .entry(name: "a")),
        Self.tensor("another type", type: "F99", defect: .entry(name: "a")),
        Self.tensor("a side below 0", shape: "[-4]", defect: .entry(name: "a")),
        Self.tensor("a side that is no number", shape: "[1.5]", defect: .entry(name: "a")),
        Self.tensor("sides beyond all numbers", shape: "[4294967296,4294967296]", defect: .bounds(tensor: "a")),
        Self.tensor("a longer shape than data", shape: "[5]", defect: .bounds(tensor: "a")),
        Self.tensor("a shorter shape than data", shape: "[3]", defect: .bounds(tensor: "a")),
        Self.tensor("one offset", offsets: "[0]", defect: .entry(name: "a")),
        Self.tensor("an offset below 0", offsets: "[-8,0]", defect: .bounds(tensor: "a")),
        Self.tensor("offsets in turn", offsets: "[8,0]", defect: .bounds(tensor: "a")),
        Self.tensor("an offset beyond the end", offsets: "[1,9]", defect: .bounds(tensor: "a")),
        Damage(
            testDescription: "a name twice",
            header: #"{"a":{"dtype":"F16","shape":[],"data_offsets":[0,2]},"#
                + #""a":{"dtype":"F16","shape":[],"data_offsets":[0,2]}}"#,
            defect: .entry(name: "a")
        ),
    ]

    private static func tensor(
        _ name: String,
        type: String = "F16",
        shape: String = "[4]",
        offsets: String = "[0,8]",
        defect: EmbedderDefect
    ) -> Damage {
        let header = #"{"a":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}}"#
        return Damage(testDescription: name, header: header, defect: defect)
    }

    private static func defect(_ file: [UInt8]) -> EmbedderDefect? {
        switch file.withUnsafeBytes({ SafetensorsFile.tensors(in: $0) }) {
        case .success: nil
        case .failure(let failure): failure.defect
        }
    }

    @Test(arguments: Self.damages)
    func `a header that lies is refused with what is wrong`(_ damage: Damage) {
        let file = TinyModel.safetensors(header: Data(damage.header.utf8), [UInt8](repeating: 0, count: 8))
        #expect(Self.defect(file) == damage.defect)
    }

    @Test func `a header longer than the file or than any model's is refused`() {
        #expect(Self.defect([1, 0, 0]) == .size(3))
        #expect(Self.defect([2, 0, 0, 0, 0, 0, 0, 0, 0x7B]) == .headerLength(2))
        #expect(Self.defect([UInt8](repeating: 0xFF, count: 16)) == .headerLength(.max))
    }

    @Test func `tensors are found where they lie`() throws {
        let file = try TinyModel.safetensors([
            ("first", "F32", [2, 1], [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]),
            ("second", "I64", [], [UInt8](repeating: 1, count: 8)),
        ])
        try TinyModel.withFolder(["a": file]) { folder in
            let tensors = try SafetensorsFile(try MappedFile("\(folder)/a"))
            let numbers = try tensors.numbers(of: "first", type: "F32", shape: [nil, 1], as: Float.self)
            #expect(numbers.shape == [2, 1])
            #expect([numbers.start[0], numbers.start[1]] == [1, 2])
            func defect(_ name: String, _ type: String, _ shape: [Int?]) -> EmbedderDefect? {
                do {
                    _ = try tensors.numbers(of: name, type: type, shape: shape, as: Float.self)
                    return nil
                } catch {
                    guard case .malformed(_, let defect) = error else { return nil }
                    return defect
                }
            }
            #expect(defect("third", "F32", [2, 1]) == .noTensor("third"))
            #expect(defect("first", "I32", [2, 1]) == .type(tensor: "first", found: "F32"))
            #expect(defect("first", "F32", [2, 2]) == .shape(tensor: "first", found: [2, 1]))
            #expect(defect("first", "F32", [2]) == .shape(tensor: "first", found: [2, 1]))
            #expect(defect("second", "I64", []) == .type(tensor: "second", found: "I64"))
        }
    }

    @Test func `numbers at odd places are refused, since they cannot be read there`() throws {
        let header = Data(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}"#.utf8)
        try TinyModel.withFolder(["a": TinyModel.safetensors(header: header, [0, 0, 0, 0, 0])]) { folder in
            let tensors = try SafetensorsFile(try MappedFile("\(folder)/a"))
            #expect(throws: EmbedderError.malformed(path: "\(folder)/a", .bounds(tensor: "a"))) {
                _ = try tensors.numbers(of: "a", type: "F32", shape: [1], as: Float.self)
            }
        }
    }

    @Test func `no cut of a file is taken, and what is taken lies within it after any change`() throws {
        let good = try TinyModel.safetensors([
            ("first", "F32", [2, 1], [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]), ("second", "U8", [3], [1, 2, 3]),
        ])
        for length in 0..<good.count { #expect(Self.defect(Array(good[..<length])) != nil) }
        var chance = EmbeddingChance(seed: 12)
        for _ in 0..<3000 {
            var file = good
            for _ in 0..<Int.random(in: 1...4, using: &chance) {
                let isText = Bool.random(using: &chance)
                file[Int.random(in: 0..<file.count, using: &chance)] =
                    isText ? UInt8.random(in: 0x20...0x7E, using: &chance) : UInt8.random(in: 0...255, using: &chance)
            }
            let result = file.withUnsafeBytes { SafetensorsFile.tensors(in: $0) }
            guard case .success(let tensors) = result else { continue }
            for tensor in tensors.values {
                #expect(tensor.place.lowerBound >= 8 && tensor.place.upperBound <= file.count)
                #expect(tensor.shape.reduce(SafetensorsFile.widths[tensor.type] ?? 0, *) == tensor.place.count)
            }
        }
    }
}
