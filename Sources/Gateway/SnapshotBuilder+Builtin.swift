import GatewayAccounting
import GatewayCore
import GatewayProviders
import GatewayRouting

extension SnapshotBuilder {
    /// A builder that knows everything that is compiled into the gateway.
    static func builtin() throws -> sending SnapshotBuilder {
        let registry = ProviderRegistry.builtin()
        let strategies = StrategyRegistry.builtin()
        return SnapshotBuilder(
            adapters: { registry.adapter(for: $0) },
            strategies: { strategies.strategy(named: $0) },
            prices: try Gateway.builtinPrices(),
            wallClock: { Int(Gateway.wallClock() / 1_000_000_000) }
        )
    }
}

extension Gateway {
    /// What the built-in price book says of a model at a kind of provider.
    static func builtinPrices() throws -> @Sendable (_ kind: String, _ model: String) -> Price? {
        let book = try PriceBook.builtin()
        // Azure sells OpenAI's models at OpenAI's prices.
        return { kind, model in book.price(provider: kind == "azure" ? "openai" : kind, model: model) }
    }
}
