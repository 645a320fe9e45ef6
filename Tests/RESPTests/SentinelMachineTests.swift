import NIOCore
import Testing

@testable import RESP

@Suite struct SentinelMachineTests {
    private let old = RedisAddress(host: "10.0.0.1", port: 1)
    private let new = RedisAddress(host: "10.0.0.2", port: 2)

    private func text(_ text: String) -> RESPValue { .bulk(ByteBuffer(string: text)) }

    @Test func `a majority of those asked decides at once`() {
        var vote = SentinelVote(asked: 3)
        let answers = [vote.count(self.old), vote.count(self.new), vote.count(self.new)]
        #expect(answers == [nil, nil, self.new])
        var quick = SentinelVote(asked: 3)
        #expect(quick.count(self.new) == nil)
        #expect(quick.count(self.new) == self.new)
    }

    @Test func `without a majority the most named is taken when all were heard`() {
        var vote = SentinelVote(asked: 4)
        #expect(vote.count(self.new) == nil)
        #expect(vote.count(nil) == nil)
        #expect(vote.count(nil) == nil)
        #expect(vote.count(nil) == self.new)
        #expect(vote.isComplete)
    }

    @Test func `a tie goes to the earliest, and nobody's answer is none`() {
        var vote = SentinelVote(asked: 2)
        #expect(vote.count(self.old) == nil)
        #expect(vote.count(self.new) == self.old)
        var none = SentinelVote(asked: 1)
        #expect(none.count(nil) == nil)
        #expect(none.isComplete)
    }

    @Test func `an address is a host and a port`() {
        let good = RESPValue.array([self.text("10.0.0.1"), self.text("1")])
        #expect(SentinelReply.address(good, host: "s") == self.old)
        let unnamed = RESPValue.array([self.text(""), self.text("6379")])
        #expect(SentinelReply.address(unnamed, host: "s") == RedisAddress(host: "s", port: 6379))
        let bad: [RESPValue] = [
            .null, .array([]), .array([self.text("h")]), .array([self.text("h"), self.text("x")]),
            .array([self.text("h"), self.text("0")]), .array([self.text("h"), self.text("1"), self.text("2")]),
            .integer(1),
        ]
        for value in bad { #expect(SentinelReply.address(value, host: "s") == nil, "\(value)") }
    }

    @Test(arguments: [
        ("cache 10.0.0.1 1 10.0.0.2 2", true), ("other 10.0.0.1 1 10.0.0.2 2", false),
        ("cache 10.0.0.1 1 10.0.0.2", false),
        ("cache 10.0.0.1 1 10.0.0.2 x", false), ("", false), ("cache", false),
    ])
    func `a switch of our primary names the new one`(message: String, isOurs: Bool) {
        let push = RESPValue.push([self.text("message"), self.text("+switch-master"), self.text(message)])
        #expect(SentinelReply.newPrimary(push, name: "cache", host: "s") == (isOurs ? self.new : nil))
    }

    @Test func `other pushes name nobody`() {
        let words = self.text("cache 10.0.0.1 1 10.0.0.2 2")
        for push in [
            RESPValue.push([self.text("message"), self.text("+sdown"), words]),
            .push([self.text("subscribe"), self.text("+switch-master"), .integer(1)]), .push([]), .null,
            .push([self.text("invalidate"), .null]),
        ] {
            #expect(SentinelReply.newPrimary(push, name: "cache", host: "s") == nil)
        }
    }

    @Test func `only a primary says that it is one`() {
        #expect(SentinelReply.isPrimary(.array([self.text("master"), .integer(0), .array([])])))
        #expect(!SentinelReply.isPrimary(.array([self.text("slave"), self.text("h"), .integer(1)])))
        #expect(!SentinelReply.isPrimary(.array([self.text("sentinel"), .array([])])))
        #expect(!SentinelReply.isPrimary(.null))
        #expect(!SentinelReply.isPrimary(.array([])))
    }
}
