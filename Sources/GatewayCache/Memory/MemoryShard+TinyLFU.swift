/// W-TinyLFU: queue 0 is the window, queue 1 the main part on probation, queue 2 its protected four fifths.
///
/// Each is in order of use. What leaves the window is weighed against the oldest on probation by how often both were
/// asked for, and the rarer one goes; a hit on probation protects.
extension MemoryShard {
    /// Entries that one operation moves between queues, which bounds the time under the lock.
    private static var mostMoved: Int { 64 }

    mutating func placeTiny(_ index: UInt32) {
        self.sketch.fit(keys: self.entries.count)
        self.sketch.increment(self.entries[index].pointee.key)
        self.link(index, in: 0)
    }

    mutating func touchTiny(_ index: UInt32) {
        let entry = self.entries[index]
        self.sketch.increment(entry.pointee.key)
        guard entry.pointee.queue != 0 else {
            self.move(index, to: 0)
            return
        }
        self.move(index, to: 2)
        for _ in 0..<Self.mostMoved {
            let main = self.queues[1].bytes + self.queues[2].bytes
            guard self.queues[2].bytes * 5 > main * 4, self.queues[2].count > 1 else { return }
            self.move(self.queues[2].tail, to: 1)
        }
    }

    mutating func settleTiny() {
        for _ in 0..<Self.mostMoved {
            guard self.windowOverflows, self.accountedBytes <= self.budget else { return }
            self.move(self.queues[0].tail, to: 1)
        }
    }

    mutating func evictTiny() {
        let victim = self.queues[1].count > 0 ? self.queues[1].tail : self.queues[2].tail
        guard victim != EntryQueue.none else {
            self.remove(self.queues[0].tail)
            return
        }
        guard self.windowOverflows else {
            self.remove(victim)
            return
        }
        let candidate = self.queues[0].tail
        let wins =
            self.sketch.count(of: self.entries[candidate].pointee.key)
            > self.sketch.count(of: self.entries[victim].pointee.key)
        if wins {
            self.move(candidate, to: 1)
            self.remove(victim)
        } else {
            self.remove(candidate)
            self.statistics.notAdmitted += 1
        }
    }

    /// The window is a hundredth of the bytes, and one entry at least.
    private var windowOverflows: Bool {
        let window = self.queues[0]
        let all = window.bytes + self.queues[1].bytes + self.queues[2].bytes
        return window.count > 1 && window.bytes * 100 > all
    }
}
