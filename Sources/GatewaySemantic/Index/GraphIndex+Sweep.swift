import CVectorKernels
import Synchronization

/// Where a sweep is, and how far each writer takes it.
///
/// It begins once a thirty-second of the slots is marked, and each writer mends so many slots that it ends within another
/// thirty-second of removals: the eighth that is spare is not used up.
struct GraphSweep {
    /// Slots that a writer mends.
    static let step = 40

    /// The slots that will be free once nothing leads to them; empty where no sweep is under way.
    var condemned: [UInt32] = []
    /// The next slot to mend.
    var next = 0
    /// Slots there were when the sweep began; those that came later never led to a condemned one.
    var end = 0
    /// The entry with the most layers among those passed.
    var highest: GraphIndex.Entrance?

    var isUnderWay: Bool {
        !self.condemned.isEmpty
    }
}

/// Cutting marked entries out of the graph.
extension GraphIndex {
    /// Takes the sweep a step further. The lanes must be free of this thread.
    ///
    /// While another writer does so it is left to that one; only where the spare slots run low does each wait its turn.
    func advanceSweep(_ workspace: GraphWorkspace) {
        let dead = self.deadCount.load(ordering: .relaxed)
        guard dead > 0 else { return }
        let spare = Self.spare(for: self.capacity)
        if dead > spare / 2 {
            self.sweep.withLock { self.advance(&$0, spare, workspace) }
        } else {
            _ = self.sweep.withLockIfAvailable { self.advance(&$0, spare, workspace) }
        }
    }

    private func advance(_ sweep: inout GraphSweep, _ spare: Int, _ workspace: GraphWorkspace) {
        if !sweep.isUnderWay {
            guard self.allocation.withLock({ $0.dead.count }) >= spare / 4 else { return }
            self.condemn(&sweep)
        }
        let first = sweep.next
        let last = min(first + GraphSweep.step, sweep.end)
        var highest = sweep.highest
        self.lanes.shared {
            for slot in first..<last {
                self.mend(slot, &highest, workspace)
            }
        }
        sweep.highest = highest
        sweep.next = last
        if last == sweep.end { self.reclaim(&sweep) }
    }

    /// Begins a sweep. Alone in the lanes: whoever links afterwards sees what is condemned.
    private func condemn(_ sweep: inout GraphSweep) {
        let condemned = self.lanes.alone { () -> [UInt32] in
            let dead = self.allocation.withLock { allocation -> [UInt32] in
                defer { allocation.dead = [] }
                return allocation.dead
            }
            for slot in dead {
                self.store.setState(Int(slot), SlotState.condemned)
            }
            return dead
        }
        sweep = GraphSweep(condemned: condemned, next: 0, end: self.used.load(ordering: .acquiring))
    }

    /// Ends a sweep. Alone in the lanes: nobody is still on the way to a slot that nothing leads to.
    private func reclaim(_ sweep: inout GraphSweep) {
        let condemned = sweep.condemned
        let highest = sweep.highest
        self.lanes.alone {
            self.entrance.withLock { entrance in
                guard let old = entrance, self.store.state(old.slot) == SlotState.condemned else { return }
                entrance = highest ?? self.highestEntry()
            }
            for slot in condemned {
                self.links.release(Int(slot))
                self.links.open(Int(slot), layer: 0)
                self.store.setState(Int(slot), SlotState.free)
            }
            self.allocation.withLock { $0.free.append(contentsOf: condemned) }
        }
        self.deadCount.wrappingSubtract(condemned.count, ordering: .relaxed)
        sweep = GraphSweep()
    }

    /// The entry with the most layers of all that are not cut out.
    private func highestEntry() -> Entrance? {
        var highest: Entrance?
        for slot in 0..<self.used.load(ordering: .acquiring) where self.leadsOn(slot) {
            let layer = self.links.layer(of: slot)
            if layer > (highest?.layer ?? -1) { highest = Entrance(slot: slot, layer: layer) }
        }
        return highest
    }

    /// Whether walks may pass through a slot after the sweep.
    private func leadsOn(_ slot: Int) -> Bool {
        let state = self.store.state(slot)
        return state == SlotState.live || state == SlotState.dead
    }

    /// Takes condemned slots out of the lists of a slot and gives it their neighbours to choose from.
    private func mend(_ slot: Int, _ highest: inout Entrance?, _ workspace: GraphWorkspace) {
        guard self.leadsOn(slot) else { return }
        let top = self.links.layer(of: slot)
        if top > (highest?.layer ?? -1) { highest = Entrance(slot: slot, layer: top) }
        var isCutOff = false
        for layer in 0...top where self.leadsToCondemned(slot, layer, workspace) {
            self.gather(around: slot, layer, workspace)
            let room = self.settings.room(on: layer)
            let isEmpty = self.links.withList(slot, layer) { list -> Bool in
                // The list may have changed: what was gathered is only offered along with it.
                for place in 0..<self.links.count(list, room) where self.leadsOn(Int(list[place])) {
                    guard workspace.visit(list[place]) else { continue }
                    workspace.found.append(list[place])
                }
                workspace.found.withUnsafeMutableBufferPointer { found in
                    guard let base = found.baseAddress else { return }
                    self.refill(list, of: slot, from: base, count: found.count, room: room, workspace)
                }
                return workspace.found.isEmpty || list[0] == GraphLinks.none
            }
            if isEmpty, layer == 0 { isCutOff = true }
        }
        guard isCutOff, self.store.isLive(slot), self.count > 1 else { return }
        self.connect(slot, layer: top, workspace)
    }

    private func leadsToCondemned(_ slot: Int, _ layer: Int, _ workspace: GraphWorkspace) -> Bool {
        let count = self.links.copy(slot, layer, to: workspace.links)
        for place in 0..<count where self.store.state(Int(workspace.links[place])) == SlotState.condemned {
            return true
        }
        return false
    }

    /// Collects the living neighbours of the condemned slots in `workspace.links` into `workspace.found`.
    private func gather(around slot: Int, _ layer: Int, _ workspace: GraphWorkspace) {
        workspace.forget(slots: self.used.load(ordering: .acquiring))
        workspace.found.removeAll(keepingCapacity: true)
        _ = workspace.visit(UInt32(slot))
        let room = self.settings.room(on: layer)
        for place in 0..<room {
            let neighbour = workspace.links[place]
            guard neighbour != GraphLinks.none else { break }
            guard self.store.state(Int(neighbour)) == SlotState.condemned else { continue }
            let count = self.links.copy(Int(neighbour), layer, to: workspace.fresh)
            for place in 0..<count where self.store.isLive(Int(workspace.fresh[place])) {
                guard workspace.visit(workspace.fresh[place]) else { continue }
                workspace.found.append(workspace.fresh[place])
            }
        }
    }
}
