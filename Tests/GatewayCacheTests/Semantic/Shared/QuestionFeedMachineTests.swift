import Testing

@testable import GatewayCache

struct QuestionFeedMachineTests {
    private static func id(_ number: UInt64) -> StreamID { StreamID(milliseconds: 100, sequence: number) }

    /// A machine that has read up to an entry and waits for more.
    private static func reading(upTo number: UInt64) -> QuestionFeedMachine {
        var machine = QuestionFeedMachine()
        _ = machine.started()
        _ = machine.read(last: Self.id(number), isFull: false)
        _ = machine.delivered()
        return machine
    }

    @Test func `a new node reads from the beginning, and is warm once a read was not full`() {
        var machine = QuestionFeedMachine()
        #expect(machine.started() == .read(after: .beginning))
        #expect(machine.read(last: Self.id(1), isFull: true) == .deliver)
        #expect(!machine.isWarm)
        #expect(machine.delivered() == .check(Self.id(1)))
        #expect(machine.checked(isThere: true, newest: Self.id(2)) == .read(after: Self.id(1)))
        #expect(machine.read(last: Self.id(2), isFull: false) == .deliver)
        #expect(!machine.isWarm)
        #expect(machine.delivered() == .read(after: Self.id(2)))
        #expect(machine.isWarm && machine.gaps == 0 && machine.resets == 0)
    }

    @Test func `an empty stream makes a node warm`() {
        var machine = QuestionFeedMachine()
        _ = machine.started()
        #expect(machine.read(last: nil, isFull: false) == .read(after: .beginning))
        #expect(machine.isWarm)
    }

    @Test func `nothing is read before what was handed on has been taken`() {
        var machine = QuestionFeedMachine()
        _ = machine.started()
        #expect(machine.read(last: Self.id(1), isFull: false) == .deliver)
        #expect(machine.read(last: Self.id(2), isFull: false) == .nothing)
        #expect(machine.failed() == .nothing && machine.waited() == .nothing)
        #expect(machine.delivered() == .read(after: Self.id(1)))
        #expect(machine.delivered() == .nothing)
    }

    @Test func `after a failure it is checked whether something was missed`() {
        var machine = Self.reading(upTo: 5)
        #expect(machine.failed() == .wait(50))
        #expect(machine.waited() == .check(Self.id(5)))
        #expect(machine.checked(isThere: true, newest: Self.id(9)) == .read(after: Self.id(5)))
        #expect(machine.gaps == 0)
        _ = machine.failed()
        _ = machine.waited()
        #expect(machine.checked(isThere: false, newest: Self.id(90)) == .read(after: Self.id(5)))
        #expect(machine.gaps == 1 && machine.resets == 0)
    }

    @Test(arguments: [nil, StreamID(milliseconds: 100, sequence: 4), StreamID(milliseconds: 99, sequence: 9)])
    func `a stream that ends before what was read is another one`(newest: StreamID?) {
        var machine = Self.reading(upTo: 5)
        _ = machine.failed()
        _ = machine.waited()
        #expect(machine.checked(isThere: false, newest: newest) == .read(after: .beginning))
        #expect(machine.gaps == 0 && machine.resets == 1)
    }

    @Test func `a silent stream is checked, too, lest it was dropped`() {
        var machine = Self.reading(upTo: 5)
        #expect(machine.read(last: nil, isFull: false) == .check(Self.id(5)))
        #expect(machine.checked(isThere: true, newest: Self.id(5)) == .read(after: Self.id(5)))
        #expect(machine.gaps == 0 && machine.resets == 0)
    }

    @Test func `waits grow to a bound, and begin anew after a success`() {
        var machine = Self.reading(upTo: 1)
        var waits: [QuestionFeedMachine.Action] = []
        for _ in 0..<8 {
            waits.append(machine.failed())
            #expect(machine.failed() == .nothing)
            _ = machine.waited()
        }
        #expect(waits == [50, 100, 200, 400, 800, 1_600, 2_000, 2_000].map { .wait($0) })
        _ = machine.checked(isThere: true, newest: Self.id(1))
        #expect(machine.failed() == .wait(50))
    }

    @Test func `a stopped feed wants nothing, and goes on where it was`() {
        var machine = Self.reading(upTo: 3)
        machine.stopped()
        #expect(machine.read(last: Self.id(4), isFull: false) == .nothing)
        #expect(machine.failed() == .nothing && machine.waited() == .nothing && machine.delivered() == .nothing)
        #expect(machine.checked(isThere: false, newest: nil) == .nothing)
        #expect(machine.started() == .check(Self.id(3)))
        #expect(machine.started() == .nothing)
    }

    @Test(arguments: ["", "-", "1", "1-", "-1", "a-1", "1-b", "1-2-3", "18446744073709551616-0", " 1-2"])
    func `what is no place in a stream is not taken for one`(text: String) {
        #expect(StreamID(text) == nil)
    }

    @Test func `places are ordered by time, then by number`() throws {
        let ids = ["0-0", "0-1", "9-99", "10-0", "18446744073709551615-18446744073709551615"]
        let read = try ids.map { try #require(StreamID($0)) }
        #expect(read == read.sorted() && read.map(\.text) == ids && read.first == .beginning)
    }
}
