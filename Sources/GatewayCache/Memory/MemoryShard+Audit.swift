/// Walks everything and finds what does not agree; for tests.
extension MemoryShard {
    /// What is wrong, and the keys of each queue from the head on.
    func audit() -> MemoryAudit {
        var audit = MemoryAudit()
        audit.expect(self.table.size == self.entries.count, "table holds \(self.table.size) of \(self.entries.count)")
        audit.expect(self.entries.count == 0 || self.accountedBytes <= self.budget, "bytes exceed the budget")
        self.auditQueues(&audit)
        var values = 0
        var tagged = 0
        for index in 0..<UInt32(self.entries.count) {
            let entry = self.entries[index].pointee
            values += Int(entry.size)
            audit.expect(self.index(of: entry.key) == index, "the table does not lead to entry \(index)")
            audit.expect((entry.wheelSlot == ExpiryWheel.noSlot) == (entry.dropAt >> 63 != 0), "\(index) in no slot")
            self.auditWheel(of: index, entry, &audit)
            var membership = entry.firstTag
            while membership != EntryQueue.none {
                tagged += 1
                let link = self.memberships[membership].pointee
                audit.expect(link.entry == index, "membership \(membership) is another entry's")
                audit.expect(self.isReachable(membership, from: link.tag), "membership \(membership) is off its tag")
                membership = link.nextOfEntry
            }
        }
        audit.expect(values == self.valueBytes, "values are \(values) bytes, not \(self.valueBytes)")
        audit.expect(tagged == self.memberships.count, "\(tagged) of \(self.memberships.count) memberships are in use")
        return audit
    }

    private func auditQueues(_ audit: inout MemoryAudit) {
        for (number, queue) in self.queues.enumerated() {
            var keys: [CacheKey] = []
            var bytes = 0
            var previous = EntryQueue.none
            var index = queue.head
            while index != EntryQueue.none, keys.count <= self.entries.count {
                let entry = self.entries[index].pointee
                audit.expect(entry.previous == previous && Int(entry.queue) == number, "\(index) is wrongly linked")
                keys.append(entry.key)
                bytes += entry.charge
                previous = index
                index = entry.next
            }
            audit.expect(queue.tail == previous, "queue \(number) ends elsewhere")
            audit.expect(queue.count == keys.count && queue.bytes == bytes, "queue \(number) is wrongly counted")
            audit.queues.append(keys)
        }
        let linked = audit.queues.reduce(0) { $0 + $1.count }
        audit.expect(linked == self.entries.count, "\(linked) of \(self.entries.count) entries are queued")
    }

    private func auditWheel(of index: UInt32, _ entry: Entry, _ audit: inout MemoryAudit) {
        if entry.wheelNext != EntryQueue.none, entry.wheelSlot != ExpiryWheel.noSlot {
            let next = self.entries[entry.wheelNext].pointee
            audit.expect(
                next.wheelPrevious == index && next.wheelSlot == entry.wheelSlot,
                "\(index) is wrongly linked in the wheel"
            )
        }
    }

    private func isReachable(_ membership: UInt32, from tag: CacheTag) -> Bool {
        guard let head = self.first(of: tag) else { return false }
        var found = false
        var count: UInt32 = 0
        var other = head
        while other != EntryQueue.none, count <= UInt32(self.memberships.count) {
            found = found || other == membership
            count += 1
            other = self.memberships[other].pointee.next
        }
        return found && count == self.memberships[head].pointee.count
    }
}

/// What a walk over the whole store found.
package struct MemoryAudit: Sendable {
    /// What does not agree; empty when all is well.
    package var faults: [String] = []
    /// Keys of each shard's three queues, newest first.
    package var queues: [[CacheKey]] = []

    mutating func expect(_ condition: Bool, _ fault: @autoclosure () -> String) {
        guard !condition else { return }
        self.faults.append(fault())
    }

    mutating func add(_ other: MemoryAudit) {
        self.faults += other.faults
        self.queues += other.queues
    }
}
