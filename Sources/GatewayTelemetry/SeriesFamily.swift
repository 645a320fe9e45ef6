import GatewayCore

/// All labels that a series can have, in one word: cheap to hash, to compare and to copy.
struct SeriesKey: Hashable, Sendable {
    /// Number of an error label that says there was none.
    static let noError: UInt8 = 63
    /// Number of an error label beyond the limit of series.
    static let otherError: UInt8 = 62
    /// Number of the label of an attempt that was cancelled because another was faster.
    static let cancelled: UInt8 = 61
    /// Status beyond the limit of series.
    static let otherStatus = 1023
    /// The series of everything beyond the limit of series.
    static let overflow = SeriesKey(
        endpoint: 15,
        stream: 2,
        status: Self.otherStatus,
        error: Self.otherError,
        model: LabelTable.other,
        deployment: LabelTable.other,
        provider: LabelTable.other
    )

    /// The packed labels.
    let bits: UInt64

    /// Packs labels; what a family does not have stays 0.
    init(
        endpoint: UInt8 = 0,
        stream: UInt8 = 0,
        status: Int = 0,
        error: UInt8 = 0,
        model: UInt16 = 0,
        deployment: UInt16 = 0,
        provider: UInt16 = 0
    ) {
        var bits = UInt64(endpoint & 15)
        bits = bits << 2 | UInt64(stream & 3)
        bits = bits << 10 | UInt64(status & 1023)
        bits = bits << 6 | UInt64(error & 63)
        bits = bits << 14 | UInt64(model & 0x3FFF)
        bits = bits << 14 | UInt64(deployment & 0x3FFF)
        bits = bits << 14 | UInt64(provider & 0x3FFF)
        self.bits = bits
    }

    /// Raw value of the `Endpoint`; 15 beyond the limit of series.
    var endpoint: UInt8 { UInt8(truncatingIfNeeded: self.bits >> 60) }
    /// 1 for a stream, 0 for none; 2 beyond the limit of series.
    var stream: UInt8 { UInt8(truncatingIfNeeded: self.bits >> 58 & 3) }
    /// Status code.
    var status: Int { Int(self.bits >> 48 & 1023) }
    /// Raw value of the `ErrorCode`, `noError`, `cancelled` or `otherError`.
    var error: UInt8 { UInt8(truncatingIfNeeded: self.bits >> 42 & 63) }
    /// Number of the model label.
    var model: UInt16 { UInt16(truncatingIfNeeded: self.bits >> 28 & 0x3FFF) }
    /// Number of the deployment label.
    var deployment: UInt16 { UInt16(truncatingIfNeeded: self.bits >> 14 & 0x3FFF) }
    /// Number of the provider label.
    var provider: UInt16 { UInt16(truncatingIfNeeded: self.bits & 0x3FFF) }

    /// The same key with the label numbers of another table.
    func renumbered(by numbers: [UInt16]) -> SeriesKey {
        SeriesKey(
            endpoint: self.endpoint,
            stream: self.stream,
            status: self.status,
            error: self.error,
            model: numbers[Int(self.model)],
            deployment: numbers[Int(self.deployment)],
            provider: numbers[Int(self.provider)]
        )
    }
}

/// The series of one metric, or of several with the same labels: an open-addressing table from key to position.
///
/// Bounded: keys beyond the limit share the one series `SeriesKey.overflow`. Nothing is ever taken out, since a
/// counter must not vanish.
struct SeriesFamily<Value: Sendable>: Sendable {
    /// Keys in order of appearance.
    private(set) var keys: [SeriesKey] = []
    /// Values, by the same positions.
    var values: [Value] = []
    private var slots: [Int32] = Array(repeating: -1, count: 64)
    private let limit: Int

    /// Creates an empty family that takes a number of series, and the one for the rest.
    init(limit: Int) {
        self.limit = max(limit, 0)
    }

    /// The position of a key's series, which begins with `value` if it is new.
    mutating func position(of key: SeriesKey, startingWith value: @autoclosure () -> Value) -> Int {
        let slot = self.slot(of: key)
        if self.slots[slot] >= 0 {
            return Int(self.slots[slot])
        }
        guard self.keys.count < self.limit || key == .overflow else {
            return self.position(of: .overflow, startingWith: value())
        }
        self.slots[slot] = Int32(self.keys.count)
        self.keys.append(key)
        self.values.append(value())
        if self.keys.count * 2 > self.slots.count {
            self.grow()
        }
        return self.keys.count - 1
    }

    /// Slot that holds the key, or the free one where it would stand. One is always free: the table is half empty.
    private func slot(of key: SeriesKey) -> Int {
        let mask = self.slots.count &- 1
        // Fibonacci hashing: the upper bits of the product depend on all bits of the key.
        var slot = Int(truncatingIfNeeded: (key.bits &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
        while self.slots[slot] >= 0, self.keys[Int(self.slots[slot])] != key {
            slot = (slot &+ 1) & mask
        }
        return slot
    }

    private mutating func grow() {
        self.slots = Array(repeating: -1, count: self.slots.count * 2)
        for (position, key) in self.keys.enumerated() {
            self.slots[self.slot(of: key)] = Int32(position)
        }
    }
}
