import NIOCore
import NIOPosix
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Answers of the system's resolver, kept for a while and shared by all loops.
///
/// Look-ups run on NIO's thread pool, never on a loop. The system resolver tells no time to live, so one is configured.
/// A failed look-up falls back to the last good answer, if there was one.
package final class DNSCache: Sendable {
    private struct Entry {
        var addresses: [SocketAddress]
        var expires: NIODeadline
    }

    private let entries = Mutex<[String: Entry]>([:])
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
        if let entry = self.entries.withLock({ $0[key] }), self.now() < entry.expires {
            return eventLoop.makeSucceededFuture(entry.addresses)
        }
        return NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) { [self] in
            do {
                let addresses = try self.lookUp(host, port)
                self.entries.withLock { entries in
                    if entries.count >= self.maxEntries {
                        entries.removeAll()
                    }
                    entries[key] = Entry(addresses: addresses, expires: self.now() + self.timeToLive)
                }
                return addresses
            } catch {
                guard let stale = self.entries.withLock({ $0[key] }) else { throw error }
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
            throw SocketAddressError.unknown(host: host, port: port)
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

/// Feeds NIO's happy eyeballs (RFC 8305) from the cache.
final class CachingResolver: Resolver {
    private let cache: DNSCache
    private let eventLoop: any EventLoop
    private var answer: EventLoopFuture<[SocketAddress]>?

    init(cache: DNSCache, eventLoop: any EventLoop) {
        self.cache = cache
        self.eventLoop = eventLoop
    }

    func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        self.query(host, port).map { $0.filter { $0.protocol == .inet6 } }
    }

    func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        self.query(host, port).map { $0.filter { $0.protocol == .inet } }
    }

    func cancelQueries() {}

    private func query(_ host: String, _ port: Int) -> EventLoopFuture<[SocketAddress]> {
        if let answer = self.answer {
            return answer
        }
        let answer = self.cache.addresses(of: host, port: port, on: self.eventLoop)
        self.answer = answer
        return answer
    }
}
