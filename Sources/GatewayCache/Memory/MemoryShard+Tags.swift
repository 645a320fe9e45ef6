/// One entry's having one tag: linked with the tag's other entries, and with the entry's other tags.
struct TagMembership {
    let tag: CacheTag
    var entry: UInt32
    /// Neighbours within the tag.
    var previous = EntryQueue.none
    var next = EntryQueue.none
    /// Next tag of the entry.
    var nextOfEntry = EntryQueue.none
    /// Entries with the tag, in the first membership of it.
    var count: UInt32 = 1

    var fingerprint: UInt32 { Self.fingerprint(of: self.tag) }

    static func fingerprint(of tag: CacheTag) -> UInt32 { UInt32(truncatingIfNeeded: tag.hash) }
}

/// The index from tags to entries: purging by tag touches the tag's entries and no others.
extension MemoryShard {
    /// First membership of a tag.
    func first(of tag: CacheTag) -> UInt32? {
        self.tags.search(TagMembership.fingerprint(of: tag)) { self.memberships[$0].pointee.tag == tag }
    }

    /// Entries with a tag.
    func count(of tag: CacheTag) -> Int {
        self.first(of: tag).map { Int(self.memberships[$0].pointee.count) } ?? 0
    }

    /// Removes entries with a tag, at most so many; how many it removed.
    mutating func remove(tagged tag: CacheTag, limit: Int) -> Int {
        var removed = 0
        while removed < limit, let membership = self.first(of: tag) {
            self.remove(self.memberships[membership].pointee.entry)
            removed += 1
        }
        self.statistics.removals += removed
        return removed
    }

    /// Gives an entry a tag; a tag that it has already is not given twice.
    mutating func attach(_ tag: CacheTag, to index: UInt32) {
        var other = self.entries[index].pointee.firstTag
        while other != EntryQueue.none {
            if self.memberships[other].pointee.tag == tag { return }
            other = self.memberships[other].pointee.nextOfEntry
        }
        let head = self.first(of: tag)
        let added = self.memberships.append(TagMembership(tag: tag, entry: index))
        let membership = self.memberships[added]
        membership.pointee.nextOfEntry = self.entries[index].pointee.firstTag
        self.entries[index].pointee.firstTag = added
        guard let head else {
            self.tags.insert(TagMembership.fingerprint(of: tag), added)
            return
        }
        membership.pointee.next = head
        membership.pointee.count = self.memberships[head].pointee.count + 1
        self.memberships[head].pointee.previous = added
        self.tags.replace(TagMembership.fingerprint(of: tag), head, with: added)
    }

    /// Takes all tags from an entry.
    mutating func detachTags(of index: UInt32) {
        let entry = self.entries[index]
        while entry.pointee.firstTag != EntryQueue.none {
            let membership = entry.pointee.firstTag
            entry.pointee.firstTag = self.memberships[membership].pointee.nextOfEntry
            self.leaveTag(membership)
            self.drop(membership)
        }
    }

    /// Follows an entry that has moved to another index.
    mutating func retag(to index: UInt32) {
        var membership = self.entries[index].pointee.firstTag
        while membership != EntryQueue.none {
            self.memberships[membership].pointee.entry = index
            membership = self.memberships[membership].pointee.nextOfEntry
        }
    }

    /// Unlinks a membership from its tag.
    private mutating func leaveTag(_ index: UInt32) {
        let membership = self.memberships[index]
        let (previous, next) = (membership.pointee.previous, membership.pointee.next)
        let fingerprint = membership.pointee.fingerprint
        if next != EntryQueue.none {
            self.memberships[next].pointee.previous = previous
        }
        if previous != EntryQueue.none {
            self.memberships[previous].pointee.next = next
            if let head = self.first(of: membership.pointee.tag) {
                self.memberships[head].pointee.count -= 1
            }
        } else if next != EntryQueue.none {
            self.memberships[next].pointee.count = membership.pointee.count - 1
            self.tags.replace(fingerprint, index, with: next)
        } else {
            self.tags.remove(fingerprint, index)
        }
    }

    /// Ends an unlinked membership; the last one takes its index.
    private mutating func drop(_ index: UInt32) {
        let last = UInt32(self.memberships.count - 1)
        self.memberships.remove(at: index)
        guard index != last else { return }
        let moved = self.memberships[index]
        if moved.pointee.previous != EntryQueue.none {
            self.memberships[moved.pointee.previous].pointee.next = index
        } else {
            self.tags.replace(moved.pointee.fingerprint, last, with: index)
        }
        if moved.pointee.next != EntryQueue.none {
            self.memberships[moved.pointee.next].pointee.previous = index
        }
        let owner = self.entries[moved.pointee.entry]
        guard owner.pointee.firstTag != last else {
            owner.pointee.firstTag = index
            return
        }
        var other = owner.pointee.firstTag
        while self.memberships[other].pointee.nextOfEntry != last {
            other = self.memberships[other].pointee.nextOfEntry
        }
        self.memberships[other].pointee.nextOfEntry = index
    }
}
