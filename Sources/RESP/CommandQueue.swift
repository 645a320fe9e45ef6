import NIOCore

/// Commands that wait for a connection, in order, with their deadlines; bounded by number and bytes.
struct CommandQueue<Context>: ~Copyable {
    /// One waiting command.
    struct Entry {
        let command: RESPCommand
        let number: UInt64
        let deadline: NIODeadline
        /// Nil when the caller has left.
        var context: Context?
        let bytes: Int
    }

    private var entries = CircularBuffer<Entry>()
    private var bytes = 0
    private(set) var firstDeadline = NIODeadline.distantFuture

    /// How many entries there are.
    var count: Int { self.entries.count }

    /// Whether so many more commands, of so many bytes, keep the bounds.
    func hasRoom(for count: Int, bytes: Int, _ configuration: RedisNodeConfiguration) -> Bool {
        self.entries.count + count <= configuration.maxPendingCommands
            && self.bytes + bytes <= configuration.maxPendingBytes
    }

    /// Adds a command at the end.
    mutating func append(_ command: RESPCommand, number: UInt64, deadline: NIODeadline, _ context: Context) {
        let bytes = command.byteBound
        self.entries.append(
            Entry(command: command, number: number, deadline: deadline, context: context, bytes: bytes)
        )
        self.bytes += bytes
        self.firstDeadline = min(self.firstDeadline, deadline)
    }

    /// Takes the first command out.
    mutating func popFirst() -> Entry? {
        guard let entry = self.entries.popFirst() else { return nil }
        self.bytes -= entry.bytes
        if self.entries.isEmpty { self.firstDeadline = .distantFuture }
        return entry
    }

    /// The caller leaves: its context, or nil when it does not wait here.
    mutating func cancel(_ number: UInt64) -> Context? {
        guard let index = self.entries.firstIndex(where: { $0.number == number }) else { return nil }
        defer { self.entries[index].context = nil }
        return self.entries[index].context
    }

    /// Takes out everybody whose time is over.
    mutating func expire(at now: NIODeadline) -> [Context] {
        guard now >= self.firstDeadline else { return [] }
        var expired: [Context] = []
        var kept = CircularBuffer<Entry>()
        self.bytes = 0
        self.firstDeadline = .distantFuture
        for entry in self.entries {
            guard let context = entry.context else { continue }
            if entry.deadline <= now {
                expired.append(context)
            } else {
                kept.append(entry)
                self.bytes += entry.bytes
                self.firstDeadline = min(self.firstDeadline, entry.deadline)
            }
        }
        self.entries = kept
        return expired
    }

    /// Takes out everybody.
    mutating func removeAll() -> [Context] {
        let contexts = self.entries.compactMap(\.context)
        self.entries = CircularBuffer()
        self.bytes = 0
        self.firstDeadline = .distantFuture
        return contexts
    }
}
