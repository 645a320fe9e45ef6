import Testing

@testable import RESP

@Suite struct ClusterMachineTests {
    private let settings = ClusterMachine.Settings(interval: 1_000, shortestGap: 10, longestGap: 80, patience: 100)

    private var healthy: ClusterMachine {
        var machine = ClusterMachine(settings: self.settings, now: 0)
        machine.refreshBegan(now: 0)
        machine.refreshSucceeded(isWhole: true, now: 5)
        return machine
    }

    @Test func `the first refresh is due at once and nothing is due while it runs`() {
        var machine = ClusterMachine(settings: self.settings, now: 7)
        #expect(machine.due == 7)
        machine.refreshBegan(now: 7)
        #expect(machine.due == nil)
        #expect(machine.state == .degraded)
    }

    @Test func `a healthy cluster is asked again after the interval`() {
        let machine = self.healthy
        #expect(machine.state == .healthy)
        #expect(machine.due == 1_005)
    }

    @Test(arguments: [
        (ClusterMachine.Trigger.moved, ClusterMachine.State.healthy), (.disconnected, .degraded), (.down, .degraded),
    ])
    func `a sign of change brings the refresh forward`(trigger: ClusterMachine.Trigger, state: ClusterMachine.State) {
        var machine = self.healthy
        machine.noticed(trigger, now: 300)
        #expect(machine.due == 300)
        #expect(machine.state == state)
        machine.noticed(trigger, now: 310)
        #expect(machine.due == 300)
    }

    @Test func `a storm of signs makes no storm of refreshes`() {
        var machine = self.healthy
        var begun = 0
        for now in UInt64(6)..<206 {
            machine.noticed(.moved, now: now)
            guard let due = machine.due, due <= now else { continue }
            machine.refreshBegan(now: now)
            machine.refreshSucceeded(isWhole: true, now: now)
            begun += 1
        }
        #expect(begun == 20)
    }

    @Test func `a sign during a refresh asks for another one`() {
        var machine = self.healthy
        machine.refreshBegan(now: 300)
        machine.noticed(.moved, now: 301)
        machine.refreshSucceeded(isWhole: true, now: 305)
        #expect(machine.due == 315)
    }

    @Test func `refreshes that find holes go on, rarer and rarer`() {
        var machine = self.healthy
        machine.noticed(.disconnected, now: 300)
        var gaps: [UInt64] = []
        var now: UInt64 = 300
        for _ in 0..<6 {
            machine.refreshBegan(now: now)
            machine.refreshSucceeded(isWhole: false, now: now)
            #expect(machine.state == .degraded)
            gaps.append((machine.due ?? 0) - now)
            now = machine.due ?? 0
        }
        #expect(gaps == [10, 20, 40, 80, 80, 80])
        machine.refreshBegan(now: now)
        machine.refreshSucceeded(isWhole: true, now: now)
        #expect(machine.state == .healthy)
        #expect(machine.due == now + 1_000)
    }

    @Test func `silence past patience makes the cluster unavailable until somebody answers`() {
        var machine = self.healthy
        machine.refreshBegan(now: 50)
        machine.refreshFailed(now: 60)
        #expect(machine.state == .degraded)
        machine.refreshBegan(now: 70)
        machine.refreshFailed(now: 106)
        #expect(machine.isUnavailable)
        #expect(machine.due == 126)
        machine.noticed(.disconnected, now: 107)
        #expect(machine.isUnavailable)
        machine.refreshBegan(now: 126)
        machine.refreshSucceeded(isWhole: false, now: 127)
        #expect(machine.state == .degraded)
    }

    @Test func `commands that are answered keep the cluster from being given up`() {
        var machine = self.healthy
        machine.answered(now: 90)
        machine.refreshBegan(now: 110)
        machine.refreshFailed(now: 120)
        #expect(machine.state == .degraded)
        for _ in 0..<80 {
            machine.refreshBegan(now: 121)
            machine.refreshFailed(now: 121)
        }
        #expect(machine.due == 201)
    }
}
