/// Learns of each exchange exactly once, when it has settled: metrics, access log.
///
/// One instance per event loop, called on it. An implementer must not wait, block or keep the exchange.
package protocol ExchangeObserver: AnyObject {
    /// The exchange is over; its record is final.
    func exchangeSettled(_ exchange: Exchange)

    /// A request was refused before it became an exchange (broken framing, ceilings).
    func requestRefused(_ error: GatewayError)
}
