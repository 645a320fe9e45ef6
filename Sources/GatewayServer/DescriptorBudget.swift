#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How the descriptors that the process may open are shared out, so that no number of clients can take those that
/// providers, listeners and logs need.
package struct DescriptorBudget: Sendable, Equatable {
    /// Descriptors that the process may have open.
    package let limit: Int
    /// Descriptors for all that is neither a client nor a provider: listeners, loops, log, admin plane, name resolution.
    package let reserved: Int

    /// Shares out a limit; each event loop needs a few of its own.
    package init(limit: Int, loops: Int) {
        self.limit = limit
        self.reserved = 56 + 4 * loops
    }

    /// Raises the process's soft limit to the hard one, and shares it out.
    ///
    /// The soft limit is kept low by the system for programs that use `select`, which the gateway does not.
    package static func raise(loops: Int) -> DescriptorBudget {
        var limit = rlimit()
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        guard getrlimit(resource, &limit) == 0 else { return DescriptorBudget(limit: 1024, loops: loops) }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if setrlimit(resource, &raised) == 0 {
                limit = raised
            }
        }
        // "No limit" is a number beyond what any process can use.
        return DescriptorBudget(limit: Int(clamping: min(limit.rlim_cur, 1 << 30)), loops: loops)
    }

    /// Client connections at most: half of what is left, since each may need one to a provider.
    package var clients: Int { max((self.limit - self.reserved) / 2, 8) }

    /// Connections of the admin plane at most.
    package var admin: Int { min(max(self.limit / 16, 8), 1024) }

    /// Connections to providers that there is room for, over all loops; the clients' half less the refusals.
    package var upstream: Int { max(self.limit - self.reserved - self.clients - Self.refused(beyond: self.clients), 8) }

    /// Connections beyond a ceiling that are told why they are refused; those beyond are closed without a word, since
    /// saying it takes a descriptor for a while.
    static func refused(beyond ceiling: Int) -> Int { min(max(ceiling / 4, 4), 1024) }
}
