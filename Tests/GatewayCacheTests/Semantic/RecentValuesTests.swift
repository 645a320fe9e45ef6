import Testing

@testable import GatewayCache

@Suite("Values of the last while")
struct RecentValuesTests {
    @Test func `the oldest key goes, and no more are kept than there is room for`() {
        var values = RecentValues<Int, String>(capacity: 3)
        for key in 0..<8 { values.note("\(key)", for: key) }
        #expect((0..<8).filter { values[$0] != nil } == [5, 6, 7])
        #expect(values[7] == "7")
    }

    @Test func `the last value of a key counts, and its place stays`() {
        var values = RecentValues<Int, String>(capacity: 2)
        values.note("a", for: 1)
        values.note("b", for: 2)
        values.note("c", for: 1)
        #expect(values[1] == "c")
        values.note("d", for: 3)
        #expect(values[1] == nil && values[2] == "b" && values[3] == "d")
    }

    @Test func `what was removed is gone, and others stay`() {
        var values = RecentValues<Int, String>(capacity: 2)
        values.note("a", for: 1)
        values.note("b", for: 2)
        values.remove(1)
        #expect(values[1] == nil && values[2] == "b")
        values.note("c", for: 3)
        #expect(values[2] == "b" && values[3] == "c")
    }
}
