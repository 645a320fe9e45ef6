import GatewayCore
import Synchronization
import Testing

@testable import GatewayConfig

@Suite struct YAMLTests {
    @Test(arguments: [
        String(repeating: "[", count: 100_000),
        String(repeating: "{a: ", count: 100_000),
        String(repeating: "- ", count: 100_000) + "a",
        String(repeating: "? ", count: 100_000) + "a",
        (0..<5_000).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
        (0..<5_000).map { String(repeating: " ", count: $0) + "a:\r" }.joined(),
        (0..<200).map { String(repeating: " ", count: $0) + "-\u{2028}" }.joined() + "a",
        String(repeating: "a: 1\n", count: 1_000_000),
    ])
    func `nesting and size that would cost too much are refused`(_ text: String) {
        #expect(errors(text).count == 1)
    }

    @Test func `nesting as deep as is allowed fits a small stack`() {
        // Block nesting by indentation, each level a list in a mapping, then flow nesting inside.
        var text = ""
        for level in 0..<100 {
            text += String(repeating: " ", count: level) + "a:\n" + String(repeating: " ", count: level) + "-\n"
        }
        text += String(repeating: " ", count: 100) + String(repeating: "[", count: 64)
        text += String(repeating: "]", count: 64) + "\n"
        let found = Mutex<[String]>([])
        onSmallStack { [text] in
            let lines = errors(text)
            found.withLock { $0 = lines }
        }
        #expect(found.withLock { $0 }.count >= 1)
    }

    @Test func `aliases cannot multiply`() {
        var text = "a0: &a0 [x, x]\n"
        for level in 1..<60 {
            text += "a\(level): &a\(level) {[*a\(level - 1), *a\(level - 1)]: 1}\n"
        }
        #expect(
            errors(text) == ["f.yaml:2:11: YAML anchors and aliases are not supported; write the value out"]
        )
    }

    @Test(arguments: ["a: '*x'", "a: 5 * 3", "a: x & y", "# &x\na: 1 # *y"])
    func `ampersands and stars of other meaning pass`(_ text: String) throws {
        #expect(throws: Never.self) { try YAMLPrecheck.check(Array(text.utf8)) }
    }

    @Test func `a mutated file loads or is refused with places inside it`() {
        for seed in UInt64(1)...1_500 {
            var chance = SplitMix64(seed: seed)
            var bytes = Array(everything.utf8)
            for _ in 0..<Int.random(in: 1...6, using: &chance) {
                Self.mutate(&bytes, &chance)
            }
            let result = ConfigLoader.load(
                bytes: bytes,
                fileName: "f.yaml",
                environment: environment,
                knownKinds: kinds,
                conditions: conditions,
                readFile: { path throws(FileProblem) in
                    guard let text = files[path] else { throw FileProblem(reason: "none") }
                    return Array(text.utf8)
                }
            )
            guard case .failure(let errors) = result else { continue }
            let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
            let lines = scalars.split(separator: "\n", omittingEmptySubsequences: false)
            let areInside = errors.errors.allSatisfy { error in
                lines.indices.contains(error.line - 1) && error.column >= 1
                    && error.column <= lines[error.line - 1].count + 1 && !error.message.isEmpty
            }
            #expect(!errors.errors.isEmpty && areInside, "seed \(seed): \(errors)")
        }
    }

    private static func mutate(_ bytes: inout [UInt8], _ chance: inout SplitMix64) {
        guard !bytes.isEmpty else { return }
        let index = Int.random(in: 0..<bytes.count, using: &chance)
        let spice = Array("{}[]:,-#&*!|>'\"%@`$ \n\t\r0a\u{85}\u{2028}".utf8)
        switch Int.random(in: 0..<7, using: &chance) {
        case 0: bytes.remove(at: index)
        case 1: bytes[index] = UInt8.random(in: .min ... .max, using: &chance)
        case 2: bytes.insert(spice[Int.random(in: 0..<spice.count, using: &chance)], at: index)
        case 3: bytes[index] = spice[Int.random(in: 0..<spice.count, using: &chance)]
        case 4: bytes.removeSubrange(index..<min(index + Int.random(in: 1...40, using: &chance), bytes.count))
        case 5:
            let end = min(index + Int.random(in: 1...80, using: &chance), bytes.count)
            bytes.insert(contentsOf: bytes[index..<end], at: Int.random(in: 0..<bytes.count, using: &chance))
        default: bytes.removeLast(min(bytes.count - 1, Int.random(in: 1...200, using: &chance)))
        }
    }
}
