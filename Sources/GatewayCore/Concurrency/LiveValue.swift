import Synchronization

/// A value that is replaced whole; readers keep the one they took.
package final class LiveValue<Value: Sendable>: Sendable {
    private let storage: Mutex<Value>

    /// Creates the holder.
    package init(_ value: Value) {
        self.storage = Mutex(value)
    }

    /// The value of now.
    package var value: Value {
        self.storage.withLock { $0 }
    }

    /// Puts another value in its place.
    package func replace(with value: Value) {
        self.storage.withLock { $0 = value }
    }
}
