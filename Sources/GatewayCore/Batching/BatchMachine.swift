/// Elements that wait a short while for others of their kind, to go on together.
///
/// The first of a kind opens a batch; its window, its inputs and its bytes say when the batch goes. An element that does
/// not fit sends the open batch on its way and opens the next one. Bounded: so many batches are open at a time, and who
/// would open one more goes alone.
///
/// A pure machine: times are nanoseconds of one monotonic clock. O(1), but for `due` and `nextDue`, which look at the
/// open batches.
package struct BatchMachine<Kind: Hashable, Element> {
    /// What a batch may hold.
    package struct Limits: Sendable, Equatable {
        /// Nanoseconds that the first element waits.
        package var window: UInt64
        /// Inputs at most.
        package var maxInputs: Int
        /// Bytes at most.
        package var maxBytes: Int

        /// Creates limits.
        package init(window: UInt64, maxInputs: Int, maxBytes: Int) {
            self.window = window
            self.maxInputs = maxInputs
            self.maxBytes = maxBytes
        }
    }

    /// Takes a waiting element out again.
    package typealias Ticket = BatchTicket<Kind>

    /// What became of a newcomer.
    package struct Offer {
        /// Its ticket; nil where it does not wait.
        package var ticket: Ticket?
        /// Whether it is in a batch, be it one that goes now; else it goes alone.
        package var isTaken: Bool
        /// Batches that go now, each in order of arrival.
        package var ready: [[Element]] = []
    }

    private struct Batch {
        let id: UInt64
        let dueAt: UInt64
        var elements: [(number: Int, inputs: Int, bytes: Int, element: Element)] = []
        var inputs = 0
        var bytes = 0
        var nextNumber = 0
    }

    private let maxOpen: Int
    private var open: [Kind: Batch] = [:]
    private var nextID: UInt64 = 0

    /// Creates a machine with no batch open.
    package init(maxOpen: Int) {
        self.maxOpen = maxOpen
    }

    /// Batches that are open.
    package var openCount: Int { self.open.count }

    /// Elements that wait.
    package var count: Int { self.open.values.reduce(0) { $0 + $1.elements.count } }

    /// Takes a newcomer in, or not.
    ///
    /// - Parameters:
    ///   - inputs: what it brings.
    ///   - bytes: how large that is.
    package mutating func offer(
        _ element: Element,
        kind: Kind,
        inputs: Int,
        bytes: Int,
        limits: Limits,
        at now: UInt64
    ) -> Offer {
        guard limits.window > 0, inputs > 0, inputs < limits.maxInputs, bytes < limits.maxBytes else {
            return Offer(isTaken: false)
        }
        var ready: [[Element]] = []
        var batch: Batch
        if let known = self.open[kind] {
            if known.inputs + inputs <= limits.maxInputs, known.bytes + bytes <= limits.maxBytes {
                batch = known
            } else {
                ready.append(known.elements.map(\.element))
                self.open[kind] = nil
                batch = self.makeBatch(dueAt: now.later(by: limits.window))
            }
        } else {
            guard self.open.count < self.maxOpen else { return Offer(isTaken: false) }
            batch = self.makeBatch(dueAt: now.later(by: limits.window))
        }
        let ticket = Ticket(kind: kind, batch: batch.id, number: batch.nextNumber)
        batch.elements.append((batch.nextNumber, inputs, bytes, element))
        batch.nextNumber += 1
        batch.inputs += inputs
        batch.bytes += bytes
        guard batch.inputs < limits.maxInputs, batch.bytes < limits.maxBytes else {
            self.open[kind] = nil
            ready.append(batch.elements.map(\.element))
            return Offer(ticket: nil, isTaken: true, ready: ready)
        }
        self.open[kind] = batch
        return Offer(ticket: ticket, isTaken: true, ready: ready)
    }

    private mutating func makeBatch(dueAt: UInt64) -> Batch {
        self.nextID += 1
        return Batch(id: self.nextID, dueAt: dueAt)
    }

    /// Takes an element out that waits no more.
    ///
    /// - Returns: false where its batch has gone.
    package mutating func withdraw(_ ticket: Ticket) -> Bool {
        guard var batch = self.open[ticket.kind], batch.id == ticket.batch,
            let place = batch.elements.firstIndex(where: { $0.number == ticket.number })
        else { return false }
        let gone = batch.elements.remove(at: place)
        batch.inputs -= gone.inputs
        batch.bytes -= gone.bytes
        self.open[ticket.kind] = batch.elements.isEmpty ? nil : batch
        return true
    }

    /// Hands out the batches whose window is over, the oldest first.
    package mutating func due(at now: UInt64) -> [[Element]] {
        let due = self.open.filter { $0.value.dueAt <= now }.sorted { $0.value.id < $1.value.id }
        for (kind, _) in due {
            self.open[kind] = nil
        }
        return due.map { $0.value.elements.map(\.element) }
    }

    /// When `due` has something to hand out; nil while nothing waits.
    package var nextDue: UInt64? {
        self.open.values.lazy.map(\.dueAt).min()
    }
}

/// The place of an element in an open batch.
package struct BatchTicket<Kind: Hashable>: Hashable {
    fileprivate let kind: Kind
    fileprivate let batch: UInt64
    fileprivate let number: Int
}
