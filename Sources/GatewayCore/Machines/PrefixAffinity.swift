#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Sends prompts that begin alike to the same deployment, whose provider then has their beginning in its prompt cache.
///
/// Rendezvous hashing: every node and loop comes to the same choice without asking anybody, and when a member comes or
/// goes only its own share moves. A member that already has clearly more to do than the others comes last, so that a
/// prompt which everybody begins with does not fall on one of them alone (bounded loads: Mirrokni, Thorup,
/// Zadimoghaddam, "Consistent Hashing with Bounded Loads", 2018). Pure.
package enum PrefixAffinity {
    /// Bytes of a prompt's beginning that decide. Providers keep beginnings of about 1,024 tokens and more.
    package static let prefixBytes = 4096
    /// How much more than the mean a member may have to do, in percent of the mean.
    package static let loadPercent = 125

    /// The hash of a prompt's beginning: the tools, which providers put first, and then the messages.
    ///
    /// - Parameter parts: texts that follow each other in the prompt.
    /// - Returns: nil for a prompt that is too short to be kept by any provider.
    package static func hash(of parts: [UnsafeRawBufferPointer]) -> UInt64? {
        var left = Self.prefixBytes
        // FNV-1a over words, with a mixer at the end: equal on all nodes, and fast enough for 4 KiB.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for part in parts {
            let count = min(part.count, left)
            var index = 0
            while index + 8 <= count {
                hash = (hash ^ part.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* 0x100_0000_01B3
                hash ^= hash >> 29
                index += 8
            }
            while index < count {
                hash = (hash ^ UInt64(part[index])) &* 0x100_0000_01B3
                index += 1
            }
            left -= count
        }
        return left == 0 ? Self.mix(hash) : nil
    }

    /// Reorders candidates: the prompt's own first, those that have too much to do last.
    ///
    /// - Parameters:
    ///   - order: positions of targets.
    ///   - prefix: hash of the prompt's beginning.
    ///   - name: a number for a target that all nodes know, such as the hash of its id.
    ///   - weight: its share.
    ///   - inFlight: requests that run there now.
    package static func arrange(
        _ order: inout [Int],
        by prefix: UInt64,
        name: (Int) -> UInt64,
        weight: (Int) -> Int,
        inFlight: (Int) -> Int
    ) {
        guard order.count > 1 else { return }
        let load = order.reduce(0) { $0 + inFlight($1) }
        // With one request more, this one: at least two, or an idle group would alternate.
        let bound = max(2, ((load + 1) * Self.loadPercent + 100 * order.count - 1) / (100 * order.count))
        var ranked = order.map { target in
            (target: target, isFull: inFlight(target) >= bound, score: Self.score(prefix, name(target), weight(target)))
        }
        ranked.sort { left, right in
            left.isFull == right.isFull ? left.score > right.score : !left.isFull
        }
        for (position, candidate) in ranked.enumerated() {
            order[position] = candidate.target
        }
    }

    /// Weighted rendezvous: a member of twice the weight wins twice as often.
    private static func score(_ prefix: UInt64, _ name: UInt64, _ weight: Int) -> Double {
        let bits = Self.mix(prefix ^ Self.mix(name))
        let unit = (Double(bits >> 11) + 0.5) * 0x1p-53
        return Double(max(weight, 1)) / -log(unit)
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        // The finaliser of SplitMix64.
        var value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
