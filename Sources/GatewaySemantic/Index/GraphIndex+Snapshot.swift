import Synchronization

/// Writing to a file and reading back.
extension GraphIndex {
    /// Writes the index to a file, which is replaced in one step. Writers wait meanwhile; searches do not.
    ///
    /// - Parameter space: Names the vector space, and whatever else must agree when the file is read.
    package func write(to path: String, space: String) throws(SnapshotError) {
        var writer = try SnapshotWriter(path: path)
        try writer.begin(.graph, space: space)
        try self.save(to: &writer)
        try writer.finish()
    }

    /// Reads an index from a file.
    ///
    /// - Parameter settings: Says how to search and build on; the number of links, and whether there are halves, are those
    ///   of the file.
    package static func read(
        from path: String,
        space: String,
        dimensions: Int,
        capacity: Int,
        settings: GraphSettings = GraphSettings(),
        kernels: VectorKernels = .best
    ) throws(SnapshotError) -> GraphIndex {
        var reader = try SnapshotReader(path: path)
        try reader.begin(.graph, space: space)
        let index = try Self.load(
            from: &reader,
            dimensions: dimensions,
            capacity: capacity,
            settings: settings,
            kernels: kernels
        )
        try reader.finish()
        return index
    }

    func save(to writer: inout SnapshotWriter) throws(SnapshotError) {
        try self.gate.alone { () throws(SnapshotError) in
            let used = self.used.load(ordering: .relaxed)
            try writer.put(UInt32(self.dimensions))
            try writer.put(UInt32(self.settings.links))
            try writer.put(UInt32(self.settings.rescored))
            try writer.put(self.settings.seed)
            try writer.put(UInt64(used))
            let entrance = self.entrance.withLock { $0 }
            try writer.put(entrance.map { UInt32($0.slot) } ?? GraphLinks.none)
            for slot in 0..<used {
                try self.save(slot, to: &writer)
            }
        }
    }

    private func save(_ slot: Int, to writer: inout SnapshotWriter) throws(SnapshotError) {
        let state = self.store.state(slot)
        // A sweep does not outlive the process: what it condemned is merely dead for the next one.
        try writer.put(state == SlotState.condemned ? SlotState.dead : state)
        guard state != SlotState.free else { return }
        let top = self.links.layer(of: slot)
        try writer.put(UInt8(top))
        try self.store.save(slot, to: &writer)
        for layer in 0...top {
            let room = self.settings.room(on: layer)
            let list = UnsafeRawBufferPointer(
                start: self.links.list(slot, layer),
                count: room * MemoryLayout<UInt32>.stride
            )
            try writer.put(list)
        }
    }

    static func load(
        from reader: inout SnapshotReader,
        dimensions: Int,
        capacity: Int,
        settings: GraphSettings,
        kernels: VectorKernels
    ) throws(SnapshotError) -> GraphIndex {
        let found = Int(try reader.number(UInt32.self))
        guard found == dimensions else { throw .dimensions(expected: dimensions, found: found) }
        var settings = settings
        let links = Int(try reader.number(UInt32.self))
        let rescored = Int(try reader.number(UInt32.self))
        settings.seed = try reader.number(UInt64.self)
        let used = try reader.number(UInt64.self)
        let entrance = try reader.number(UInt32.self)
        guard (4...GraphSettings.mostLinks).contains(links), used <= UInt64(reader.remaining) else { throw .damaged }
        settings.links = links
        if (rescored > 0) != (settings.rescored > 0) {
            settings.rescored = min(rescored, GraphSettings.mostBreadth)
        }
        let index = GraphIndex(dimensions: dimensions, capacity: capacity, settings: settings, kernels: kernels)
        guard used <= UInt64(index.store.slots) else {
            throw .tooLarge(slots: Int(used), capacity: index.capacity)
        }
        for slot in 0..<Int(used) {
            try index.load(slot, from: &reader)
        }
        try index.adopt(slots: Int(used), entrance: entrance)
        return index
    }

    private func load(_ slot: Int, from reader: inout SnapshotReader) throws(SnapshotError) {
        self.store.reserve(slot)
        self.links.reserve(slot)
        let state = try reader.number(UInt8.self)
        guard state != SlotState.free else {
            self.links.open(slot, layer: 0)
            return
        }
        guard state == SlotState.live || state == SlotState.dead else { throw .damaged }
        let top = Int(try reader.number(UInt8.self))
        guard top <= GraphSettings.highestLayer else { throw .damaged }
        try self.store.load(slot, from: &reader)
        self.links.open(slot, layer: top)
        for layer in 0...top {
            let room = self.settings.room(on: layer)
            let list = UnsafeMutableRawBufferPointer(
                start: self.links.list(slot, layer),
                count: room * MemoryLayout<UInt32>.stride
            )
            try reader.get(list)
        }
        self.store.setState(slot, state)
    }

    /// Takes over slots that were read, if every link leads somewhere and every id comes once.
    private func adopt(slots used: Int, entrance: UInt32) throws(SnapshotError) {
        var live = 0
        var allocation = Allocation()
        for slot in 0..<used {
            switch self.store.state(slot) {
            case SlotState.live:
                guard self.slotOfID.set(self.store.id(slot).pointee, to: slot) == nil else { throw .damaged }
                live += 1
            case SlotState.dead: allocation.dead.append(UInt32(slot))
            default: allocation.free.append(UInt32(slot))
            }
            for layer in 0...self.links.layer(of: slot) {
                guard self.isSound(self.links.list(slot, layer), layer, used) else { throw .damaged }
            }
        }
        guard live <= self.capacity else { throw .tooLarge(slots: live, capacity: self.capacity) }
        let dead = allocation.dead.count
        if entrance == GraphLinks.none {
            guard live + dead == 0 else { throw .damaged }
        } else {
            let slot = Int(entrance)
            guard slot < used, self.store.state(slot) != SlotState.free else { throw .damaged }
            let layer = self.links.layer(of: slot)
            self.entrance.withLock { $0 = Entrance(slot: slot, layer: layer) }
        }
        let loaded = allocation
        self.allocation.withLock { $0 = loaded }
        self.live.store(live, ordering: .relaxed)
        self.deadCount.store(dead, ordering: .relaxed)
        self.used.store(used, ordering: .releasing)
    }

    private func isSound(_ list: UnsafeMutablePointer<UInt32>, _ layer: Int, _ used: Int) -> Bool {
        let room = self.settings.room(on: layer)
        let count = self.links.count(list, room)
        for place in 0..<count {
            let slot = Int(list[place])
            guard slot < used, self.store.state(slot) != SlotState.free, self.links.layer(of: slot) >= layer else {
                return false
            }
        }
        for place in count..<room where list[place] != GraphLinks.none {
            return false
        }
        return true
    }
}
