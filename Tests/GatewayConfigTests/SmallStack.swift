import Dispatch
import Foundation

/// Runs work on a thread with a stack as small as a queue's threads may have, and waits for it.
func onSmallStack(_ body: @escaping @Sendable () -> Void) {
    let end = DispatchSemaphore(value: 0)
    let thread = Thread {
        body()
        end.signal()
    }
    thread.stackSize = 512 << 10
    thread.start()
    end.wait()
}
