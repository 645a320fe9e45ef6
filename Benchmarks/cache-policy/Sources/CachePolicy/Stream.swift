import Foundation

/// SplitMix64, so that every run sees the same streams.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) {
        self.state = seed
    }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Requests as numbers of what they ask for, with the bytes of each answer.
struct Stream {
    let name: String
    let requests: [Int]
    /// Bytes of an answer by its number; 2,048 where there is none.
    var sizes: [Int] = []

    func size(of number: Int) -> Int {
        self.sizes.isEmpty ? 2048 : self.sizes[number]
    }

    /// Share of requests that ask for something seen before: what a cache without a bound would hit.
    var repeated: Double {
        1 - Double(Set(self.requests).count) / Double(max(1, self.requests.count))
    }
}

extension CacheKey {
    /// A well-mixed key for a number.
    init(_ number: Int) {
        var random = Seeded(UInt64(number))
        self.init(a: random.next(), b: random.next(), c: random.next(), d: random.next())
    }
}

/// Ranks drawn in proportion to `1 / rank^alpha`.
struct Zipf {
    private let sums: [Double]

    init(alpha: Double, keys: Int) {
        var sums: [Double] = []
        var sum = 0.0
        for rank in 1...keys {
            sum += pow(Double(rank), -alpha)
            sums.append(sum)
        }
        self.sums = sums
    }

    func draw(_ random: inout Seeded) -> Int {
        let point = Double(random.next() >> 11) * 0x1p-53 * (self.sums.last ?? 0)
        var (low, high) = (0, self.sums.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if self.sums[middle] < point {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}

extension Stream {
    private static let keys = 100_000
    private static let count = 1_000_000

    /// What is made up: plain Zipf, one whose favourites change, and one where a third is asked for once only.
    static func made() -> [Stream] {
        var streams = [0.7, 0.9, 1.1].map { alpha in
            var random = Seeded(1)
            let zipf = Zipf(alpha: alpha, keys: Self.keys)
            return Stream(name: "Zipf \(alpha)", requests: (0..<Self.count).map { _ in zipf.draw(&random) })
        }
        let zipf = Zipf(alpha: 0.9, keys: Self.keys)
        var random = Seeded(2)
        streams.append(
            Stream(
                name: "Zipf 0.9, drifting",
                requests: (0..<Self.count).map { (zipf.draw(&random) + $0 / 100) % Self.keys }
            )
        )
        streams.append(
            Stream(
                name: "Zipf 0.9, a third once",
                requests: (0..<Self.count).map { $0 % 3 == 0 ? Self.keys + $0 : zipf.draw(&random) }
            )
        )
        return streams
    }

    /// What a trace file holds: prompts or blocks by identity, or sizes for a Zipf stream where it has no identities.
    static func read(_ path: String) throws -> [Stream] {
        let name = String((path.split(separator: "/").last ?? "").prefix { $0 != "." })
        let lines = try Self.lines(of: path).map { line in
            try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] ?? [:]
        }
        if lines.first?["blocks"] != nil {
            let blocks = lines.map { $0["blocks"] as? [Int] ?? [] }
            return [
                Stream(name: "\(name): prompts", requests: Self.numbered(blocks)),
                Stream(name: "\(name): blocks", requests: Self.numbered(blocks.flatMap { $0 })),
            ]
        }
        if lines.first?["prompt"] != nil {
            return [
                Stream(name: "\(name): prompts", requests: Self.numbered(lines.map { $0["prompt"] as? String ?? "" })),
                Stream(name: "\(name): classes", requests: Self.numbered(lines.map { "\($0["class"] ?? "")" })),
            ]
        }
        let sizes = lines.map { 512 + 4 * ($0["out"] as? Int ?? 0) }
        var random = Seeded(3)
        let zipf = Zipf(alpha: 0.9, keys: sizes.count)
        let requests = (0..<(20 * sizes.count)).map { _ in zipf.draw(&random) }
        return [Stream(name: "\(name): sizes, Zipf 0.9", requests: requests, sizes: sizes.shuffled(using: &random))]
    }

    private static func numbered<Identity: Hashable>(_ identities: [Identity]) -> [Int] {
        var numbers: [Identity: Int] = [:]
        return identities.map { identity in
            if let number = numbers[identity] { return number }
            numbers[identity] = numbers.count
            return numbers.count - 1
        }
    }

    private static func lines(of path: String) throws -> [Data.SubSequence] {
        guard path.hasSuffix(".gz") else {
            return try Data(contentsOf: URL(fileURLWithPath: path)).split(separator: UInt8(ascii: "\n"))
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return data.split(separator: UInt8(ascii: "\n"))
    }
}
