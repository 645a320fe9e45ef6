package import NIOCore
import NIOPosix
import Synchronization

/// A value that others wait on: what a scripted provider has seen, how far a client's reply has come.
///
/// Waiting is by condition and bounded; nobody sleeps and looks again.
package final class Watched<Value: Sendable>: Sendable {
    private struct Waiter: Sendable {
        var id: Int
        var condition: @Sendable (Value) -> Bool
        var continuation: CheckedContinuation<Value?, Never>
        var timer: Scheduled<Void>
    }

    private struct State {
        var value: Value
        var waiters: [Waiter] = []
        var lastID = 0
    }

    private let state: Mutex<State>
    private let eventLoop: any EventLoop

    /// Creates the value as it is before anything happened.
    package init(_ value: Value, on eventLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.any()) {
        self.state = Mutex(State(value: value))
        self.eventLoop = eventLoop
    }

    /// The value now.
    package var value: Value {
        self.state.withLock { $0.value }
    }

    /// Changes the value, and wakes those whose condition it now meets.
    @discardableResult
    package func update<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
        let (result, value, woken) = self.state.withLock { state in
            let result = body(&state.value)
            guard !state.waiters.isEmpty else { return (result, state.value, [Waiter]()) }
            let woken = state.waiters.filter { $0.condition(state.value) }
            let ids = woken.map(\.id)
            state.waiters.removeAll { ids.contains($0.id) }
            return (result, state.value, woken)
        }
        for waiter in woken {
            waiter.timer.cancel()
            waiter.continuation.resume(returning: value)
        }
        return result
    }

    /// Waits until the value meets a condition.
    ///
    /// - Returns: the value that met it; nil where none did in time.
    package func wait(
        within limit: Duration = .seconds(10),
        until condition: @escaping @Sendable (Value) -> Bool
    ) async -> Value? {
        await withCheckedContinuation { continuation in
            let met: Value? = self.state.withLock { state in
                guard !condition(state.value) else { return state.value }
                state.lastID += 1
                let id = state.lastID
                let timer = self.eventLoop.scheduleTask(in: TimeAmount(limit)) { self.giveUp(id) }
                state.waiters.append(
                    Waiter(id: id, condition: condition, continuation: continuation, timer: timer)
                )
                return nil
            }
            if let met {
                continuation.resume(returning: met)
            }
        }
    }

    private func giveUp(_ id: Int) {
        let waiter: Waiter? = self.state.withLock { state in
            guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
            return state.waiters.remove(at: index)
        }
        waiter?.continuation.resume(returning: nil)
    }
}
