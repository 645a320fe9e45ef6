package import GatewayWire

/// What a cache has found out about one request; kept by the exchange from the look-up to the settlement.
///
/// A base class, so that the exchange can hold it without an existential; its one subclass is the cache's own.
open class CacheVisit {
    /// The member of the group whose answer is looked for, and which is asked first; nil is any.
    package var firstTarget: Int?
    /// Whether all has been looked through that can be: the request is forwarded without `search`.
    package var isSearched = false

    /// Creates a visit.
    public init() {}
}

/// What is known of a request that came in the same bytes before.
///
/// A base class, so that the exchange can hold it without an existential; its one subclass is the cache's own.
open class KnownRequest {
    /// What the one scan of its body found.
    package let scan: RequestScan
    /// The model that it names.
    package let model: String

    /// Remembers what was found in a request.
    package init(_ scan: RequestScan, model: String) {
        self.scan = scan
        self.model = model
    }
}

/// Answers requests that have been answered before, and lets identical requests share one call.
///
/// One instance per event loop, called on it. A cache never makes a request fail: what it cannot read or reach counts
/// as not stored. It throws only what the caller asked for (`only-if-cached`, a reused idempotency key).
package protocol ResponseCache: AnyObject {
    /// What is known of a request whose body has come, if those very bytes were answered from memory before.
    func recognise(_ exchange: Exchange) -> KnownRequest?

    /// Looks a request up in memory, without waiting.
    ///
    /// - Returns: whether the request has been answered. Where it has not, and may still be answered by `search` or
    ///   stored afterwards, `exchange.visit` is set.
    func answer(_ exchange: Exchange) throws(GatewayError) -> Bool

    /// Goes on with a visit: follows an identical request that is under way, asks the shared cache.
    ///
    /// - Returns: whether the request has been answered; else the caller is to forward it, and to say how that ended.
    func search(_ exchange: Exchange) async throws(GatewayError) -> Bool

    /// The forwarded request has ended: nil is success.
    ///
    /// - Returns: whether the failure was made good from a stored answer; else the error goes to `exchange.client`.
    func ended(_ exchange: Exchange, _ failure: GatewayError?) -> Bool

    /// A caller says whether a reply that it got was right.
    ///
    /// - Parameter id: the reply's `x-request-id`.
    /// - Returns: what came of it; nil where no answer of the cache is known by that id, or it was another tenant's.
    func feedback(_ id: String, isWrong: Bool, from caller: VirtualKey?) -> FeedbackOutcome?

    /// Takes a new configuration to use.
    func apply(_ snapshot: Snapshot)
}

/// What came of a caller's word on an answer.
package enum FeedbackOutcome: String, Sendable {
    /// It counts for the answer.
    case counted
    /// It counts against the answer, which is given to no other wording any more.
    case evicted
}
