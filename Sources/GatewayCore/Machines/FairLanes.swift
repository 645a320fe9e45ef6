/// Waiting elements in three classes, each with one lane per tenant that has something waiting there.
///
/// The plumbing under `FairQueue`, which decides. Elements and lanes lie in two slabs whose places are used again, linked
/// by number: within a lane in the order of arrival, within a class in the order of arrival across lanes, and the lanes
/// of a class in a ring. Everything is O(1) but `longestLane`; memory follows the largest number that ever waited.
struct FairLanes<Element> {
    /// Number of classes; the last one is the highest.
    static var classes: Int { 3 }

    private static var none: Int32 { -1 }

    /// A place for a waiting element.
    fileprivate struct Place {
        var element: Element?
        var since: UInt64 = 0
        var generation: UInt32 = 0
        var lane: Int32 = -1
        var before: Int32 = -1
        var behind: Int32 = -1
        var older: Int32 = -1
        var newer: Int32 = -1
    }

    /// What one tenant has waiting in one class; its neighbours in the ring.
    private struct Lane {
        var tenant = 0
        var rank = 0
        var count = 0
        var head: Int32 = -1
        var tail: Int32 = -1
        var before: Int32 = -1
        var behind: Int32 = -1
    }

    /// One class: whose turn it is, and what waits in it by arrival.
    private struct Class {
        var count = 0
        var turn: Int32 = -1
        var oldest: Int32 = -1
        var newest: Int32 = -1
        var lanes: [Int: Int32] = [:]
    }

    private var places: [Place] = []
    private var freePlaces: [Int32] = []
    private var lanes: [Lane] = []
    private var freeLanes: [Int32] = []
    private var ranks = Array(repeating: Class(), count: Self.classes)
    /// Elements in all classes.
    private(set) var count = 0

    /// Elements in a class.
    func count(in rank: Int) -> Int {
        self.ranks[rank].count
    }

    /// Tenants with something waiting in a class.
    func tenants(in rank: Int) -> Int {
        self.ranks[rank].lanes.count
    }

    /// Elements of a tenant in a class.
    func count(of tenant: Int, in rank: Int) -> Int {
        self.ranks[rank].lanes[tenant].map { self.lanes[Int($0)].count } ?? 0
    }

    /// Since when the oldest element of a class waits.
    func oldest(in rank: Int) -> UInt64? {
        let place = self.ranks[rank].oldest
        return place == Self.none ? nil : self.places[Int(place)].since
    }

    /// The id of the newest element of the tenant with the most elements in a class, and how many those are.
    func longestLane(in rank: Int) -> (newest: UInt64, count: Int)? {
        let first = self.ranks[rank].turn
        guard first != Self.none else { return nil }
        var longest = first
        var lane = self.lanes[Int(first)].behind
        while lane != first {
            if self.lanes[Int(lane)].count > self.lanes[Int(longest)].count {
                longest = lane
            }
            lane = self.lanes[Int(lane)].behind
        }
        return (self.id(of: self.lanes[Int(longest)].tail), self.lanes[Int(longest)].count)
    }

    /// Puts an element behind those of its tenant; a tenant that comes anew has its turn last.
    mutating func append(_ element: Element, tenant: Int, rank: Int, at now: UInt64) -> UInt64 {
        let lane = self.ranks[rank].lanes[tenant] ?? self.openLane(of: tenant, in: rank)
        let place = self.takePlace()
        let tail = self.lanes[Int(lane)].tail
        let newest = self.ranks[rank].newest
        self.places[Int(place)].element = element
        self.places[Int(place)].since = now
        self.places[Int(place)].lane = lane
        self.places[Int(place)].before = tail
        self.places[Int(place)].older = newest
        if tail == Self.none {
            self.lanes[Int(lane)].head = place
        } else {
            self.places[Int(tail)].behind = place
        }
        if newest == Self.none {
            self.ranks[rank].oldest = place
        } else {
            self.places[Int(newest)].newer = place
        }
        self.lanes[Int(lane)].tail = place
        self.lanes[Int(lane)].count += 1
        self.ranks[rank].newest = place
        self.ranks[rank].count += 1
        self.count += 1
        return self.id(of: place)
    }

    /// Takes the first element of the tenant whose turn it is, and passes the turn on.
    mutating func popFirst(in rank: Int) -> (element: Element, since: UInt64)? {
        let lane = self.ranks[rank].turn
        guard lane != Self.none else { return nil }
        self.ranks[rank].turn = self.lanes[Int(lane)].behind
        return self.take(self.lanes[Int(lane)].head)
    }

    /// Takes an element out; nil where it is there no more.
    mutating func remove(id: UInt64) -> (element: Element, rank: Int)? {
        let place = Int(id & 0xFFFF_FFFF)
        guard place < self.places.count, self.places[place].generation == UInt32(id >> 32),
            self.places[place].lane != Self.none
        else {
            return nil
        }
        let rank = self.lanes[Int(self.places[place].lane)].rank
        return self.take(Int32(place)).map { ($0.element, rank) }
    }

    private func id(of place: Int32) -> UInt64 {
        UInt64(self.places[Int(place)].generation) << 32 | UInt64(place)
    }

    private mutating func take(_ place: Int32) -> (element: Element, since: UInt64)? {
        let taken = self.places[Int(place)]
        guard let element = taken.element else { return nil }
        let rank = self.lanes[Int(taken.lane)].rank
        if taken.before == Self.none {
            self.lanes[Int(taken.lane)].head = taken.behind
        } else {
            self.places[Int(taken.before)].behind = taken.behind
        }
        if taken.behind == Self.none {
            self.lanes[Int(taken.lane)].tail = taken.before
        } else {
            self.places[Int(taken.behind)].before = taken.before
        }
        if taken.older == Self.none {
            self.ranks[rank].oldest = taken.newer
        } else {
            self.places[Int(taken.older)].newer = taken.newer
        }
        if taken.newer == Self.none {
            self.ranks[rank].newest = taken.older
        } else {
            self.places[Int(taken.newer)].older = taken.older
        }
        // The next user of the place has another id, so that a late `remove` cannot meet the wrong element.
        self.places[Int(place)] = Place(generation: taken.generation &+ 1)
        self.freePlaces.append(place)
        self.ranks[rank].count -= 1
        self.count -= 1
        self.lanes[Int(taken.lane)].count -= 1
        if self.lanes[Int(taken.lane)].count == 0 {
            self.closeLane(taken.lane)
        }
        return (element, taken.since)
    }

    private mutating func takePlace() -> Int32 {
        if let place = self.freePlaces.popLast() {
            return place
        }
        self.places.append(Place())
        return Int32(self.places.count - 1)
    }

    private mutating func openLane(of tenant: Int, in rank: Int) -> Int32 {
        let lane: Int32
        if let free = self.freeLanes.popLast() {
            lane = free
        } else {
            lane = Int32(self.lanes.count)
            self.lanes.append(Lane())
        }
        let turn = self.ranks[rank].turn
        if turn == Self.none {
            self.lanes[Int(lane)] = Lane(tenant: tenant, rank: rank, before: lane, behind: lane)
            self.ranks[rank].turn = lane
        } else {
            let last = self.lanes[Int(turn)].before
            self.lanes[Int(lane)] = Lane(tenant: tenant, rank: rank, before: last, behind: turn)
            self.lanes[Int(last)].behind = lane
            self.lanes[Int(turn)].before = lane
        }
        self.ranks[rank].lanes[tenant] = lane
        return lane
    }

    private mutating func closeLane(_ lane: Int32) {
        let closed = self.lanes[Int(lane)]
        self.lanes[Int(closed.before)].behind = closed.behind
        self.lanes[Int(closed.behind)].before = closed.before
        if self.ranks[closed.rank].turn == lane {
            self.ranks[closed.rank].turn = closed.behind == lane ? Self.none : closed.behind
        }
        self.ranks[closed.rank].lanes[closed.tenant] = nil
        self.freeLanes.append(lane)
    }
}

extension FairLanes: Sendable where Element: Sendable {}
extension FairLanes.Place: Sendable where Element: Sendable {}
