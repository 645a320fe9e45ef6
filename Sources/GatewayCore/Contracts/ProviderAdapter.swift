/// The dialect of one kind of provider: pure functions from values to bytes.
///
/// An implementer does no I/O, keeps no state, and never logs what it is given.
package protocol ProviderAdapter: Sendable {
    /// Request target of a generation endpoint, path and query.
    func path(for endpoint: Endpoint, model: String, at provider: Provider) -> [UInt8]

    /// Request target of any other endpoint.
    ///
    /// - Parameters:
    ///   - path: the client's path without prefixes, beginning with a slash: `/files/file-1/content`.
    ///   - query: the client's query without the question mark; empty if there was none.
    ///   - model: the model that the request named.
    func passthroughPath(_ path: String, query: String, model: String?, at provider: Provider) -> [UInt8]

    /// Header that carries the credential: name in lower case, and value.
    func credential(_ apiKey: Secret) -> (name: String, value: Secret)

    /// Whether a stream's usage has to be asked for with `stream_options.include_usage`.
    var asksForStreamUsage: Bool { get }
}
