package import NIOCore
import NIOPosix
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The system's resolver has no address for a host name.
struct HostNotFound: Error {}

/// Answers of the system's resolver, kept for a while and shared by all loops.
///
/// Look-ups run on NIO's thread pool, never on a loop. The system resolver tells no time to live, so one is configured.
/// A failed look-up falls back to the last good answer, if there was one.
package final class DNSCache: Sendable {
    private struct Entry {
        var addresses: [SocketAddress]
        var expires: NIODeadline
    }

    private struct State {
        var entries: [String: Entry] = [:]
        /// Look-ups under way: who asks for the same name meanwhile waits for the same answer.
        var pending: [String: EventLoopFuture<[SocketAddress]>] = [:]
    }

    private let state = Mutex(State())
    private let timeToLive: TimeAmount
    private let maxEntries: Int
    private let now: @Sendable () -> NIODeadline
    private let lookUp: @Sendable (_ host: String, _ port: Int) throws -> [SocketAddress]

    /// Creates a cache.
    ///
    /// - Parameters:
    ///   - timeToLive: how long an answer is used.
    ///   - maxEntries: names at most; beyond, all are forgotten.
    ///   - now: the clock.
    ///   - lookUp: the resolver; blocks its thread.
    package init(
        timeToLive: TimeAmount = .seconds(30),
        maxEntries: Int = 1024,
        now: @escaping @Sendable () -> NIODeadline = { .now() },
        lookUp: @escaping @Sendable (_ host: String, _ port: Int) throws -> [SocketAddress] = DNSCache.system
    ) {
        self.timeToLive = timeToLive
        self.maxEntries = maxEntries
        self.now = now
        self.lookUp = lookUp
    }

    /// Addresses of a host, from the cache or the resolver.
    func addresses(of host: String, port: Int, on eventLoop: any EventLoop) -> EventLoopFuture<[SocketAddress]> {
        let key = "\(host):\(port)"
        let promise = eventLoop.makePromise(of: [SocketAddress].self)
        let known = self.state.withLock { state -> EventLoopFuture<[SocketAddress]>? in
            if let entry = state.entries[key], self.now() < entry.expires {
                return eventLoop.makeSucceededFuture(entry.addresses)
            }
            if let pending = state.pending[key] {
                return pending.hop(to: eventLoop)
            }
            state.pending[key] = promise.futureResult
            return nil
        }
        if let known {
            promise.completeWith(known)
            return known
        }
        NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) { [self] in
            try self.resolve(host, port, key)
        }.cascade(to: promise)
        return promise.futureResult
    }

    private func resolve(_ host: String, _ port: Int, _ key: String) throws -> [SocketAddress] {
        let answer = Result { try self.lookUp(host, port) }
        return try self.state.withLock { state in
            state.pending[key] = nil
            switch answer {
            case .success(let addresses):
                if state.entries.count >= self.maxEntries {
                    state.entries.removeAll()
                }
                state.entries[key] = Entry(addresses: addresses, expires: self.now() + self.timeToLive)
                return addresses
            case .failure(let error):
                guard let stale = state.entries[key] else { throw error }
                return stale.addresses
            }
        }
    }

    /// Asks the system (`getaddrinfo`, so `/etc/hosts` and the resolver's configuration count).
    package static func system(_ host: String, _ port: Int) throws -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_protocol = Int32(IPPROTO_TCP)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &list) == 0 else {
            throw HostNotFound()
        }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = list
        while let info = next {
            if let address = info.pointee.ai_addr {
                switch info.pointee.ai_family {
                case AF_INET:
                    address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { v4 in
                        addresses.append(SocketAddress(v4.pointee, host: host))
                    }
                case AF_INET6:
                    address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { v6 in
                        addresses.append(SocketAddress(v6.pointee, host: host))
                    }
                default:
                    break
                }
            }
            next = info.pointee.ai_next
        }
        return addresses
    }
}

/// Feeds NIO's happy eyeballs (RFC 8305) with one look-up that was begun when the connection was.
final class CachingResolver: Resolver, Sendable {
    private let answer: EventLoopFuture<[SocketAddress]>

    init(_ answer: EventLoopFuture<[SocketAddress]>) {
        self.answer = answer
    }

    func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        self.answer.map { $0.filter { $0.protocol == .inet6 } }
    }

    func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        self.answer.map { $0.filter { $0.protocol == .inet } }
    }

    func cancelQueries() {}
}
