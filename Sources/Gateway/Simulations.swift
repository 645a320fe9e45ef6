import GatewayCore
import GatewaySimulator
import NIOCore
import Synchronization

/// The simulated providers that run in this process; kept in step with the configuration.
final class Simulations: Sendable {
    private struct Running {
        var provider: Provider
        var server: SimulatedProvider
    }

    private let group: any EventLoopGroup
    private let running = Mutex<[String: Running]>([:])

    init(group: any EventLoopGroup) {
        self.group = group
    }

    /// Starts what is missing, and points the settings' simulated providers at where they listen.
    ///
    /// Servers of an earlier configuration live on until `stop`: exchanges in flight keep the snapshot they began with.
    func prepare(_ settings: Settings) async throws -> Settings {
        var settings = settings
        for (index, provider) in settings.providers.enumerated() where provider.simulation != nil {
            let server = try await self.server(for: provider, in: settings)
            settings.providers[index].origin = Origin(isTLS: false, host: "127.0.0.1", port: server.port)
        }
        return settings
    }

    private func server(for provider: Provider, in settings: Settings) async throws -> SimulatedProvider {
        if let known = self.running.withLock({ $0[provider.id] }), known.provider == provider {
            return known.server
        }
        let models = settings.deployments.filter { $0.provider == provider.id }.map(\.model)
        let server = try await SimulatedProvider.start(provider, models: models, on: self.group)
        self.running.withLock { $0[provider.id] = Running(provider: provider, server: server) }
        return server
    }

    /// Stops all servers.
    func stop() async {
        let servers = self.running.withLock { running in
            defer { running = [:] }
            return running.values.map(\.server)
        }
        for server in servers {
            await server.stop()
        }
    }
}
