/// S3-FIFO: queue 0 is the small one, queue 1 the main one, and ghosts are what left the small one.
///
/// A newcomer stands in the small queue, a tenth of the bytes. At its end it moves to the main queue if it was asked for
/// meanwhile, and otherwise leaves a ghost; whoever comes back while its ghost is remembered goes to the main queue at
/// once. In the main queue an entry that was asked for goes around again, up to three times.
extension MemoryShard {
    private static var mostFrequency: UInt8 { 3 }
    /// Uses in the small queue that earn a place in the main one.
    private static var promotion: UInt8 { 1 }
    /// Entries that an eviction may pass over, which bounds the time under the lock.
    private static var mostPassed: Int { 64 }

    mutating func placeS3(_ index: UInt32) {
        let returned = self.ghosts.take(self.entries[index].pointee.key, window: self.ghostWindow)
        self.link(index, in: returned ? 1 : 0)
    }

    @inline(__always)
    mutating func touchS3(_ index: UInt32) {
        let entry = self.entries[index]
        if entry.pointee.frequency < Self.mostFrequency {
            entry.pointee.frequency += 1
        }
    }

    mutating func evictS3() {
        for _ in 0..<Self.mostPassed {
            if self.takesFromSmall {
                let index = self.queues[0].tail
                guard self.entries[index].pointee.frequency >= Self.promotion else {
                    self.leaveGhost(of: index)
                    return
                }
                self.entries[index].pointee.frequency = 0
                self.move(index, to: 1)
            } else {
                let index = self.queues[1].tail
                guard self.entries[index].pointee.frequency > 0 else {
                    self.remove(index)
                    return
                }
                self.entries[index].pointee.frequency -= 1
                self.move(index, to: 1)
            }
        }
        self.remove(self.takesFromSmall ? self.queues[0].tail : self.queues[1].tail)
    }

    private var takesFromSmall: Bool {
        let small = self.queues[0]
        let main = self.queues[1]
        return main.count == 0 || (small.count > 0 && small.bytes * 10 > small.bytes + main.bytes)
    }

    private var ghostWindow: Int { self.entries.count }

    private mutating func leaveGhost(of index: UInt32) {
        self.ghosts.insert(self.entries[index].pointee.key, capacity: self.ghostWindow)
        self.remove(index)
    }
}
