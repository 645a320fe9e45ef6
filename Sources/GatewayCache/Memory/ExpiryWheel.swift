/// When entries go, without a scan and without a timer: six levels of 64 slots, the finest of about a second.
///
/// A slot is a list of entries through their wheel links. A level holds what differs from the wheel's time in its six
/// bits of the tick but in none above, so nothing wraps around, and an entry moves down at most five times in its life.
/// Work is done in small steps by whoever uses the shard: `due` says in one comparison that there is none.
struct ExpiryWheel {
    /// Slot of an entry that is in none.
    static let noSlot = UInt16.max
    /// A tick is 2^30 ns.
    private static let tickBits: UInt64 = 30
    private static let levels = 6
    private static let slotBits: UInt64 = 6

    private var heads = [UInt32](repeating: EntryQueue.none, count: Self.levels * 64)
    private var occupied = [UInt64](repeating: 0, count: Self.levels)
    private var tick: UInt64 = 0
    /// Before this time nothing is to be done.
    private(set) var due = UInt64.max

    /// Memory taken, with the allocator's share.
    static var bytes: Int {
        AllocationSize.of(32 + Self.levels * 64 * MemoryLayout<UInt32>.stride)
            + AllocationSize.of(32 + Self.levels * MemoryLayout<UInt64>.stride)
    }

    /// Puts an entry where its drop time belongs.
    mutating func insert<Value>(_ index: UInt32, in entries: borrowing Slab<MemoryEntry<Value>>) {
        let entry = entries[index]
        // Beyond half of the clock's range is never.
        guard entry.pointee.dropAt >> 63 == 0 else { return }
        // The first tick that begins after the drop time; one that has passed is met at the next.
        let target = max(entry.pointee.dropAt >> Self.tickBits + 1, self.tick + 1)
        let level = (63 - ((target ^ self.tick) | 63).leadingZeroBitCount) / Int(Self.slotBits)
        let place = (target >> (UInt64(level) * Self.slotBits)) & 63
        let slot = level * 64 + Int(place)
        let head = self.heads[slot]
        entry.pointee.wheelSlot = UInt16(slot)
        entry.pointee.wheelPrevious = EntryQueue.none
        entry.pointee.wheelNext = head
        if head != EntryQueue.none {
            entries[head].pointee.wheelPrevious = index
        }
        self.heads[slot] = index
        self.occupied[level] |= 1 << place
        self.due = min(self.due, self.start(of: Int(place), at: level) << Self.tickBits)
    }

    /// Takes an entry out.
    mutating func remove<Value>(_ index: UInt32, from entries: borrowing Slab<MemoryEntry<Value>>) {
        let entry = entries[index]
        let slot = Int(entry.pointee.wheelSlot)
        guard entry.pointee.wheelSlot != Self.noSlot else { return }
        let (previous, next) = (entry.pointee.wheelPrevious, entry.pointee.wheelNext)
        if next != EntryQueue.none {
            entries[next].pointee.wheelPrevious = previous
        }
        if previous != EntryQueue.none {
            entries[previous].pointee.wheelNext = next
        } else {
            self.heads[slot] = next
            if next == EntryQueue.none {
                self.occupied[slot >> 6] &= ~(1 << UInt64(slot & 63))
            }
        }
        entry.pointee.wheelSlot = Self.noSlot
    }

    /// Follows an entry that has moved to another index.
    mutating func moved<Value>(to index: UInt32, in entries: borrowing Slab<MemoryEntry<Value>>) {
        let entry = entries[index]
        guard entry.pointee.wheelSlot != Self.noSlot else { return }
        if entry.pointee.wheelPrevious != EntryQueue.none {
            entries[entry.pointee.wheelPrevious].pointee.wheelNext = index
        } else {
            self.heads[Int(entry.pointee.wheelSlot)] = index
        }
        if entry.pointee.wheelNext != EntryQueue.none {
            entries[entry.pointee.wheelNext].pointee.wheelPrevious = index
        }
    }

    /// The next entry that has expired by `now`, which the caller removes; nil when there is none or `steps` are used up.
    mutating func expired<Value>(
        at now: UInt64,
        steps: inout Int,
        in entries: borrowing Slab<MemoryEntry<Value>>
    ) -> UInt32? {
        let current = now >> Self.tickBits
        while steps > 0 {
            guard let (level, place) = self.earliest() else {
                self.tick = max(self.tick, current)
                self.due = .max
                return nil
            }
            let start = self.start(of: place, at: level)
            guard start <= current else {
                self.tick = max(self.tick, current)
                self.due = start << Self.tickBits
                return nil
            }
            steps -= 1
            self.tick = max(self.tick, start)
            let index = self.heads[level * 64 + place]
            if entries[index].pointee.dropAt >> Self.tickBits < self.tick {
                return index
            }
            self.remove(index, from: entries)
            self.insert(index, in: entries)
        }
        return nil
    }

    /// Level and slot that come first; at equal times the higher level, whose entries belong further down.
    private func earliest() -> (level: Int, place: Int)? {
        var found: (level: Int, place: Int)?
        var least = UInt64.max
        for level in 0..<Self.levels where self.occupied[level] != 0 {
            let place = self.occupied[level].trailingZeroBitCount
            let start = self.start(of: place, at: level)
            if start <= least {
                least = start
                found = (level, place)
            }
        }
        return found
    }

    /// The tick at which a slot is to be emptied.
    private func start(of place: Int, at level: Int) -> UInt64 {
        let shift = UInt64(level) * Self.slotBits
        return (self.tick >> (shift + Self.slotBits)) << (shift + Self.slotBits) | UInt64(place) << shift
    }
}
