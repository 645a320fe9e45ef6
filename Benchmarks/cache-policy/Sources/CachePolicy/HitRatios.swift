import Foundation
import GatewayCore

/// Hit ratios of the policies at equal bytes, everything counted: what a policy remembers, it cannot hold.
enum HitRatios {
    private static let shares = [0.01, 0.05, 0.10, 0.25]

    static func run(_ streams: [Stream]) {
        var sums: [EvictionPolicy: Double] = [:]
        var rows = 0
        print("| stream | requests | repeated | cache | LRU | S3-FIFO | W-TinyLFU |")
        print("|---|---|---|---|---|---|---|")
        for stream in streams {
            let whole = Self.footprint(of: stream)
            for share in Self.shares {
                let maxBytes = Int(share * Double(whole))
                let ratios = [EvictionPolicy.lru, .s3fifo, .wTinyLFU].map { policy in
                    let ratio = Self.ratio(of: stream, policy, maxBytes)
                    sums[policy, default: 0] += ratio
                    return ratio
                }
                rows += 1
                let best = ratios.max() ?? 0
                let cells = ratios.map { $0 == best ? "**\(Self.percent($0))**" : Self.percent($0) }
                print(
                    "| \(stream.name) | \(stream.requests.count) | \(Self.percent(stream.repeated)) "
                        + "| \(Int(share * 100)) % | \(cells.joined(separator: " | ")) |"
                )
            }
        }
        let means = [EvictionPolicy.lru, .s3fifo, .wTinyLFU].map {
            Self.percent((sums[$0] ?? 0) / Double(max(1, rows)))
        }
        print("| mean | | | | \(means.joined(separator: " | ")) |")
    }

    /// Bytes that the whole stream would take.
    private static func footprint(of stream: Stream) -> Int {
        let store = MemoryStore<Int>(maxBytes: 1 << 44, policy: .lru, shards: 1)
        for number in Set(stream.requests) {
            store.insert(CacheKey(number), number, size: stream.size(of: number), dropAt: .max, now: 0)
        }
        return store.statistics.bytes
    }

    /// Hits among the last four fifths of the requests.
    private static func ratio(of stream: Stream, _ policy: EvictionPolicy, _ maxBytes: Int) -> Double {
        let store = MemoryStore<Int>(maxBytes: maxBytes, policy: policy, shards: 1)
        let warm = stream.requests.count / 5
        var hits = 0
        for (place, number) in stream.requests.enumerated() {
            let key = CacheKey(number)
            if store.get(key, now: 0) != nil {
                hits += place >= warm ? 1 : 0
            } else {
                store.insert(key, number, size: stream.size(of: number), dropAt: .max, now: 0)
            }
        }
        return Double(hits) / Double(max(1, stream.requests.count - warm))
    }

    private static func percent(_ ratio: Double) -> String {
        String(format: "%.2f %%", ratio * 100)
    }
}
