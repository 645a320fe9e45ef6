import CVectorKernels
import GatewaySemantic
import Testing

/// Each level of instructions that the machine has, against the plainest one and against what is right.
@Suite
struct VectorKernelsTests {
    private static let lengths = [1, 2, 7, 8, 15, 16, 31, 32, 33, 63, 64, 65, 100, 127, 128, 200, 256, 300, 384, 1024]

    @Test
    func `the plain level is always there and the best is the last`() {
        let levels = VectorKernels.available.map { $0.call.level }
        #expect(levels.first == .portable)
        #expect(levels.last == VectorKernels.best.call.level)
        #expect(Set(levels).count == levels.count)
    }

    @Test(arguments: lengths)
    func `every level multiplies bytes exactly`(length: Int) {
        var chance = VectorChance(seed: UInt64(length))
        let stride = length + chance.below(70)
        let count = 1 + chance.below(21)
        let query = chance.components(length)
        let rows = chance.components(stride * count)
        let expected = (0..<count).map { row in
            (0..<length).reduce(0 as Int32) { $0 + Int32(query[$1]) * Int32(rows[row * stride + $1]) }
        }
        for kernels in VectorKernels.available {
            var dots = [Int32](repeating: -1, count: count)
            kernels.call.dot_i8_rows(query, rows, stride, length, count, &dots)
            #expect(dots == expected, "\(kernels.call.level), rows")
            dots = [Int32](repeating: -1, count: count)
            rows.withUnsafeBufferPointer { rows in
                guard let base = rows.baseAddress else { return }
                let pointers = (0..<count).map { base + $0 * stride }
                kernels.call.dot_i8_gather(query, pointers, length, count, &dots)
            }
            #expect(dots == expected, "\(kernels.call.level), gather")
        }
    }

    @Test
    func `the greatest bytes do not overflow`() {
        let length = 1024
        for (left, right) in [(127, 127), (-127, 127), (-127, -127)] as [(Int8, Int8)] {
            let query = [Int8](repeating: left, count: length)
            let row = [Int8](repeating: right, count: length)
            for kernels in VectorKernels.available {
                var dot: Int32 = 0
                kernels.call.dot_i8_rows(query, row, length, length, 1, &dot)
                #expect(dot == Int32(length) * Int32(left) * Int32(right), "\(kernels.call.level)")
            }
        }
    }

    @Test(arguments: lengths)
    func `sums of floats agree to within rounding`(length: Int) {
        var chance = VectorChance(seed: UInt64(length) + 1000)
        let left = normalised(chance.numbers(length))
        let right = normalised(chance.numbers(length))
        var halves = [UInt16](repeating: 0, count: length)
        VectorKernels.best.call.narrow_f16(right, &halves, length)
        let exact = zip(left, right).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        let rounded = zip(left, halves).reduce(0.0) { $0 + Double($1.0) * Double(Float16(bitPattern: $1.1)) }
        for kernels in VectorKernels.available {
            #expect(abs(Double(kernels.call.dot_f32(left, right, length)) - exact) < 1e-6, "\(kernels.call.level)")
            #expect(abs(Double(kernels.call.dot_f16(left, halves, length)) - rounded) < 1e-6, "\(kernels.call.level)")
            var sum = left
            kernels.call.add_f16(&sum, halves, length)
            #expect(sum == zip(left, halves).map { $0 + Float(Float16(bitPattern: $1)) }, "\(kernels.call.level)")
            kernels.call.scale_f32(&sum, 0.25, length)
            #expect(sum == zip(left, halves).map { ($0 + Float(Float16(bitPattern: $1))) * 0.25 })
        }
    }

    @Test
    func `every half becomes the float it stands for`() {
        let halves = (0...UInt16.max).map { $0 }
        for kernels in VectorKernels.available {
            var floats = [Float](repeating: 0, count: halves.count)
            kernels.call.widen_f16(halves, &floats, halves.count)
            let wrong = zip(halves, floats).filter { half, float in
                let expected = Float(Float16(bitPattern: half))
                return expected.isNaN ? !float.isNaN : expected.bitPattern != float.bitPattern
            }
            #expect(wrong.isEmpty, "\(kernels.call.level) \(wrong.first.map { "\($0)" } ?? "")")
        }
    }

    @Test
    func `floats become the nearest half with ties to even`() {
        var chance = VectorChance(seed: 3)
        var floats: [Float] = [
            0, -0.0, 1, -1, 65504, 65519, 65520, 1e9, -1e9, .infinity, -.infinity, 0x1p-24, 0x1p-25, 0x1.8p-25,
            0x1.0002p-25, 0x1p-14, 0x1.ffcp-15, 0x1.ffep-15, 1e-30, 1.00048828125, 1.00146484375, 0x1.ffdp-15,
        ]
        for _ in 0..<4000 {
            floats.append(Float(bitPattern: UInt32(truncatingIfNeeded: chance.next())))
            floats.append(chance.number())
            floats.append(chance.number() * 0x1p-13)
        }
        floats.removeAll { $0.isNaN }
        for kernels in VectorKernels.available {
            // One at a time goes through the remainder, all at once through the vectors.
            var halves = [UInt16](repeating: 0, count: floats.count)
            kernels.call.narrow_f16(floats, &halves, floats.count)
            for (float, half) in zip(floats, halves) {
                var alone: UInt16 = 0
                kernels.call.narrow_f16([float], &alone, 1)
                let expected = Float16(float).bitPattern
                #expect(half == expected && alone == expected, "\(kernels.call.level) \(float)")
            }
        }
    }

    @Test(arguments: lengths)
    func `every level rounds to the same bytes`(length: Int) {
        var chance = VectorChance(seed: UInt64(length) + 2000)
        let vector = chance.numbers(length)
        let greatest = vector.reduce(0) { max($0, abs($1)) }
        for kernels in VectorKernels.available {
            var components = [Int8](repeating: 0, count: length)
            let scale = kernels.call.quantise_i8(vector, &components, length)
            #expect(scale == greatest / 127, "\(kernels.call.level)")
            #expect(
                components == vector.map { Int8(($0 * (127 / greatest)).rounded(.toNearestOrEven)) },
                "\(kernels.call.level)"
            )
        }
    }

    @Test
    func `zeros and what cannot be scaled become zeros`() {
        for kernels in VectorKernels.available {
            for vector in [[Float](repeating: 0, count: 40), [Float](repeating: 0x1p-140, count: 40)] {
                var components = [Int8](repeating: 5, count: 40)
                #expect(kernels.call.quantise_i8(vector, &components, 40) == 0, "\(kernels.call.level)")
                #expect(components.allSatisfy { $0 == 0 }, "\(kernels.call.level)")
            }
        }
    }

    @Test(arguments: [0, 1, 3, 4, 5, 8, 15, 16, 17, 40, 512])
    func `rows above a floor are found in order`(count: Int) {
        var chance = VectorChance(seed: UInt64(count) + 3000)
        let dots = (0..<count).map { _ in Int32(truncatingIfNeeded: Int(chance.next() % 2001) - 1000) }
        let scales = (0..<count).map { _ in abs(chance.number()) }
        for floor in [-Float.infinity, 0, 12, 1e9] {
            let values = zip(dots, scales).map { Float($0) * $1 * 0.1 }
            let expected = values.indices.filter { values[$0] > floor }
            for kernels in VectorKernels.available {
                var places = [UInt32](repeating: 0, count: count + 1)
                var found = [Float](repeating: 0, count: count + 1)
                let number = kernels.call.select_above(dots, scales, count, 0.1, floor, &places, &found)
                #expect(places.prefix(number).map { Int($0) } == expected, "\(kernels.call.level)")
                #expect(Array(found.prefix(number)) == expected.map { values[$0] }, "\(kernels.call.level)")
            }
        }
    }

    @Test
    func `a checksum changes with every byte, its place and the length`() {
        var chance = VectorChance(seed: 4)
        let bytes = (0..<100).map { _ in UInt8(truncatingIfNeeded: chance.next()) }
        for length in [0, 1, 7, 8, 9, 31, 32, 33, 64, 100] {
            var sums: Set<UInt64> = [vector_checksum(bytes, length, 0)]
            for place in 0..<length {
                var changed = bytes
                changed[place] ^= 1 << UInt8(place % 8)
                sums.insert(vector_checksum(changed, length, 0))
            }
            sums.insert(vector_checksum(bytes, length, 1))
            #expect(sums.count == length + 2, "length \(length)")
        }
        #expect(vector_checksum([0, 0], 2, 0) != vector_checksum([0, 0, 0], 3, 0))
    }
}
