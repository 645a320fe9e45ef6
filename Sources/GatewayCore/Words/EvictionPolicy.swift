/// Which entry goes when there is no room.
///
/// What each of them finds is measured in `Benchmarks/cache-policy`.
package enum EvictionPolicy: String, CaseIterable, Sendable {
    /// Three queues: most new entries leave early, unless asked for again; a hit costs a store.
    ///
    /// After Yang et al., "FIFO Queues are All You Need for Cache Eviction", SOSP 2023.
    case s3fifo = "s3-fifo"
    /// A small window, then a main part that a newcomer enters if it was asked for more often than the one to go.
    ///
    /// After Einziger, Friedman, Manes, "TinyLFU: A Highly Efficient Cache Admission Policy", 2017.
    case wTinyLFU = "w-tinylfu"
    /// The one that was not asked for longest.
    case lru
}
