import CVectorKernels
import GatewaySemantic
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Files that tests write, removed with the value.
private final class ScratchFile {
    let path: String

    init(_ bytes: [UInt8] = []) throws {
        var template = Array("/tmp/vector-snapshot-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        self.path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        close(descriptor)
        try self.write(bytes)
    }

    deinit {
        unlink(self.path)
        unlink(self.path + ".part")
    }

    func write(_ bytes: [UInt8]) throws {
        let file = try #require(fopen(self.path, "w"))
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }

    func bytes() throws -> [UInt8] {
        let file = try #require(fopen(self.path, "r"))
        defer { fclose(file) }
        fseek(file, 0, SEEK_END)
        var bytes = [UInt8](repeating: 0, count: ftell(file))
        rewind(file)
        let count = fread(&bytes, 1, bytes.count, file)
        try #require(count == bytes.count)
        return bytes
    }
}

/// The checksum of a file of one piece, as its last bytes have it.
private func checksum(of bytes: ArraySlice<UInt8>) -> [UInt8] {
    let sum = Array(bytes).withUnsafeBytes { bytes in
        bytes.baseAddress.map { vector_checksum($0, bytes.count, 0) } ?? 0
    }
    return withUnsafeBytes(of: sum.littleEndian) { Array($0) }
}

extension IndexKind {
    fileprivate func write(_ index: any VectorIndex, to path: String, space: String = "space") throws {
        switch index {
        case let flat as FlatIndex: try flat.write(to: path, space: space)
        case let graph as GraphIndex: try graph.write(to: path, space: space)
        case let adaptive as AdaptiveIndex: try adaptive.write(to: path, space: space)
        default: Issue.record("an index that is not written")
        }
    }

    fileprivate func read(
        _ path: String,
        dimensions: Int,
        capacity: Int,
        space: String = "space"
    ) throws(SnapshotError) -> any VectorIndex {
        switch self {
        case .flat:
            try FlatIndex.read(from: path, space: space, dimensions: dimensions, capacity: capacity)
        case .graph, .graphWithoutHalves:
            try GraphIndex.read(from: path, space: space, dimensions: dimensions, capacity: capacity)
        case .adaptive:
            try AdaptiveIndex.read(
                from: path,
                space: space,
                dimensions: dimensions,
                capacity: capacity,
                flatLimit: capacity / 3
            )
        }
    }
}

@Suite
struct VectorSnapshotTests {
    /// An index that has seen insertions, replacements and removals.
    private static func used(_ kind: IndexKind, seed: UInt64, count: Int = 400) throws -> any VectorIndex {
        var chance = VectorChance(seed: seed)
        let index = kind.make(dimensions: 20, capacity: 500)
        for id in 0..<UInt64(count) {
            try index.insert(id, chance.direction(20))
            if id % 3 == 1 { index.remove(UInt64(chance.below(Int(id)))) }
            if id % 7 == 1 { try index.insert(id / 2, chance.direction(20)) }
        }
        return index
    }

    @Test(arguments: IndexKind.allCases, [0, 1, 40, 400])
    func `what was written is read back`(kind: IndexKind, count: Int) throws {
        let index = try Self.used(kind, seed: 1, count: count)
        let file = try ScratchFile()
        try kind.write(index, to: file.path)
        let again = try kind.read(file.path, dimensions: 20, capacity: 500)
        #expect(again.count == index.count)
        var chance = VectorChance(seed: 2)
        for _ in 0..<50 {
            let query = chance.direction(20)
            #expect(try again.search(query, k: 5) == index.search(query, k: 5))
        }
        // It lives on: entries can be removed and others take their place.
        for id in 0..<UInt64(count) {
            #expect(again.remove(id) == index.remove(id))
        }
        #expect(again.count == 0)
        for id in 1000..<1150 as Range<UInt64> {
            let vector = chance.direction(20)
            try again.insert(id, vector)
            #expect(try again.search(vector, k: 1).first?.id == id)
        }
    }

    @Test(arguments: [IndexKind.flat, .graph, .adaptive])
    func `a file larger than a piece is read back`(kind: IndexKind) throws {
        var chance = VectorChance(seed: 3)
        let index = kind.make(dimensions: 256, capacity: 1800)
        for id in 0..<1700 as Range<UInt64> {
            try index.insert(id, chance.direction(256))
        }
        let file = try ScratchFile()
        try kind.write(index, to: file.path)
        var bytes = try file.bytes()
        let again = try kind.read(file.path, dimensions: 256, capacity: 1800)
        let query = chance.direction(256)
        #expect(try again.search(query, k: 9) == index.search(query, k: 9))
        try #require(bytes.count > 1 << 20)
        bytes[1 << 20] ^= 1
        try file.write(bytes)
        #expect(throws: SnapshotError.self) { try kind.read(file.path, dimensions: 256, capacity: 1800) }
    }

    @Test(arguments: IndexKind.allCases)
    func `files of another space, length, kind or size are told apart`(kind: IndexKind) throws {
        let index = try Self.used(kind, seed: 4)
        let file = try ScratchFile()
        try kind.write(index, to: file.path, space: "one")
        #expect(throws: SnapshotError.space(found: "one")) {
            try kind.read(file.path, dimensions: 20, capacity: 500, space: "two")
        }
        #expect(throws: SnapshotError.dimensions(expected: 21, found: 20)) {
            try kind.read(file.path, dimensions: 21, capacity: 500, space: "one")
        }
        do throws(SnapshotError) {
            _ = try kind.read(file.path, dimensions: 20, capacity: 30, space: "one")
            Issue.record("more entries than fit were read")
        } catch .tooLarge(_, let capacity) {
            #expect(capacity == 30)
        } catch {
            Issue.record("\(error)")
        }
        let other: IndexKind = kind == .flat ? .graph : .flat
        #expect(throws: SnapshotError.kind) {
            try other.read(file.path, dimensions: 20, capacity: 500, space: "one")
        }
        var bytes = try file.bytes()
        bytes[8] = 9
        try file.write(bytes)
        #expect(throws: SnapshotError.version(9)) {
            try kind.read(file.path, dimensions: 20, capacity: 500, space: "one")
        }
    }

    @Test(arguments: IndexKind.allCases)
    func `what is no snapshot is foreign and what is not there an error of the system`(kind: IndexKind) throws {
        for bytes in [[], [1], Array("{\"not\": \"a snapshot\", \"of\": \"any kind\"}".utf8)] as [[UInt8]] {
            let file = try ScratchFile(bytes)
            #expect(throws: SnapshotError.foreign) { try kind.read(file.path, dimensions: 20, capacity: 500) }
        }
        #expect(throws: SnapshotError.foreign) { try kind.read("/tmp", dimensions: 20, capacity: 500) }
        #expect(throws: SnapshotError.system("open", errno: ENOENT)) {
            try kind.read("/tmp/no-such-folder/file", dimensions: 20, capacity: 500)
        }
        let index = kind.make(dimensions: 4, capacity: 4)
        #expect(throws: SnapshotError.system("open", errno: ENOENT)) {
            try kind.write(index, to: "/tmp/no-such-folder/file")
        }
    }

    @Test(arguments: IndexKind.allCases)
    func `a file that cannot take its place leaves the old one and nothing else`(kind: IndexKind) throws {
        var template = Array("/tmp/vector-snapshot-XXXXXX".utf8CString)
        _ = mkdtemp(&template)
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { rmdir(folder) }
        // A folder cannot be replaced by a file.
        let index = try Self.used(kind, seed: 5)
        #expect(throws: SnapshotError.system("rename", errno: EISDIR)) { try kind.write(index, to: folder) }
        #expect(access(folder + ".part", F_OK) != 0)
    }

    @Test(arguments: IndexKind.allCases)
    func `no damage goes unnoticed or harms`(kind: IndexKind) throws {
        let index = try Self.used(kind, seed: 6, count: 150)
        let file = try ScratchFile()
        try kind.write(index, to: file.path)
        let bytes = try file.bytes()
        var chance = VectorChance(seed: 7)
        for round in 0..<240 {
            var damaged = bytes
            switch round % 4 {
            case 0: damaged.removeLast(1 + chance.below(bytes.count))
            case 1: damaged[chance.below(bytes.count)] ^= 1 << UInt8(chance.below(8))
            case 2: damaged += (0...chance.below(40)).map { _ in UInt8(truncatingIfNeeded: chance.next()) }
            default:
                // Where the counts are: whatever they promise must be checked against what is there.
                for _ in 0..<4 {
                    damaged[chance.below(min(80, bytes.count))] = UInt8(truncatingIfNeeded: chance.next())
                }
            }
            guard damaged != bytes else { continue }
            try file.write(damaged)
            #expect(throws: SnapshotError.self, "round \(round)") {
                try kind.read(file.path, dimensions: 20, capacity: 500)
            }
        }
    }

    @Test(arguments: [IndexKind.graph, .adaptive])
    func `links that lead nowhere are found even under a good checksum`(kind: IndexKind) throws {
        let index = try Self.used(kind, seed: 8, count: 300)
        let file = try ScratchFile()
        try kind.write(index, to: file.path)
        let bytes = try file.bytes()
        var chance = VectorChance(seed: 9)
        var refused = 0
        for _ in 0..<250 {
            var forged = bytes
            for _ in 0..<1 + chance.below(4) {
                forged[40 + chance.below(bytes.count - 48)] = UInt8(truncatingIfNeeded: chance.next())
            }
            let sum = checksum(of: forged.dropLast(8))
            forged.replaceSubrange((forged.count - 8)..., with: sum)
            try file.write(forged)
            do throws(SnapshotError) {
                let read = try kind.read(file.path, dimensions: 20, capacity: 500)
                // Only vectors and ids may differ: whatever they are, the index works.
                for id in 0..<20 as Range<UInt64> {
                    read.remove(id)
                    #expect(throws: Never.self) { try read.insert(id, chance.direction(20)) }
                    #expect(throws: Never.self) { try read.search(chance.direction(20), k: 5) }
                }
            } catch {
                refused += 1
            }
        }
        #expect(refused > 50)
    }
}
