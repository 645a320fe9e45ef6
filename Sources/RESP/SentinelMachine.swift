import NIOCore

/// What sentinels say about where the primary is.
///
/// A sentinel that was cut off goes on naming a primary that is no more, so all are asked, and the address that most of
/// those asked name is taken at once. Where no majority comes together, the address most often named is, then the
/// earliest. The server itself must confirm its role before it is used.
package struct SentinelVote: Sendable {
    /// How many sentinels were asked.
    package let asked: Int
    private var heard = 0
    private var named: [(address: RedisAddress, votes: Int)] = []

    /// A vote among this many sentinels.
    package init(asked: Int) {
        self.asked = asked
    }

    /// Whether nobody is left to be heard.
    package var isComplete: Bool { self.heard >= self.asked }

    /// Counts an answer; nil is a sentinel that failed or knows no such primary. Returns the address once it is decided.
    package mutating func count(_ address: RedisAddress?) -> RedisAddress? {
        self.heard += 1
        if let address {
            let index = self.named.firstIndex { $0.address == address } ?? self.named.count
            if index == self.named.count { self.named.append((address, 0)) }
            self.named[index].votes += 1
            if self.named[index].votes > self.asked / 2 { return address }
        }
        guard self.isComplete else { return nil }
        let most = self.named.map(\.votes).max()
        return self.named.first { $0.votes == most }?.address
    }
}

/// What sentinels and servers answer.
package enum SentinelReply {
    /// The channel on which sentinels tell of a new primary.
    package static let switchChannel = "+switch-master"

    /// The answer to `SENTINEL GET-MASTER-ADDR-BY-NAME`; nil where the name is unknown or the answer makes no sense.
    package static func address(_ value: RESPValue, host: String) -> RedisAddress? {
        guard
            let parts = value.elements, parts.count == 2, let port = parts[1].number.flatMap(Int.init(exactly:))
        else { return nil }
        return RedisAddress(announcedHost: parts[0].text, port: port, fallback: host)
    }

    /// The new address in a message on ``switchChannel`` about this primary; nil for all other pushes.
    package static func newPrimary(_ push: RESPValue, name: String, host: String) -> RedisAddress? {
        guard
            let parts = push.elements, parts.count == 3, parts[0].spells("message"),
            parts[1].spells(Self.switchChannel), let words = parts[2].text?.split(separator: " "), words.count == 5,
            words[0] == name, let port = Int(words[4])
        else { return nil }
        return RedisAddress(announcedHost: String(words[3]), port: port, fallback: host)
    }

    /// Whether the answer to `ROLE` is a primary's.
    package static func isPrimary(_ role: RESPValue) -> Bool {
        role.elements?.first.map { $0.spells("master") || $0.spells("primary") } ?? false
    }
}
