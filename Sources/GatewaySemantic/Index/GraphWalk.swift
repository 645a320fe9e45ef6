import CVectorKernels

/// The paths through a graph: what searches and insertions have in common.
///
/// A hierarchical navigable small world after Malkov and Yashunin, IEEE TPAMI 42 (2020): a walk goes down from a few far
/// links to many near ones, always to what is most similar. It reads without stopping anybody, see `GraphLinks`.
struct GraphWalk: Sendable {
    /// How often a walk may look into a list for each entry in view. It ends by itself long before, except where a filter
    /// refuses nearly everything.
    private static let patience = 8

    let store: SlotStore
    let links: GraphLinks

    /// Goes greedily to the slot that is most similar on a layer and all above it.
    func descend(
        from start: Int,
        layer top: Int,
        to bottom: Int,
        row: UnsafePointer<Int8>,
        scale: Float,
        _ workspace: GraphWorkspace
    ) -> Int {
        var slot = start
        var best = self.similarity(of: slot, row: row, scale: scale, workspace)
        guard top >= bottom else { return slot }
        for layer in (bottom...top).reversed() {
            var isNearer = true
            while isNearer {
                isNearer = false
                let count = self.links.copy(slot, layer, to: workspace.links)
                self.score(workspace.links, count: count, row: row, workspace)
                for place in 0..<count {
                    let similarity = Float(workspace.dots[place]) * workspace.scales[place] * scale
                    guard similarity > best else { continue }
                    best = similarity
                    slot = Int(workspace.links[place])
                    isNearer = true
                }
            }
        }
        return slot
    }

    /// Collects the entries of a layer that are most similar into `workspace.best`.
    ///
    /// - Parameter isWanted: Chooses among entries; what it refuses is still walked through.
    func explore(
        from start: Int,
        layer: Int,
        breadth: Int,
        slots: Int,
        row: UnsafePointer<Int8>,
        scale: Float,
        _ workspace: GraphWorkspace,
        where isWanted: ((UInt64) -> Bool)? = nil
    ) {
        workspace.forget(slots: slots)
        workspace.best.reset(limit: breadth)
        workspace.frontier.removeAll()
        _ = workspace.visit(UInt32(start))
        let first = RankedSlot(
            slot: UInt32(start),
            similarity: self.similarity(of: start, row: row, scale: scale, workspace)
        )
        workspace.frontier.push(first)
        self.offer(first, workspace, isWanted)
        var left = breadth * Self.patience
        while left > 0, let next = workspace.frontier.pop() {
            if workspace.best.isFull, next.similarity < workspace.best.floor { break }
            left -= 1
            let count = self.links.copy(Int(next.slot), layer, to: workspace.links)
            var fresh = 0
            for place in 0..<count {
                let slot = workspace.links[place]
                guard workspace.visit(slot) else { continue }
                workspace.fresh[fresh] = slot
                fresh += 1
            }
            self.score(workspace.fresh, count: fresh, row: row, workspace)
            for place in 0..<fresh {
                let similarity = Float(workspace.dots[place]) * workspace.scales[place] * scale
                guard !workspace.best.isFull || similarity > workspace.best.floor else { continue }
                let found = RankedSlot(slot: workspace.fresh[place], similarity: similarity)
                workspace.frontier.push(found)
                self.offer(found, workspace, isWanted)
            }
        }
    }

    /// Chooses neighbours that lie in different directions: a candidate is taken if it is more similar to the entry than
    /// to each one taken before. What was passed over fills the room that is left up to `filled`.
    ///
    /// - Parameter candidates: Best first.
    /// - Returns: How many are in `workspace.chosen`.
    func choose(
        _ candidates: UnsafeBufferPointer<RankedSlot>,
        most: Int,
        filled: Int,
        _ workspace: GraphWorkspace
    ) -> Int {
        guard candidates.count > filled else {
            for place in 0..<candidates.count {
                workspace.chosen[place] = candidates[place].slot
            }
            return candidates.count
        }
        var count = 0
        for candidate in candidates where count < most {
            let slot = Int(candidate.slot)
            let scale = self.store.scale(slot).pointee
            if self.isApart(slot, candidate.similarity, scale, from: count, workspace) {
                workspace.chosen[count] = candidate.slot
                workspace.rows[count] = UnsafePointer(self.store.row(slot))
                workspace.scales[count] = self.store.scale(slot).pointee
                count += 1
            }
        }
        guard count < filled else { return count }
        for candidate in candidates where count < filled {
            var isTaken = false
            for place in 0..<count where workspace.chosen[place] == candidate.slot {
                isTaken = true
            }
            guard !isTaken else { continue }
            workspace.chosen[count] = candidate.slot
            count += 1
        }
        return count
    }

    /// Dot products of the slots with a row into `workspace.dots`, and their scales.
    @inline(__always)
    func score(
        _ slots: UnsafeMutablePointer<UInt32>,
        count: Int,
        row: UnsafePointer<Int8>,
        _ workspace: GraphWorkspace
    ) {
        guard count > 0 else { return }
        for place in 0..<count {
            let slot = Int(slots[place])
            workspace.rows[place] = UnsafePointer(self.store.row(slot))
            workspace.scales[place] = self.store.scale(slot).pointee
        }
        self.store.kernels.call.dot_i8_gather(row, workspace.rows, self.store.dimensions, count, workspace.dots)
    }

    private func similarity(
        of slot: Int,
        row: UnsafePointer<Int8>,
        scale: Float,
        _ workspace: GraphWorkspace
    ) -> Float {
        workspace.fresh[0] = UInt32(slot)
        self.score(workspace.fresh, count: 1, row: row, workspace)
        return Float(workspace.dots[0]) * workspace.scales[0] * scale
    }

    @inline(__always)
    private func offer(_ found: RankedSlot, _ workspace: GraphWorkspace, _ isWanted: ((UInt64) -> Bool)?) {
        let slot = Int(found.slot)
        guard self.store.isLive(slot), isWanted?(self.store.id(slot).pointee) ?? true else { return }
        workspace.best.offer(found)
    }

    /// Whether a slot is less similar to each one chosen than `similarity`; one that is equal to another is not.
    private func isApart(
        _ slot: Int,
        _ similarity: Float,
        _ scale: Float,
        from count: Int,
        _ workspace: GraphWorkspace
    ) -> Bool {
        let call = self.store.kernels.call
        let row = UnsafePointer(self.store.row(slot))
        var first = 0
        while first < count {
            // A few at a time: most candidates fail at one of the first.
            let some = min(count - first, 8)
            call.dot_i8_gather(row, workspace.rows + first, self.store.dimensions, some, workspace.dots)
            for place in 0..<some
            where Float(workspace.dots[place]) * workspace.scales[first + place] * scale >= similarity {
                return false
            }
            first += some
        }
        return true
    }
}
