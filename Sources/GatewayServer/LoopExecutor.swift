package import NIOCore

/// Runs the jobs of Swift tasks on one event loop.
package final class LoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    /// Creates the executor of a loop.
    package init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = self.asUnownedTaskExecutor()
        self.eventLoop.execute {
            job.runSynchronously(on: executor)
        }
    }
}
