package import GatewayAdmin
package import GatewayCore
import GatewayAuth
import GatewayRouting
import GatewayServer
import GatewayWire
import NIOCore
import NIOPosix

/// Decisions by a configuration that no gateway runs: nothing is measured, and nobody is called.
package struct OfflineDecisions: Sendable {
    private let settings: Settings

    /// Takes a configuration.
    package init(_ settings: Settings) {
        self.settings = settings
    }

    private func snapshot() throws -> Snapshot {
        try SnapshotBuilder.builtin().build(self.settings)
    }

    /// The decision for a request, in the form that the admin plane takes.
    package func explain(_ body: [UInt8]) async throws -> ExplainAnswer {
        let snapshot = try self.snapshot()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let eventLoop = group.next()
        let parts = RoutingParts(self.settings, loops: 1, seed: 1, vocabularyFault: { _ in })
        let authenticator = KeyAuthenticator(self.settings.keys)
        let seed = Gateway.wallClock()
        let state = try await eventLoop.submit {
            let state = LoopState(
                index: 0,
                eventLoop: eventLoop,
                executor: LoopExecutor(eventLoop),
                snapshot: snapshot,
                authenticator: authenticator,
                seed: seed
            )
            state.router = parts.router(of: state)
            return state
        }.get()
        let answer = await Explainer(strategies: .builtin(), wallClock: Gateway.wallClock).explain(body, on: state)
        try await group.shutdownGracefully()
        return answer
    }

    /// Prepares to make recorded decisions again.
    package func stage() throws -> ReplayStage {
        ReplayStage(stage: RehearsalStage(try self.snapshot(), .builtin()))
    }
}

/// Makes recorded decisions again by another configuration.
package struct ReplayStage: Sendable {
    let stage: RehearsalStage

    /// What one recorded decision comes to.
    package struct Result: Sendable, Equatable {
        /// How a decision ends.
        package enum End: Sendable, Equatable {
            /// The deployment that is tried first.
            case routed(String)
            /// The request is refused, with this code and message.
            case refused(code: String, message: String)
            /// That depends on what the record does not hold.
            case unknown(String)
        }

        /// Id of the decision.
        package var id: String
        /// Name that the request asked for.
        package var model: String
        /// The deployment that was tried first; nil where the request was refused.
        package var before: String?
        /// What it would be.
        package var after: End
        /// What the new configuration would have asked for and was not measured.
        package var unmeasured: [String]
    }

    /// Why a line is no decision.
    package struct Fault: Error, Equatable {
        /// For people.
        package var message: String
    }

    /// Makes the decision of a line again.
    package func replay(_ line: [UInt8]) throws(Fault) -> Result {
        let decision: RecordedDecision
        do throws(DecisionFault) {
            decision = try DecisionDocument.parse(line)
        } catch {
            throw Fault(message: error.message)
        }
        let rehearsal = self.stage.rehearse(decision)
        let after: Result.End =
            switch rehearsal.outcome {
            case .routed(let id): .routed(id)
            case .refused(let code, let message): .refused(code: code, message: message)
            case .unknown(let why): .unknown(why)
            }
        return Result(
            id: DecisionID.text(decision.id),
            model: decision.model,
            before: decision.choice,
            after: after,
            unmeasured: rehearsal.unmeasured
        )
    }
}
