import GatewaySemantic
import GatewayCache
import GatewayConfig
import GatewayCore
import GatewayServer
import GatewayTelemetry
import GatewayUpstream
import Logging
import NIOCore
import Synchronization

extension Gateway {
    /// Stops: no new connections, running exchanges finish within the drain time, the rest ends with an error in band.
    ///
    /// Where another process has taken over, connections are told so with their next response instead of being closed
    /// at once.
    ///
    /// - Returns: whether all exchanges finished by themselves.
    @discardableResult
    package func stop() async -> Bool {
        guard !self.isStopping.exchange(true, ordering: .relaxed) else { return true }
        self.reloader.withLock { $0 }?.stop()
        guard let listeners = self.listeners.withLock({ $0 }) else { return true }
        let isHandedOver = self.offer.withLock { $0 }?.stop() ?? false
        self.isHandedOver.store(isHandedOver, ordering: .relaxed)
        self.log.notice("stopping", metadata: ["handed_over": "\(isHandedOver)"])
        let limit = self.settings.server.drainTimeout
        let finished: Bool
        await listeners.data.stopAccepting()
        if isHandedOver {
            await listeners.admin.leave()
            await listeners.data.leave()
            finished = await listeners.data.awaitEnd(within: limit, clock: ContinuousClock())
        } else {
            finished = await listeners.data.drain(within: limit, clock: ContinuousClock())
        }
        await listeners.admin.stopAccepting()
        _ = await listeners.admin.drain(within: .milliseconds(200), clock: ContinuousClock())
        for part in self.parts.withLock({ $0 }) {
            try? await part.state.eventLoop.submit { part.upstream.value.shutDown() }.get()
        }
        await self.cache.shutDown()
        self.saveQuestions()
        await self.simulations.stop()
        self.accessLog?.flushAndStop()
        self.decisions.stop()
        try? await self.group.shutdownGracefully()
        try? await self.simulatorGroup.shutdownGracefully()
        self.log.notice("stopped", metadata: ["drained": "\(finished)"])
        return finished
    }

    private func saveQuestions() {
        do throws(SnapshotError) {
            try self.cache.saveQuestions()
        } catch {
            self.log.warning("the questions of the semantic cache are lost", metadata: ["fault": "\(error)"])
        }
    }
}
