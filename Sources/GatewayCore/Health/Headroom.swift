/// What a deployment can take beyond what it serves now.
package enum Headroom: Sendable, Equatable {
    /// So many requests, at least one.
    case free(Int)
    /// Nothing.
    case none
    /// Nobody can tell, because no limit is known.
    case unknown

    /// What two deployments can take together: what is certain counts.
    package static func + (left: Headroom, right: Headroom) -> Headroom {
        switch (left, right) {
        case (.free(let one), .free(let other)): .free(one &+ other)
        case (.free(let places), _), (_, .free(let places)): .free(places)
        case (.unknown, _), (_, .unknown): .unknown
        case (.none, .none): .none
        }
    }
}

extension DeploymentHealth {
    /// What the deployment's own limit leaves free at a time; nothing while it rests or others wait for it.
    package func headroom(at now: UInt64) -> Headroom {
        guard !self.isRefusing(at: now) else { return .none }
        guard self.isLimited else { return .unknown }
        let sample = self.sample(at: now)
        guard sample.waiting == 0, let limit = sample.limit, let inFlight = sample.inFlight, inFlight < limit else {
            return .none
        }
        return .free(limit - inFlight)
    }
}
