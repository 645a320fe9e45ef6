import GatewayCore

/// The queues, and what of them is the same for all policies.
extension MemoryShard {
    /// Puts a new entry where the policy begins.
    mutating func place(_ index: UInt32) {
        switch self.policy {
        case .s3fifo: self.placeS3(index)
        case .wTinyLFU: self.placeTiny(index)
        case .lru: self.link(index, in: 0)
        }
    }

    /// Tells the policy that an entry was asked for.
    @inline(__always)
    mutating func touch(_ index: UInt32) {
        switch self.policy {
        case .s3fifo: self.touchS3(index)
        case .wTinyLFU: self.touchTiny(index)
        case .lru: self.move(index, to: 0)
        }
    }

    /// Brings the queues into their proportions after an insertion, as long as there is room.
    mutating func settle() {
        guard self.policy == .wTinyLFU else { return }
        self.settleTiny()
    }

    /// Removes the entry that the policy can do without; there is at least one.
    mutating func evictOne() {
        switch self.policy {
        case .s3fifo: self.evictS3()
        case .wTinyLFU: self.evictTiny()
        case .lru: self.remove(self.queues[0].tail)
        }
    }

    // MARK: Links

    /// Links an entry at the head of a queue.
    mutating func link(_ index: UInt32, in queue: UInt8) {
        let entry = self.entries[index]
        let head = self.queues[Int(queue)].head
        entry.pointee.queue = queue
        entry.pointee.previous = EntryQueue.none
        entry.pointee.next = head
        if head != EntryQueue.none {
            self.entries[head].pointee.previous = index
        } else {
            self.queues[Int(queue)].tail = index
        }
        self.queues[Int(queue)].head = index
        self.queues[Int(queue)].count += 1
        self.queues[Int(queue)].bytes += entry.pointee.charge
    }

    /// Takes an entry out of its queue.
    mutating func unlink(_ index: UInt32) {
        let entry = self.entries[index]
        let (queue, previous, next) = (Int(entry.pointee.queue), entry.pointee.previous, entry.pointee.next)
        if previous != EntryQueue.none {
            self.entries[previous].pointee.next = next
        } else {
            self.queues[queue].head = next
        }
        if next != EntryQueue.none {
            self.entries[next].pointee.previous = previous
        } else {
            self.queues[queue].tail = previous
        }
        self.queues[queue].count -= 1
        self.queues[queue].bytes -= entry.pointee.charge
    }

    /// Moves an entry to the head of a queue, which may be its own.
    mutating func move(_ index: UInt32, to queue: UInt8) {
        let entry = self.entries[index]
        if entry.pointee.queue == queue, entry.pointee.previous == EntryQueue.none { return }
        self.unlink(index)
        self.link(index, in: queue)
    }

    /// Follows an entry that has moved to another index.
    mutating func relink(to index: UInt32) {
        let entry = self.entries[index]
        let queue = Int(entry.pointee.queue)
        if entry.pointee.previous != EntryQueue.none {
            self.entries[entry.pointee.previous].pointee.next = index
        } else {
            self.queues[queue].head = index
        }
        if entry.pointee.next != EntryQueue.none {
            self.entries[entry.pointee.next].pointee.previous = index
        } else {
            self.queues[queue].tail = index
        }
    }
}
