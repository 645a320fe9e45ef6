import Foundation
import GatewayCore

/// A value that lies in memory as a byte buffer's storage does: an object of 64 bytes and a block whose size is a power
/// of two.
final class StoredBytes: Sendable {
    // Guarded by being written in `init` only.
    nonisolated(unsafe) private let block: UnsafeMutableRawPointer
    private let padding: (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0)
    let capacity: Int

    init(_ bytes: Int) {
        var capacity = 1
        while capacity < bytes {
            capacity *= 2
        }
        self.capacity = capacity
        self.block = malloc(capacity) ?? UnsafeMutableRawPointer(bitPattern: 1).unsafelyUnwrapped
        memset(self.block, 1, capacity)
    }

    deinit {
        free(self.block)
    }
}

/// One stored answer: a struct around shared storage, as the real one.
struct StoredAnswer: Sendable {
    let bytes: StoredBytes
    let status: Int

    /// What goes with it, in blocks of the allocator.
    var size: Int { AllocationSize.ofByteBuffer(capacity: self.bytes.capacity) }
}

/// What the store accounts for against what the process grew by.
enum MemoryCheck {
    private static let entries = 500_000
    private static let maxBytes = 1 << 30
    private static let tolerance = 0.10

    /// Fills 1 GiB with 500,000 entries, replaces them thrice, and holds both against the process; false beyond 10 %.
    ///
    /// The values have between `bytes` bytes at first, and between `later` ones when they are replaced.
    static func run(_ policy: EvictionPolicy, bytes: ClosedRange<Int>, later: ClosedRange<Int>) -> Bool {
        print("| policy | values | entries | accounted | process grew by | error | overhead per entry |")
        print("|---|---|---|---|---|---|---|")
        let before = Self.residentBytes()
        let store = MemoryStore<StoredAnswer>(maxBytes: Self.maxBytes, policy: policy)
        var isWithin = true
        for round in 0..<4 {
            let range = round == 0 ? bytes : later
            Self.fill(store, from: round * Self.entries, bytes: range)
            let what = "\(range.lowerBound)-\(range.upperBound) B, \(round == 0 ? "filled" : "replaced \(round)x")"
            let error = Self.report(what, policy, store.statistics, since: before)
            isWithin = isWithin && abs(error) <= Self.tolerance
        }
        Self.trim()
        _ = Self.report("trimmed", policy, store.statistics, since: before)
        return isWithin
    }

    private static func fill(_ store: MemoryStore<StoredAnswer>, from first: Int, bytes: ClosedRange<Int>) {
        var random = Seeded(UInt64(first))
        for number in first..<(first + Self.entries) {
            let answer = StoredAnswer(bytes: StoredBytes(.random(in: bytes, using: &random)), status: 200)
            store.insert(
                CacheKey(number),
                answer,
                size: answer.size,
                freshUntil: 1 << 40,
                dropAt: 1 << 41,
                tags: number % 4 == 0 ? [CacheTag(hash: UInt64(number % 1000))] : [],
                now: UInt64(number)
            )
        }
    }

    private static func report(
        _ what: String,
        _ policy: EvictionPolicy,
        _ statistics: MemoryStatistics,
        since before: Int
    ) -> Double {
        let grown = Self.residentBytes() - before
        let error = Double(statistics.bytes) / Double(grown) - 1
        let overhead = (statistics.bytes - statistics.valueBytes) / max(1, statistics.entries)
        print(
            "| \(policy.rawValue) | \(what) | \(statistics.entries) | \(statistics.bytes >> 10) KiB | \(grown >> 10) KiB "
                + "| \(String(format: "%+.1f %%", error * 100)) | \(overhead) B |"
        )
        return error
    }

    /// Asks the allocator to give back what is free in the midst of its heap.
    private static func trim() {
        typealias Trim = @convention(c) (Int) -> Int32
        guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "malloc_trim") else { return }
        _ = unsafeBitCast(symbol, to: Trim.self)(0)
    }

    /// Resident memory of this process.
    static func residentBytes() -> Int {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        let fields = text.split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
    }
}
