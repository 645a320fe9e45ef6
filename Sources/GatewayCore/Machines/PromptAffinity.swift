#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Sends a conversation, or prompts that begin alike, to the deployment whose provider has their beginning in its prompt
/// cache.
///
/// Whoever served it lately keeps it, unless another deployment is predicted to be better by more than the loss of what is
/// cached. Where nobody has it, and the strategy has no preference of its own, rendezvous hashing decides by name: every
/// node and loop comes to the same choice without asking anybody, before and after a reload, and when a member comes or
/// goes only its own share moves. A member that already has clearly more to do than the others is passed over, so that a
/// prompt which everybody begins with does not fall on one of them alone (bounded loads: Mirrokni, Thorup, Zadimoghaddam,
/// "Consistent Hashing with Bounded Loads", 2018). Pure.
package enum PromptAffinity {
    /// Bytes of a prompt's beginning that decide. Providers keep beginnings of about 1,024 tokens and more.
    package static let prefixBytes = 4096
    /// How much more than the mean a member may have to do, in percent of the mean.
    package static let loadPercent = 125
    /// Bytes of a conversation's first turns that are looked at.
    package static let turnBytes = 16 << 10
    /// Gain below which nobody moves, as a part of cost or time.
    private static let margin = 0.05
    /// What is assumed to be lost where prices are unknown, as a part of the cost.
    private static let usualDiscount = 0.25

    // MARK: Keys

    /// The hash of a prompt's beginning: the tools, which providers put first, and then the messages.
    ///
    /// - Parameter parts: texts that follow each other in the prompt.
    /// - Returns: nil for a prompt that is too short to be kept by any provider.
    package static func hash(of parts: [UnsafeRawBufferPointer]) -> UInt64? {
        var left = Self.prefixBytes
        var hash = Self.seed
        for part in parts {
            let count = min(part.count, left)
            hash = Self.hash(UnsafeRawBufferPointer(rebasing: part[..<count]), from: hash)
            left -= count
        }
        return left == 0 ? Draw.mix(hash) : nil
    }

    /// The hash of a session's name.
    package static func hash(session name: UnsafeRawBufferPointer) -> UInt64? {
        name.isEmpty ? nil : Draw.mix(Self.hash(name, from: Self.seed))
    }

    /// The hash of a conversation: all up to the end of the first message of the user's, which later turns repeat.
    ///
    /// - Parameter messages: the array of messages, which is valid JSON.
    package static func hash(conversation messages: UnsafeRawBufferPointer) -> UInt64? {
        guard messages.count > 2 else { return nil }
        let end = Self.endOfFirstTurn(messages)
        return Draw.mix(Self.hash(UnsafeRawBufferPointer(rebasing: messages[..<end]), from: Self.seed))
    }

    private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

    /// FNV-1a over words: equal on all nodes, and fast enough for some KiB.
    private static func hash(_ part: UnsafeRawBufferPointer, from seed: UInt64) -> UInt64 {
        var hash = seed
        var index = 0
        while index + 8 <= part.count {
            hash = (hash ^ part.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* 0x100_0000_01B3
            hash ^= hash >> 29
            index += 8
        }
        while index < part.count {
            hash = (hash ^ UInt64(part[index])) &* 0x100_0000_01B3
            index += 1
        }
        return hash
    }

    /// Where the first message ends whose role is `user`, within the bytes that are looked at.
    private static func endOfFirstTurn(_ bytes: UnsafeRawBufferPointer) -> Int {
        let limit = min(bytes.count, Self.turnBytes)
        var depth = 0
        var isUser = false
        var index = 0
        while index < limit {
            switch bytes[index] {
            case 0x22:
                let start = index + 1
                index = start
                while index < limit, bytes[index] != 0x22 {
                    index += bytes[index] == 0x5C ? 2 : 1
                }
                // A message's own member, or a text that is this word alone: then the turn ends a message early.
                if depth == 2, index - start == 4, index <= limit,
                    bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self).littleEndian == 0x7265_7375
                {
                    isUser = true
                }
            case 0x5B, 0x7B:
                depth += 1
            case 0x5D, 0x7D:
                depth -= 1
                if depth == 1, isUser {
                    return index
                }
            default:
                break
            }
            index += 1
        }
        return limit
    }

    // MARK: Order

    /// Puts the deployment first that has the request's conversation, if it is to have it.
    ///
    /// - Parameters:
    ///   - order: targets, as the strategy ranks them.
    ///   - view: what it ranked by, with loads and cached shares.
    ///   - isDrawn: whether the strategy draws among members that are alike to it.
    ///   - aims: what a change can win, by the strategy.
    package static func settle(_ order: inout [Int], _ view: RoutingView, isDrawn: Bool, aims: ScoreWeights) {
        guard order.count > 1, view.request.affinity != 0, let home = self.home(view, isDrawn: isDrawn) else { return }
        let candidate = view.candidates[home]
        guard let place = order.firstIndex(of: candidate.target), place > 0 else { return }
        if !isDrawn || candidate.cachedShare > 0,
            let best = view.candidates.first(where: { $0.target == order[0] }),
            self.gain(from: candidate, to: best, view.request, aims) > self.switchCost(candidate, view.request)
        {
            return
        }
        order.remove(at: place)
        order.insert(candidate.target, at: 0)
    }

    /// The candidate that the conversation belongs to: who has it, else who it hashes to where nobody is better.
    private static func home(_ view: RoutingView, isDrawn: Bool) -> Int? {
        let request = view.request
        let bound = self.loadBound(view)
        var found: Int?
        var best = (cached: 0.0, lot: -Double.infinity)
        for (index, candidate) in view.candidates.enumerated() {
            // Of one that gets less than its share, some conversations stay and others leave, always the same ones.
            guard candidate.inFlight < bound, candidate.standing(for: request, draw: request.affinity) == .contends,
                isDrawn || candidate.cachedShare > 0
            else { continue }
            // Weighted rendezvous: a member of twice the weight wins twice as often.
            let unit = Draw.unit(request.affinity, candidate.name, .affinity)
            let own = (cached: candidate.cachedShare, lot: log(unit) / Double(candidate.weight))
            if own.cached > best.cached || own.cached == best.cached && own.lot > best.lot {
                best = own
                found = index
            }
        }
        return found
    }

    /// Requests in flight from which a member has too much to do.
    private static func loadBound(_ view: RoutingView) -> Int {
        var load = 0
        var members = 0
        for candidate in view.candidates where candidate.weight > 0 {
            load += candidate.inFlight
            members += 1
        }
        // With one request more, this one: at least two, or an idle group would alternate.
        return max(2, ((load + 1) * self.loadPercent + 100 * members - 1) / (100 * max(members, 1)))
    }

    /// What a move is predicted to win, as a part of cost and time; nothing where it is not known.
    package static func gain(
        from home: Candidate,
        to best: Candidate,
        _ request: RoutingRequest,
        _ aims: ScoreWeights
    ) -> Double {
        let sum = aims.cost + aims.latency
        guard sum > 0 else { return 0 }
        var gain = 0.0
        var uncached = home
        uncached.cachedShare = 0
        if let full = uncached.cost(of: request), full > 0, let other = best.cost(of: request) {
            gain += aims.cost / sum * (full - other) / full
        }
        let own = home.duration(of: request)
        let others = best.duration(of: request)
        if own > 0, others > 0 {
            gain += aims.latency / sum * (own - others) / own
        }
        return gain
    }

    /// What a move loses: the discount on the part of the prompt that is cached, as a part of the cost.
    package static func switchCost(_ home: Candidate, _ request: RoutingRequest) -> Double {
        guard home.cachedShare > 0 else { return self.margin }
        var uncached = home
        uncached.cachedShare = 0
        guard let full = uncached.cost(of: request), let cost = home.cost(of: request), full > 0 else {
            return self.margin + self.usualDiscount * home.cachedShare
        }
        return self.margin + max(full - cost, 0) / full
    }
}
