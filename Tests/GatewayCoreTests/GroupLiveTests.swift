import GatewayCore
import Testing

@Suite struct GroupLiveTests {
    private static let second: UInt64 = 1_000_000_000

    private static func feed(_ live: DeploymentLive, _ end: AttemptFacts.End, times: Int, at now: UInt64) {
        for _ in 0..<times {
            live.ended(AttemptFacts(end), DeploymentLimits(), at: now)
        }
    }

    /// Lets one member fail for some seconds.
    private static func fail(_ group: GroupLive, _ lives: [DeploymentLive], _ member: Int, from start: UInt64) -> UInt64
    {
        var now = start
        for _ in 0..<12 {
            now += Self.second / 2
            for index in lives.indices {
                self.feed(lives[index], index == member ? .failed : .answered, times: 10, at: now)
            }
            group.look({ lives[$0] }, at: now)
        }
        return now
    }

    @Test func `shares follow what members do, and outlive a change of the group`() {
        let lives = (0..<3).map { _ in DeploymentLive() }
        let group = GroupLive(members: ["a", "b", "c"], settings: RoutingSettings())
        #expect((0..<3).allSatisfy { group.share($0) == 1 })
        let now = Self.fail(group, lives, 1, from: Self.second)
        #expect(group.share(0) == 1 && group.share(1) < 0.1 && group.share(2) == 1)
        #expect(group.sample().shares == [1, group.share(1), 1])
        let next = GroupLive(members: ["b", "d"], settings: RoutingSettings(), previous: group)
        #expect(next.share(0) == group.share(1) && next.share(1) == 1)
        // What the member did before is not counted once more.
        let others = [lives[1], DeploymentLive()]
        for tick in 1...40 as ClosedRange<UInt64> {
            Self.feed(others[0], .answered, times: 3, at: now)
            next.look({ others[$0] }, at: now + tick * Self.second / 2)
        }
        #expect(next.share(0) == 1)
    }

    @Test func `without settings for shares nobody loses any`() {
        var settings = RoutingSettings()
        settings.shares = nil
        let lives = (0..<2).map { _ in DeploymentLive() }
        let group = GroupLive(members: ["a", "b"], settings: settings)
        _ = Self.fail(group, lives, 1, from: Self.second)
        #expect(group.share(0) == 1 && group.share(1) == 1)
    }

    @Test func `the length of an answer is the task's, else that of all, else what is configured`() {
        let group = GroupLive(members: ["a"], settings: RoutingSettings())
        #expect(group.expectedOutput(task: 2) == 256)
        for _ in 0..<10 {
            group.noteOutput(tokens: 40, task: 2, at: 0)
        }
        #expect(group.expectedOutput(task: 2) == 40 && group.expectedOutput(task: 5) == 40)
        for _ in 0..<10 {
            group.noteOutput(tokens: 80, task: 5, at: 0)
        }
        #expect(group.expectedOutput(task: 2) == 40 && group.expectedOutput(task: 5) == 80)
        #expect(abs(group.expectedOutput(task: 1) - 60) < 1e-9)
        let next = GroupLive(members: ["b"], settings: RoutingSettings(), previous: group)
        #expect(next.expectedOutput(task: 5) == 80)
    }

    @Test func `a crowded group steps down, and up again when there is room`() {
        var settings = RoutingSettings()
        settings.degradation = DegradationSettings()
        let lives = [DeploymentLive()]
        let group = GroupLive(members: ["a"], settings: settings)
        var now = Self.second
        func run(seconds: Int, crowded: Bool) {
            for _ in 0..<(2 * seconds) {
                now += Self.second / 2
                for index in 0..<10 {
                    group.noteRequest(isCrowded: crowded && index < 5)
                }
                group.look({ lives[$0] }, at: now)
            }
        }
        run(seconds: 10, crowded: false)
        #expect(group.allowedTiers == nil)
        run(seconds: 4, crowded: true)
        #expect(group.allowedTiers?.first == .standard && group.sample().cause == .overload)
        let same = GroupLive(members: ["b"], settings: settings, previous: group)
        #expect(same.allowedTiers?.first == .standard)
        run(seconds: 90, crowded: false)
        #expect(group.allowedTiers == nil && group.sample().stepsDown >= 1)
    }

    @Test func `a budget that is used up takes the group down`() {
        var settings = RoutingSettings()
        settings.degradation = DegradationSettings()
        let group = GroupLive(members: ["a"], settings: settings)
        let live = DeploymentLive()
        group.noteBudget(1)
        for tick in 1...20 as ClosedRange<UInt64> {
            group.look({ _ in live }, at: tick * Self.second)
        }
        #expect(group.allowedTiers == [.basic])
        let off = GroupLive(members: ["a"], settings: RoutingSettings(), previous: group)
        #expect(off.allowedTiers == nil)
    }
}
