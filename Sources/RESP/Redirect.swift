/// What a server says instead of answering, when the command was not carried out and may be sent again.
package enum Redirect: Hashable, Sendable {
    /// The slot belongs to another node, from now on.
    case moved(HashSlot, RedisAddress)
    /// This once another node is to be asked, with ASKING before the command: the slot is on its way there.
    case ask(HashSlot, RedisAddress)
    /// Some keys of the command are still here and some there: it works when the slot has moved.
    case tryAgain
    /// The cluster has lost slots, or the node has lost the cluster.
    case clusterDown
    /// The server reads its data from disk.
    case loading
    /// The node is a replica and the command writes.
    case readOnly
    /// The replica has lost its primary and does not serve old data.
    case masterDown

    /// Reads an error reply; nil where it is not of this kind, or malformed.
    ///
    /// `host` is what the node was reached by: it stands in where the error names none.
    package init?(_ error: RESPError, host: String) {
        switch error.kind {
        case .moved, .ask:
            let words = error.message.split(separator: " ")
            guard
                words.count >= 3, let slot = Int(words[1]).flatMap({ HashSlot($0) }),
                let address = RedisAddress(announced: words[2], fallback: host)
            else { return nil }
            self = error.kind == .moved ? .moved(slot, address) : .ask(slot, address)
        case .tryAgain: self = .tryAgain
        case .clusterDown: self = .clusterDown
        case .loading: self = .loading
        case .readOnly: self = .readOnly
        case .masterDown: self = .masterDown
        default: return nil
        }
    }
}
