import GatewayConfig
import GatewayCore
import GatewayServer
import Logging
import Synchronization

/// One process following another on the same listening sockets.
extension Gateway {
    /// Asks the running process for its listening sockets; nil where none runs, or it was not asked for.
    func claimSockets(of server: ServerSettings, _ start: Start) throws -> HandoverClaim? {
        guard start.takesOver else { return nil }
        guard let path = Self.handoverPath(server, start) else {
            throw StartError.noHandoverPath
        }
        do {
            guard let claim = try HandoverClaim.find(at: path) else {
                self.log.notice("nothing to take over; starting anew", metadata: ["handover": "\(path.text)"])
                return nil
            }
            return claim
        } catch {
            throw StartError.handover(path.text, error)
        }
    }

    /// Becomes the one that accepts: from here on the other process only finishes what it has.
    func take(_ claim: HandoverClaim, _ server: ServerSettings, _ start: Start) async throws {
        do {
            try claim.take()
        } catch {
            throw StartError.handover(Self.handoverPath(server, start)?.text ?? "", error)
        }
        guard let listeners = self.listeners.withLock({ $0 }) else { return }
        for listener in [listeners.data, listeners.admin] where listener.isAdopted {
            let without = await listener.startAccepting()
            if without > 0 {
                self.log.warning("loops without a listening socket", metadata: ["loops": "\(without)"])
            }
        }
        self.log.notice(
            "took over from the running process",
            metadata: ["sockets": "\(claim.data.count + claim.admin.count)"]
        )
    }

    /// Offers the listening sockets to a process that is to replace this one; where that cannot be, all else works.
    func offerSockets(_ server: ServerSettings, _ start: Start) {
        guard let path = Self.handoverPath(server, start) else { return }
        let log = self.log
        let owner = HandoverOffer.Owner(
            sockets: { [weak self] in
                guard let listeners = self?.listeners.withLock({ $0 }) else { return nil }
                log.notice("a new process asks to take over")
                guard let data = try? listeners.data.duplicateSockets() else { return nil }
                return (data, (try? listeners.admin.duplicateSockets()) ?? [])
            },
            release: { [weak self] in
                guard let listeners = self?.listeners.withLock({ $0 }) else { return }
                listeners.data.releaseSockets()
                listeners.admin.releaseSockets()
            },
            released: {
                log.notice("a new process has taken over")
                start.handedOver()
            },
            abandoned: { fault in
                log.warning("takeover failed; serving on", metadata: ["fault": "\(fault)"])
            }
        )
        do {
            let offer = try HandoverOffer.start(at: path, owner: owner)
            self.offer.withLock { $0 = offer }
        } catch {
            log.warning(
                "this process cannot be taken over",
                metadata: ["handover": "\(path.text)", "fault": "\(error)"]
            )
        }
    }

    private static func handoverPath(_ server: ServerSettings, _ start: Start) -> HandoverPath? {
        server.handover.map { HandoverPath($0) } ?? HandoverPath(for: server.listen, environment: start.environment)
    }
}
