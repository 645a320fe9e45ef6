package import GatewayCore

/// How well a deployment does a task, 0 to 1.
///
/// What the operator states counts. Where nothing is stated the tier decides, and what is known of kinds of tasks: the
/// gap between tiers is wide for code, math and reasoning and narrow for what small models do nearly as well.
package enum Fitness {
    /// Whether the task makes a difference among deployments.
    package static func depends(on deployments: [Deployment]) -> Bool {
        Set(deployments.map(\.tier)).count > 1 || deployments.contains { !$0.quality.isEmpty }
    }

    /// Fitness by `PromptTask.rawValue`.
    package static func table(of deployment: Deployment) -> [Double] {
        PromptTask.allCases.map { task in
            deployment.quality[task.name] ?? deployment.quality["default"] ?? Self.usual(deployment.tier, task)
        }
    }

    private static func usual(_ tier: Tier?, _ task: PromptTask) -> Double {
        let isHard =
            switch task {
            case .code, .math, .reasoning: true
            case .knowledge, .writing, .extraction, .summarization, .classification, .translation, .chat: false
            }
        return switch tier {
        case .advanced: 0.9
        case .standard: isHard ? 0.65 : 0.8
        case .basic: isHard ? 0.35 : 0.65
        case nil: 0.5
        }
    }
}
