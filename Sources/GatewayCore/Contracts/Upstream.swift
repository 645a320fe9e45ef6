/// Carries out attempts: connections, requests, relay. One instance per event loop.
package protocol Upstream: AnyObject {
    /// Sends the exchange's request to a target and relays the reply into the exchange's client stream.
    ///
    /// Returns when the reply was handed to the client whole. Throws when it was not; as long as
    /// `exchange.contentSent` is false another target may be tried. Suspends once.
    func attempt(_ exchange: Exchange, on target: Target) async throws(GatewayError)

    /// Prepares the pools of a new snapshot: opens preheated connections, drops what is no longer configured.
    func apply(_ snapshot: Snapshot)
}
