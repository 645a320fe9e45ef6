import CVectorKernels
import Synchronization

/// Insertion and removal.
extension GraphIndex {
    package func insert(_ id: UInt64, _ vector: [Float]) throws(VectorIndexError) {
        try self.pool.use { (workspace) throws(VectorIndexError) in
            try workspace.query.set(vector, by: self.store.kernels)
            try self.gate.shared { () throws(VectorIndexError) in
                self.advanceSweep(workspace)
                try self.lanes.shared { () throws(VectorIndexError) in
                    try self.add(id, workspace)
                }
            }
        }
    }

    @discardableResult
    package func remove(_ id: UInt64) -> Bool {
        self.gate.shared {
            let isFound = self.lanes.shared {
                guard let slot = self.slotOfID.remove(id) else { return false }
                self.live.wrappingSubtract(1, ordering: .relaxed)
                self.mark(slot)
                return true
            }
            if isFound { self.pool.use { self.advanceSweep($0) } }
            return isFound
        }
    }

    private func add(_ id: UInt64, _ workspace: GraphWorkspace) throws(VectorIndexError) {
        // A replacement needs no room; whether it is one is certain only when the id is set.
        let isCounted = !self.contains(id)
        if isCounted, self.live.wrappingAdd(1, ordering: .relaxed).newValue > self.capacity {
            self.live.wrappingSubtract(1, ordering: .relaxed)
            throw .full(capacity: self.capacity)
        }
        guard let slot = self.allocate() else {
            if isCounted { self.live.wrappingSubtract(1, ordering: .relaxed) }
            throw .full(capacity: self.capacity)
        }
        let layer = self.settings.layer(of: id)
        self.links.open(slot, layer: layer)
        self.store.write(id, workspace.query, to: slot)
        self.connect(slot, layer: layer, workspace)
        // Whoever removes the id finds an entry that is linked: a sweep may then rely on all its links.
        let old = self.slotOfID.set(id, to: slot)
        if let old { self.mark(old) }
        switch (isCounted, old) {
        case (true, .some): self.live.wrappingSubtract(1, ordering: .relaxed)
        case (false, .none): self.live.wrappingAdd(1, ordering: .relaxed)
        default: break
        }
    }

    private func allocate() -> Int? {
        self.allocation.withLock { allocation in
            if let slot = allocation.free.popLast() { return Int(slot) }
            let slot = self.used.load(ordering: .relaxed)
            guard slot < self.store.slots else { return nil }
            self.store.reserve(slot)
            self.links.reserve(slot)
            self.used.store(slot + 1, ordering: .releasing)
            return slot
        }
    }

    private func mark(_ slot: Int) {
        self.store.setState(slot, SlotState.dead)
        self.allocation.withLock { $0.dead.append(UInt32(slot)) }
        self.deadCount.wrappingAdd(1, ordering: .relaxed)
    }

    /// Links an entry with its neighbours on each of its layers.
    func connect(_ slot: Int, layer: Int, _ workspace: GraphWorkspace) {
        let mine = Entrance(slot: slot, layer: layer)
        let entrance = self.entrance.withLock { entrance -> Entrance? in
            guard let entrance else {
                entrance = mine
                return nil
            }
            return entrance
        }
        guard let entrance, entrance.slot != slot else { return }
        self.plan(slot, layer: layer, from: entrance, workspace)
        // From the ground up: a walk that comes upon the entry on a layer finds its way on all below.
        for (layer, count) in workspace.planned.enumerated() {
            let neighbours = workspace.plan + layer * GraphWorkspace.room
            self.setLinks(of: slot, layer, neighbours, count)
            for place in 0..<count {
                self.addLink(from: Int(neighbours[place]), to: slot, layer, workspace)
            }
        }
        let isAlone = workspace.planned.first == 0
        self.entrance.withLock { entrance in
            // Where nothing alive is within reach, whoever comes next must begin here to find this one.
            if isAlone || layer > (entrance?.layer ?? -1) { entrance = mine }
        }
    }

    /// Chooses the neighbours of an entry into `workspace.plan`, from the ground up.
    private func plan(_ slot: Int, layer: Int, from entrance: Entrance, _ workspace: GraphWorkspace) {
        let row = UnsafePointer(self.store.row(slot))
        let scale = self.store.scale(slot).pointee
        var start = self.walk.descend(
            from: entrance.slot,
            layer: entrance.layer,
            to: layer + 1,
            row: row,
            scale: scale,
            workspace
        )
        let top = min(layer, entrance.layer)
        workspace.planned.removeAll(keepingCapacity: true)
        workspace.planned.append(contentsOf: repeatElement(0, count: top + 1))
        for layer in (0...top).reversed() {
            self.walk.explore(
                from: start,
                layer: layer,
                breadth: self.settings.buildBreadth,
                slots: self.used.load(ordering: .acquiring),
                row: row,
                scale: scale,
                workspace
            )
            let found = workspace.best.sorted()
            // The entry itself is found where it is linked anew.
            workspace.candidates.removeAll(keepingCapacity: true)
            for candidate in found where Int(candidate.slot) != slot {
                workspace.candidates.append(candidate)
            }
            self.lookOut(row: row, scale: scale, layer, workspace)
            let count = workspace.candidates.withUnsafeBufferPointer { candidates in
                self.walk.choose(
                    candidates,
                    most: self.settings.links,
                    filled: self.settings.links / 2,
                    workspace
                )
            }
            (workspace.plan + layer * GraphWorkspace.room).update(from: workspace.chosen, count: count)
            workspace.planned[layer] = count
            if let nearest = workspace.candidates.first { start = Int(nearest.slot) }
        }
    }

    /// Offers neighbours of neighbours, where all that was found lies so close together that no link would lead away.
    ///
    /// Some prompts occur by the thousand, and only the first of them would have found anything else.
    private func lookOut(row: UnsafePointer<Int8>, scale: Float, _ layer: Int, _ workspace: GraphWorkspace) {
        guard workspace.candidates.count + 1 >= self.settings.buildBreadth, let best = workspace.candidates.first,
            let last = workspace.candidates.last, last.similarity > best.similarity - Self.closeness
        else { return }
        for near in workspace.candidates.prefix(8) {
            let count = self.links.copy(Int(near.slot), layer, to: workspace.links)
            self.walk.score(workspace.links, count: count, row: row, workspace)
            for place in 0..<count {
                let slot = workspace.links[place]
                let similarity = Float(workspace.dots[place]) * workspace.scales[place] * scale
                guard similarity < last.similarity, self.store.isLive(Int(slot)) else { continue }
                let outside = RankedSlot(slot: slot, similarity: similarity)
                if !workspace.outside.contains(outside) { workspace.outside.append(outside) }
            }
        }
        workspace.outside.sort { $0 > $1 }
        workspace.candidates.append(contentsOf: workspace.outside)
        workspace.outside.removeAll(keepingCapacity: true)
    }

    /// Sets the links of an entry; those that others made meanwhile stay as far as there is room.
    private func setLinks(of slot: Int, _ layer: Int, _ neighbours: UnsafeMutablePointer<UInt32>, _ count: Int) {
        let room = self.settings.room(on: layer)
        self.links.withList(slot, layer) { list in
            var length = self.links.count(list, room)
            for place in 0..<count where length < room {
                guard !self.contains(neighbours[place], list, length) else { continue }
                list[length] = neighbours[place]
                length += 1
            }
        }
    }

    /// Adds a link; where there is no room, the best of all are chosen.
    private func addLink(from slot: Int, to target: Int, _ layer: Int, _ workspace: GraphWorkspace) {
        let room = self.settings.room(on: layer)
        self.links.withList(slot, layer) { list in
            let length = self.links.count(list, room)
            guard !self.contains(UInt32(target), list, length) else { return }
            guard length == room else {
                list[length] = UInt32(target)
                return
            }
            workspace.fresh.update(from: list, count: length)
            workspace.fresh[length] = UInt32(target)
            self.refill(list, of: slot, from: workspace.fresh, count: length + 1, room: room, workspace)
        }
    }

    /// Fills a list with the best of some slots that live; only under the lock of its stripe.
    func refill(
        _ list: UnsafeMutablePointer<UInt32>,
        of slot: Int,
        from slots: UnsafeMutablePointer<UInt32>,
        count: Int,
        room: Int,
        _ workspace: GraphWorkspace
    ) {
        let row = UnsafePointer(self.store.row(slot))
        let scale = self.store.scale(slot).pointee
        workspace.candidates.removeAll(keepingCapacity: true)
        var first = 0
        while first < count {
            let some = min(count - first, GraphWorkspace.room)
            self.walk.score(slots + first, count: some, row: row, workspace)
            for place in 0..<some where self.store.isLive(Int(slots[first + place])) {
                let similarity = Float(workspace.dots[place]) * workspace.scales[place] * scale
                workspace.candidates.append(RankedSlot(slot: slots[first + place], similarity: similarity))
            }
            first += some
        }
        workspace.candidates.sort { $0 > $1 }
        let chosen = workspace.candidates.withUnsafeBufferPointer { candidates in
            self.walk.choose(candidates, most: room, filled: room / 2, workspace)
        }
        self.links.fill(list, with: workspace.chosen, count: chosen, room: room)
    }

    private func contains(_ slot: UInt32, _ list: UnsafeMutablePointer<UInt32>, _ length: Int) -> Bool {
        for place in 0..<length where list[place] == slot {
            return true
        }
        return false
    }
}
