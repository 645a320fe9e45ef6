import GatewayCore
import Testing

@Suite struct BatchMachineTests {
    private typealias Machine = BatchMachine<String, Int>
    private static let limits = Machine.Limits(window: 2_000_000, maxInputs: 10, maxBytes: 1000)

    @Test func `elements of one kind that come within the window go together, in order`() {
        var machine = Machine(maxOpen: 4)
        for element in 0..<4 {
            let offer = machine.offer(element, kind: "a", inputs: 1, bytes: 1, limits: Self.limits, at: UInt64(element))
            #expect(offer.isTaken && offer.ticket != nil && offer.ready.isEmpty)
        }
        #expect(machine.nextDue == 2_000_000)
        let early = machine.due(at: 1_999_999)
        #expect(early.isEmpty)
        let due = machine.due(at: 2_000_000)
        #expect(due == [[0, 1, 2, 3]])
        #expect(machine.nextDue == nil && machine.openCount == 0 && machine.count == 0)
    }

    @Test func `kinds do not mix, and the older batch goes first`() {
        var machine = Machine(maxOpen: 4)
        _ = machine.offer(1, kind: "a", inputs: 1, bytes: 1, limits: Self.limits, at: 5)
        _ = machine.offer(2, kind: "b", inputs: 1, bytes: 1, limits: Self.limits, at: 6)
        _ = machine.offer(3, kind: "a", inputs: 1, bytes: 1, limits: Self.limits, at: 7)
        let first = machine.due(at: 2_000_005)
        let second = machine.due(at: 2_000_006)
        #expect(first == [[1, 3]] && second == [[2]])
    }

    @Test func `a batch that is full goes at once, by inputs and by bytes`() {
        for (inputs, bytes) in [(5, 1), (1, 500)] {
            var machine = Machine(maxOpen: 4)
            _ = machine.offer(1, kind: "a", inputs: inputs, bytes: bytes, limits: Self.limits, at: 0)
            let offer = machine.offer(2, kind: "a", inputs: inputs, bytes: bytes, limits: Self.limits, at: 0)
            #expect(offer.isTaken && offer.ticket == nil)
            #expect(offer.ready == [[1, 2]])
            #expect(machine.openCount == 0)
        }
    }

    @Test func `an element that does not fit sends the batch on its way and opens the next`() {
        for (inputs, bytes) in [(6, 1), (1, 600)] {
            var machine = Machine(maxOpen: 1)
            _ = machine.offer(1, kind: "a", inputs: inputs, bytes: bytes, limits: Self.limits, at: 0)
            let offer = machine.offer(2, kind: "a", inputs: inputs, bytes: bytes, limits: Self.limits, at: 7)
            #expect(offer.ready == [[1]] && offer.ticket != nil)
            let early = machine.due(at: 2_000_006)
            let due = machine.due(at: 2_000_007)
            #expect(early.isEmpty && due == [[2]])
        }
    }

    @Test(arguments: [(10, 1, 2_000_000), (1, 1000, 2_000_000), (1, 1, 0), (0, 1, 2_000_000)])
    func `what fills a batch by itself goes alone, and so does everything without a window`(
        _ inputs: Int,
        _ bytes: Int,
        _ window: UInt64
    ) {
        var machine = Machine(maxOpen: 4)
        var limits = Self.limits
        limits.window = window
        let offer = machine.offer(1, kind: "a", inputs: inputs, bytes: bytes, limits: limits, at: 0)
        #expect(!offer.isTaken && offer.ticket == nil && offer.ready.isEmpty && machine.count == 0)
    }

    @Test func `only so many batches are open`() {
        var machine = Machine(maxOpen: 2)
        for kind in ["a", "b"] {
            let offer = machine.offer(1, kind: kind, inputs: 1, bytes: 1, limits: Self.limits, at: 0)
            #expect(offer.isTaken)
        }
        let third = machine.offer(1, kind: "c", inputs: 1, bytes: 1, limits: Self.limits, at: 0)
        let again = machine.offer(1, kind: "a", inputs: 1, bytes: 1, limits: Self.limits, at: 0)
        #expect(!third.isTaken && again.isTaken)
    }

    @Test func `whoever leaves is out, and makes room`() throws {
        var machine = Machine(maxOpen: 4)
        let first = machine.offer(1, kind: "a", inputs: 8, bytes: 1, limits: Self.limits, at: 0)
        _ = machine.offer(2, kind: "a", inputs: 1, bytes: 1, limits: Self.limits, at: 0)
        let ticket = try #require(first.ticket)
        let (wasIn, isIn) = (machine.withdraw(ticket), machine.withdraw(ticket))
        #expect(wasIn && !isIn)
        let third = machine.offer(3, kind: "a", inputs: 8, bytes: 1, limits: Self.limits, at: 1)
        #expect(third.ready.isEmpty)
        let due = machine.due(at: 2_000_000)
        #expect(due == [[2, 3]])
        let last = machine.offer(4, kind: "a", inputs: 1, bytes: 1, limits: Self.limits, at: 0)
        let isOut = machine.withdraw(try #require(last.ticket))
        #expect(isOut && machine.openCount == 0 && machine.nextDue == nil)
    }

    @Test func `a ticket of a batch that went takes nobody out of the next one`() throws {
        var machine = Machine(maxOpen: 4)
        let first = machine.offer(1, kind: "a", inputs: 1, bytes: 1, limits: Self.limits, at: 0)
        let ticket = try #require(first.ticket)
        _ = machine.due(at: 2_000_000)
        _ = machine.offer(2, kind: "a", inputs: 1, bytes: 1, limits: Self.limits, at: 3_000_000)
        let isOut = machine.withdraw(ticket)
        #expect(!isOut && machine.count == 1)
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func `nobody is lost, doubled or kept beyond the window, and no batch is over its limits`(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var machine = Machine(maxOpen: 3)
        var now: UInt64 = 0
        var waiting: [Int: (since: UInt64, ticket: Machine.Ticket?, inputs: Int)] = [:]
        var gone: Set<Int> = []
        func take(_ batches: [[Int]]) {
            for batch in batches {
                #expect(batch.reduce(0) { $0 + (waiting[$1]?.inputs ?? 0) } <= Self.limits.maxInputs, "seed \(seed)")
                #expect(batch == batch.sorted())
                for element in batch {
                    #expect(waiting.removeValue(forKey: element) != nil, "seed \(seed)")
                    #expect(gone.insert(element).inserted, "seed \(seed)")
                }
            }
        }
        for element in 0..<600 {
            now += UInt64.random(in: 0...900_000, using: &random)
            take(machine.due(at: now))
            #expect(waiting.values.allSatisfy { now < $0.since + Self.limits.window }, "seed \(seed)")
            if Int.random(in: 0..<6, using: &random) == 0, let (leaver, state) = waiting.min(by: { $0.key < $1.key }),
                let ticket = state.ticket
            {
                let isOut = machine.withdraw(ticket)
                #expect(isOut, "seed \(seed)")
                waiting[leaver] = nil
            }
            let inputs = Int.random(in: 1...11, using: &random)
            let kind = String(Int.random(in: 0..<4, using: &random))
            waiting[element] = (now, nil, inputs)
            let offer = machine.offer(element, kind: kind, inputs: inputs, bytes: 1, limits: Self.limits, at: now)
            waiting[element] = offer.isTaken ? (now, offer.ticket, inputs) : nil
            take(offer.ready)
            #expect(machine.count == waiting.count, "seed \(seed)")
            #expect(machine.openCount <= 3)
        }
    }
}
