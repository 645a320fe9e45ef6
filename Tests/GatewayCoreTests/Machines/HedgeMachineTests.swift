import GatewayCore
import Testing

@Suite struct HedgeMachineTests {
    /// Something that happens in a race.
    enum Event: Sendable {
        case delay
        case start
        case claim(HedgeMachine.Runner)
        case end(HedgeMachine.Runner)
        case fail(HedgeMachine.Runner)
    }

    private static func actions(of events: [Event], _ machine: inout HedgeMachine) -> [HedgeMachine.Action] {
        events.map { event in
            switch event {
            case .delay: return machine.delayPassed()
            case .start:
                machine.hedgeStarted()
                return .none
            case .claim(let runner): return machine.claimed(runner)
            case .end(let runner): return machine.ended(runner, failed: false)
            case .fail(let runner): return machine.ended(runner, failed: true)
            }
        }
    }

    @Test(
        arguments: [
            ([.claim(.primary), .end(.primary)], [.none, .finish(.primary)], .primary),
            ([.claim(.primary), .fail(.primary)], [.none, .finish(.primary)], .primary),
            ([.fail(.primary)], [.finish(.primary)], nil),
            ([.claim(.primary), .delay], [.none, .none], .primary),
            ([.fail(.primary), .delay], [.finish(.primary), .none], nil),
            // The hedge was declined.
            ([.delay, .claim(.primary), .end(.primary)], [.startHedge, .none, .finish(.primary)], .primary),
            ([.delay, .fail(.primary)], [.startHedge, .finish(.primary)], nil),
            (
                [.delay, .start, .delay, .claim(.primary), .fail(.hedge), .end(.primary)],
                [.startHedge, .none, .none, .cancel(.hedge), .none, .finish(.primary)], .primary
            ),
            (
                [.delay, .start, .claim(.hedge), .claim(.primary), .end(.primary), .end(.hedge)],
                [.startHedge, .none, .cancel(.primary), .none, .none, .finish(.hedge)], .hedge
            ),
            (
                [.delay, .start, .fail(.primary), .claim(.hedge), .end(.hedge)],
                [.startHedge, .none, .recordFailure(.primary), .none, .finish(.hedge)], .hedge
            ),
            (
                [.delay, .start, .fail(.hedge), .claim(.primary), .fail(.primary)],
                [.startHedge, .none, .recordFailure(.hedge), .none, .finish(.primary)], .primary
            ),
            (
                [.delay, .start, .fail(.hedge), .fail(.primary)],
                [.startHedge, .none, .recordFailure(.hedge), .finish(.primary)], nil
            ),
            (
                [.delay, .start, .fail(.primary), .fail(.hedge)],
                [.startHedge, .none, .recordFailure(.primary), .finish(.hedge)], nil
            ),
            (
                [.delay, .start, .claim(.hedge), .fail(.hedge), .fail(.primary)],
                [.startHedge, .none, .cancel(.primary), .finish(.hedge), .none], .hedge
            ),
        ] as [([Event], [HedgeMachine.Action], HedgeMachine.Runner?)]
    )
    func `events lead to actions`(
        events: [Event],
        actions: [HedgeMachine.Action],
        winner: HedgeMachine.Runner?
    ) {
        var machine = HedgeMachine()
        #expect(Self.actions(of: events, &machine) == actions)
        #expect(machine.winner == winner)
    }

    @Test func `one that is over cannot win any more`() {
        var machine = HedgeMachine()
        let events: [Event] = [.delay, .start, .fail(.primary), .claim(.primary), .claim(.hedge), .end(.hedge)]
        let actions = Self.actions(of: events, &machine)
        #expect(actions == [.startHedge, .none, .recordFailure(.primary), .none, .none, .finish(.hedge)])
        #expect(machine.winner == .hedge)
    }

    /// The race as its owner sees it, with late and doubled words as they come from two connections.
    private struct Race {
        var machine = HedgeMachine()
        var running: Set<HedgeMachine.Runner> = [.primary]
        var winners: Set<HedgeMachine.Runner> = []
        var finishes: [HedgeMachine.Runner] = []
        var cancels: [HedgeMachine.Runner] = []
        var failures: [HedgeMachine.Runner] = []
        var starts = 0
        var hasClaimed = false
        var isSound = true

        mutating func take(_ action: HedgeMachine.Action, isHedgeAllowed: Bool) {
            switch action {
            case .none: break
            case .startHedge:
                self.isSound = self.isSound && self.running == [.primary] && self.finishes.isEmpty
                if isHedgeAllowed {
                    self.machine.hedgeStarted()
                    self.running.insert(.hedge)
                    self.starts += 1
                }
            case .cancel(let runner):
                // Only one that runs is cancelled, and only because the other one has won.
                let isLoser = self.running.remove(runner) != nil && self.machine.winner == runner.other
                self.isSound = self.isSound && isLoser
                self.cancels.append(runner)
            case .recordFailure(let runner):
                self.isSound = self.isSound && self.running == [runner.other]
                self.failures.append(runner)
            case .finish(let runner):
                self.isSound = self.isSound && (self.running.isEmpty || self.machine.winner == runner)
                self.finishes.append(runner)
            }
        }

        mutating func step(using random: inout SplitMix64) {
            let runner = HedgeMachine.Runner.allCases.randomElement(using: &random) ?? .primary
            let isHedgeAllowed = Int.random(in: 0..<4, using: &random) > 0
            let action: HedgeMachine.Action
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1: action = self.machine.delayPassed()
            case 2 where self.running.contains(runner) || self.hasClaimed:
                action = self.machine.claimed(runner)
                self.hasClaimed = true
            case 3:
                // A whole reply is claimed before it ends.
                guard self.running.contains(runner) else { return }
                self.take(self.machine.claimed(runner), isHedgeAllowed: isHedgeAllowed)
                self.hasClaimed = true
                guard self.machine.winner == runner else { return }
                self.running.remove(runner)
                action = self.machine.ended(runner, failed: false)
            case 4, 5:
                // Late words of one that has ended are among these.
                self.running.remove(runner)
                action = self.machine.ended(runner, failed: true)
            default: return
            }
            self.take(action, isHedgeAllowed: isHedgeAllowed)
            if let winner = self.machine.winner {
                self.winners.insert(winner)
            }
        }
    }

    @Test(arguments: 1...500)
    func `a race has one winner at most, one end, and cancels who loses once`(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var race = Race()
        for _ in 0..<60 where !race.running.isEmpty || race.finishes.isEmpty {
            race.step(using: &random)
        }
        for runner in race.running {
            race.running.remove(runner)
            race.take(race.machine.ended(runner, failed: true), isHedgeAllowed: false)
        }
        #expect(race.isSound, "seed \(seed)")
        #expect(race.winners.count <= 1 && race.finishes.count == 1 && race.starts <= 1, "seed \(seed)")
        #expect(race.cancels.count <= 1 && race.failures.count <= 1, "seed \(seed)")
        if let winner = race.winners.first {
            #expect(race.finishes == [winner], "seed \(seed)")
        }
        // Two have run: one of them was told to finish, and the other one was cancelled or is on record.
        #expect(race.starts == 0 || race.cancels.count + race.failures.count == 1, "seed \(seed)")
    }
}
