import CVectorKernels
import Testing

@testable import GatewaySemantic

/// What the C kernels compute, compared with plain loops.
struct KernelTests {
    private static let levels: [Int32] = (0...2).filter { signalbox_dense_level($0) != nil }

    private static func kernels(_ level: Int32) throws -> signalbox_dense {
        try #require(signalbox_dense_level(level)).pointee
    }

    private static func numbers(_ count: Int, _ chance: inout EmbeddingChance, within: Float = 1) -> [Float] {
        (0..<count).map { _ in Float.random(in: -within...within, using: &chance) }
    }

    @Test(arguments: Self.levels)
    func `a product is that of the weights rounded to 16 bits`(_ level: Int32) throws {
        let kernels = try Self.kernels(level)
        var chance = EmbeddingChance(seed: 1)
        let (inputs, outputs) = (40, 96)
        var weights = Self.numbers(inputs * outputs, &chance)
        // The least, ties, what becomes 0, and the greatest.
        let special: [Float] = [0x1p-24, 0x1p-25, 0x1.8p-24, 1.00048828125, 1.00146484375, 3e-9, 65504, -0]
        weights.replaceSubrange(0..<8, with: special)
        var packed = [UInt16](repeating: 0, count: weights.count)
        kernels.pack(weights, outputs, inputs, &packed)
        let bias = Self.numbers(outputs, &chance)
        for rows in [1, 2, 5, 6, 7, 11, 12, 13, 25, 128] {
            let values = Self.numbers(rows * inputs, &chance)
            var result = [Float](repeating: .nan, count: rows * outputs)
            kernels.multiply(values, rows, inputs, packed, bias, outputs, &result)
            for row in 0..<rows {
                for output in 0..<outputs {
                    var expected = Double(bias[output])
                    for input in 0..<inputs {
                        let weight = Self.rounded(weights[output * inputs + input])
                        expected += Double(values[row * inputs + input]) * Double(weight)
                    }
                    // Products with 65504 are large.
                    #expect(abs(Double(result[row * outputs + output]) - expected) < 1e-6 * max(10, abs(expected)))
                }
            }
        }
    }

    /// A number with eleven significant bits, or fewer below the least normal one.
    private static func rounded(_ value: Float) -> Float {
        let unit = max(value.magnitude, 0x1p-14).binade * 0x1p-10
        return (value / unit).rounded(.toNearestOrEven) * unit
    }

    @Test(arguments: Self.levels)
    func `gelu is the product with the normal distribution`(_ level: Int32) throws {
        let kernels = try Self.kernels(level)
        var values = (0..<2048).map { Float($0 - 1024) / 80 }
        let before = values
        kernels.gelu(&values, values.count)
        for (value, result) in zip(before, values) {
            #expect(abs(Double(result) - Double(value) * Self.normal(Double(value))) < 1e-6)
        }
    }

    /// The normal distribution by its series and, far out, by its tail.
    private static func normal(_ value: Double) -> Double {
        guard abs(value) < 6 else { return value < 0 ? 0 : 1 }
        var (term, sum) = (value, value)
        for number in 1..<120 {
            term *= -value * value / Double(2 * number)
            sum += term / Double(2 * number + 1)
        }
        return 0.5 + sum / (2 * Double.pi).squareRoot()
    }

    @Test(arguments: Self.levels)
    func `rows are brought to mean 0 and variance 1 after adding`(_ level: Int32) throws {
        let kernels = try Self.kernels(level)
        var chance = EmbeddingChance(seed: 2)
        let width = 96
        let before = Self.numbers(3 * width, &chance, within: 5)
        let added = Self.numbers(3 * width, &chance)
        let scale = Self.numbers(width, &chance)
        let shift = Self.numbers(width, &chance)
        var values = before
        kernels.add_and_normalise(&values, added, 3, width, scale, shift)
        for row in 0..<3 {
            let sums = (0..<width).map { Double(before[row * width + $0]) + Double(added[row * width + $0]) }
            let mean = sums.reduce(0, +) / Double(width)
            let deviation = (sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)).squareRoot()
            for column in 0..<width {
                let expected = (sums[column] - mean) / deviation * Double(scale[column]) + Double(shift[column])
                #expect(abs(Double(values[row * width + column]) - expected) < 1e-5)
            }
        }
    }

    @Test(arguments: Self.levels, [1, 2, 15, 16, 17, 128])
    func `rows attend to each other by the exponentials of their products`(_ level: Int32, _ rows: Int) throws {
        let kernels = try Self.kernels(level)
        var chance = EmbeddingChance(seed: 3)
        let (heads, head) = (2, Int(SIGNALBOX_HEAD_WIDTH))
        let width = heads * head
        let joined = Self.numbers(rows * 3 * width, &chance, within: 2)
        var result = [Float](repeating: .nan, count: rows * width)
        kernels.attend(joined, rows, heads, &result)
        func part(_ row: Int, _ kind: Int, _ number: Int) -> ArraySlice<Float> {
            let start = (row * 3 + kind) * width + number * head
            return joined[start..<start + head]
        }
        for row in Set([0, rows / 2, rows - 1]) {
            for number in 0..<heads {
                let shares = (0..<rows).map { other in
                    let product = zip(part(row, 0, number), part(other, 1, number)).reduce(0) {
                        $0 + Double($1.0) * Double($1.1)
                    }
                    return Self.exponential(product / Double(head).squareRoot())
                }
                for column in 0..<head {
                    let weighted = (0..<rows).reduce(0) {
                        $0 + shares[$1] * Double(part($1, 2, number)[(($1 * 3 + 2) * width + number * head) + column])
                    }
                    let found = Double(result[row * width + number * head + column])
                    #expect(abs(found - weighted / shares.reduce(0, +)) < 1e-5)
                }
            }
        }
    }

    private static func exponential(_ power: Double) -> Double {
        var (term, sum) = (1.0, 1.0)
        for number in 1..<40 {
            term *= power / 1024 / Double(number)
            sum += term
        }
        for _ in 0..<10 { sum *= sum }
        return sum
    }

    @Test(arguments: [8, 31, 64, 256, 300, 512])
    func `rows of 16-bit floats are summed alike by every instruction set`(_ width: Int) {
        var chance = EmbeddingChance(seed: 4)
        // Every exponent but that of infinities, with both signs.
        let matrix = (0..<50 * width).map { _ in UInt16.random(in: 0...0xFFFF, using: &chance) & 0xBFFF }
        for count in [0, 1, 2, 3, 40] {
            let indices = (0..<count).map { _ in UInt32.random(in: 0..<50, using: &chance) }
            var best = [Float](repeating: .nan, count: width)
            var portable = best
            signalbox_pool_rows(matrix, width, indices, count, &best)
            signalbox_pool_rows_portable(matrix, width, indices, count, &portable)
            for column in 0..<width {
                let expected = indices.reduce(0) { $0 + Self.wide(matrix[Int($1) * width + column]) }
                #expect(abs(best[column] - expected) <= 1e-5)
                #expect(abs(portable[column] - expected) <= 1e-5)
            }
        }
    }

    private static func wide(_ half: UInt16) -> Float {
        let fraction = Float(half & 0x3FF)
        let exponent = Int(half >> 10 & 0x1F)
        let power = { (exponent: Int) in Float(sign: .plus, exponent: exponent, significand: 1) }
        let value = exponent == 0 ? fraction * power(-24) : (fraction + 1024) * power(exponent - 25)
        return half & 0x8000 == 0 ? value : -value
    }

    @Test func `a vector is scaled to length 1, and left where it has no direction`() {
        var vector: [Float] = [3, 4] + [Float](repeating: 0, count: 9)
        #expect(signalbox_normalise(&vector, vector.count) == 5)
        #expect(abs(vector[0] - 0.6) < 1e-6 && abs(vector[1] - 0.8) < 1e-6)
        var last: [Float] = [Float](repeating: 0, count: 8) + [2]
        #expect(signalbox_normalise(&last, 9) == 2)
        #expect(last[8] == 1)
        var none: [Float] = [0, 0]
        #expect(signalbox_normalise(&none, 2) == 0)
        #expect(none == [0, 0])
    }

    @Test func `what is no finite number is found at any place`() {
        for place in 0..<70 {
            var halves = [UInt16](repeating: 0xFBFF, count: 70)
            #expect(signalbox_halves_are_finite(halves, 70) != 0)
            halves[place] = place.isMultiple(of: 2) ? 0x7C00 : 0xFE00
            #expect(signalbox_halves_are_finite(halves, 70) == 0)
            var floats = [Float](repeating: -.greatestFiniteMagnitude, count: 70)
            #expect(signalbox_floats_are_finite(floats, 70) != 0)
            floats[place] = place.isMultiple(of: 2) ? -.infinity : .nan
            #expect(signalbox_floats_are_finite(floats, 70) == 0)
        }
    }

    @Test(
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ]
    )
    func `a digest is that of the standard's examples`(_ text: String, _ digest: String) {
        #expect(Array(text.utf8).withUnsafeBytes { MappedFile.digest(of: $0) } == digest)
    }

    @Test func `digests of all lengths equal those without special instructions`() {
        var chance = EmbeddingChance(seed: 5)
        for length in 0..<300 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &chance) }
            var best = [UInt8](repeating: 0, count: 32)
            var portable = best
            signalbox_sha256(bytes, length, &best)
            signalbox_sha256_portable(bytes, length, &portable)
            #expect(best == portable)
        }
    }
}
