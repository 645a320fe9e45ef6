package import GatewayConfig
package import GatewayCore
import GatewayRouting

/// What can be said of a configuration without running it.
extension Gateway {
    /// What is wrong with the condition of a rule.
    package static let checkCondition: ConditionCheck = { source in
        RuleCondition.faults(of: source).map { fault in
            ConditionProblem(line: fault.line, column: fault.column, length: fault.length, message: fault.message)
        }
    }

    /// The built-in demonstration.
    static var demo: Result<Settings, ConfigErrors> {
        DemoConfig.settings(knownKinds: Self.knownKinds, conditions: Self.checkCondition)
    }

    /// What an operator should know of settings before they are used.
    package static func findings(of settings: Settings) throws -> [Finding] {
        let strategies = StrategyRegistry.builtin()
        return PolicyCheck.findings(
            of: settings,
            isStrategy: { strategies.strategy(named: $0) != nil },
            prices: try Self.builtinPrices()
        )
    }
}
