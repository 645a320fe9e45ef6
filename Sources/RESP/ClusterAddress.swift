/// Addresses as the nodes of a cluster announce them.
extension RedisAddress {
    /// The address that a node announces as `host:port`, or nil where it is malformed.
    ///
    /// The host may be empty or `?`: the node does not know its own name, and `fallback`, the host that it was reached
    /// by, stands in. IPv6 addresses come without brackets, so that the last colon separates.
    package init?(announced text: some StringProtocol, fallback: String) {
        guard
            let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            let address = RedisAddress(announcedHost: String(text[..<colon]), port: port, fallback: fallback)
        else { return nil }
        self = address
    }

    /// The address of an announced host, which may be empty, `?` or absent, and a port; nil where the port is none.
    package init?(announcedHost host: String?, port: Int, fallback: String) {
        guard (1...65_535).contains(port) else { return nil }
        switch host {
        case nil, "", "?", "NULL": self.init(host: fallback, port: port)
        case .some(let host): self.init(host: host, port: port)
        }
    }
}
