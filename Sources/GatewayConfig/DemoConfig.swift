package import GatewayCore

/// The configuration of the demo mode: simulated providers only, so that it runs without a network or a key.
package enum DemoConfig {
    /// Name that errors would show.
    package static let fileName = "demo.yaml"

    /// The file's text, an example in itself.
    package static let text = """
        # Simulated providers: no key, no network, no cost.
        server:
          listen: 127.0.0.1:8080
          admin: 127.0.0.1:9090
        access_log: stdout

        providers:
          - id: swift-sim                # quick, as providers with special hardware are
            kind: simulated
            simulation: {first_token: 90ms, token_gap: 3ms, jitter: 0.2, tokens: 60, seed: 1}
          - id: plain-sim                # the usual pace
            kind: simulated
            simulation: {first_token: 350ms, token_gap: 15ms, jitter: 0.35, tokens: 60, seed: 2}
          - id: flaky-sim                # fails now and then
            kind: simulated
            simulation:
              first_token: 250ms
              token_gap: 12ms
              faults: {rate_limit: 15%, error: 10%, reset: 5%}
              seed: 3

        deployments:
          - {id: swift, provider: swift-sim, model: swift-8b, tier: basic, price: {input: 0.05, output: 0.08}}
          - {id: plain, provider: plain-sim, model: plain-70b, tier: standard, price: {input: 0.59, output: 0.79}}
          - {id: flaky, provider: flaky-sim, model: flaky-70b, tier: standard, price: {input: 0.30, output: 0.40}}

        models:
          - name: demo                   # three of four requests go to the usual one
            aliases: [gpt-4o-mini]
            deployments: [{id: plain, weight: 3}, {id: swift, weight: 1}]
            strategy: weighted
            fallbacks: [flaky]
          - name: fast
            deployments: [swift]
          - name: resilient              # the flaky one first: see how failures are answered by the next
            aliases: [gpt-4o]
            deployments: [flaky, plain]
            strategy: priority
            fallbacks: [swift]
            retry: {attempts: 3}

        """

    /// The demo's settings, through the loader that reads any other file.
    package static func settings(
        knownKinds: [ProviderKindInfo],
        conditions: @escaping ConditionCheck
    ) -> Result<Settings, ConfigErrors> {
        ConfigLoader.load(
            text: Self.text,
            fileName: Self.fileName,
            environment: [:],
            knownKinds: knownKinds,
            conditions: conditions,
            readFile: { _ in [] }
        )
    }
}
