/// Steps of an exchange, in order; the names are also metric labels and span names.
///
/// `guardInput` and `recall` are named here because they are part of the order; an exchange that has no guardrail
/// or cache configured passes them in no time and reports nothing for them.
package enum Phase: Int, CaseIterable, Sendable {
    /// Reading head and body from the client.
    case receive
    /// Finding out who asks, and whether they may.
    case authenticate
    /// Checking the prompt against guardrails.
    case guardInput
    /// Looking for an answer in the caches.
    case recall
    /// Ordering the deployments that can answer.
    case plan
    /// Getting a connection, sending the request, waiting for the reply's head; with all retries and fallbacks.
    case attempt
    /// Handing the reply on to the client.
    case relay
    /// Usage, cost, metrics and log.
    case settle

    /// Name in metrics and spans.
    package var label: StaticString {
        switch self {
        case .receive: "receive"
        case .authenticate: "authenticate"
        case .guardInput: "guardInput"
        case .recall: "recall"
        case .plan: "plan"
        case .attempt: "attempt"
        case .relay: "relay"
        case .settle: "settle"
        }
    }
}
