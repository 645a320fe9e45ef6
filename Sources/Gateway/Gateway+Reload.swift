import Dispatch
import GatewayAuth
import GatewayCache
import GatewayConfig
import GatewayCore
import GatewayServer
import GatewayTelemetry
import Logging
import NIOCore
import Synchronization

extension Gateway {
    /// Puts new settings to use; throws and changes nothing where they cannot be.
    ///
    /// Called on the reloader's queue, one at a time.
    func apply(_ wanted: Settings) throws(ConfigErrors) {
        let prepared = Mutex<Result<Settings, any Error>?>(nil)
        let done = DispatchSemaphore(value: 0)
        let simulations = self.simulations
        Task.detached {
            let result: Result<Settings, any Error>
            do {
                result = .success(try await simulations.prepare(wanted))
            } catch {
                result = .failure(error)
            }
            prepared.withLock { $0 = result }
            done.signal()
        }
        done.wait()
        let old = self.settings.server
        let redis = self.settings.redis
        let routing = self.settings.routing
        do {
            guard let settings = try prepared.withLock({ try $0?.get() }) else { return }
            let snapshot = try self.builder.withLock { try $0.build(settings) }
            try self.tls?.reload()
            try self.cache.apply(settings.cache)
            self.adopt(snapshot)
            self.warnOfRestart(old, settings.server)
            // Also where nothing has changed: a file that was of no use may have been mended.
            self.decisions.use(settings.routing.decisionStore)
            if routing.keptDecisions != settings.routing.keptDecisions
                || routing.vocabularies != settings.routing.vocabularies
            {
                self.log.warning("routing (decisions in memory, and vocabularies) takes effect after a restart")
            }
            if self.cache.needsRestart(for: settings.cache) || redis != settings.redis {
                self.log.warning(
                    "cache (but for epoch and the keys of encryption) and redis take effect after a restart"
                )
            }
        } catch {
            let path = self.reloader.withLock { $0?.path } ?? "configuration"
            throw ConfigErrors(
                ConfigError(file: path, line: 1, column: 1, message: "the configuration cannot be used: \(error)")
            )
        }
    }

    private func adopt(_ snapshot: Snapshot) {
        self.snapshot.replace(with: snapshot)
        let authenticator = KeyAuthenticator(snapshot.settings.keys)
        for part in self.parts.withLock({ $0 }) {
            part.state.eventLoop.execute {
                part.state.apply(snapshot, authenticator: authenticator)
            }
        }
        self.log.notice("configuration applied", metadata: ["version": "\(snapshot.version)"])
    }

    private func warnOfRestart(_ old: ServerSettings, _ new: ServerSettings) {
        if old.listen != new.listen || old.admin != new.admin || old.loops != new.loops || old.tls != new.tls
            || old.handover != new.handover
        {
            self.log.warning("server.listen, admin, loops, tls and handover take effect after a restart")
        }
    }

    /// Reads the configuration file and opens the access log anew; for SIGHUP.
    package func hangUp() {
        self.accessLog?.reopen()
        guard let reloader = self.reloader.withLock({ $0 }) else { return }
        DispatchQueue.global().async {
            _ = reloader.reload()
        }
    }
}
