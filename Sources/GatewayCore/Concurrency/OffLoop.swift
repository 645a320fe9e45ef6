/// Work that would hold an event loop too long.
package enum OffLoop {
    /// Runs work on a thread of the concurrent pool; the caller goes on on its loop afterwards.
    ///
    /// There and back takes about 20 µs, so only what takes several times that is worth it.
    package static func run<Result: Sendable>(_ work: @Sendable () -> Result) async -> Result {
        await withTaskExecutorPreference(globalConcurrentExecutor) {
            work()
        }
    }
}
