import Crypto
package import GatewayCore
import Synchronization

/// What a purge names, without saying it: its kind and a keyed hash of its name.
package struct PurgeScope: Hashable, Sendable {
    /// What is named.
    package enum Kind: UInt8, Sendable, CaseIterable {
        /// One answer.
        case key = 0x6B
        /// A tag.
        case tag = 0x74
        /// A deployment.
        case model = 0x6D
        /// A model group.
        case group = 0x67
        /// A tenant.
        case tenant = 0x6E
        /// Everything.
        case everything = 0x61
    }

    /// What is named.
    package let kind: Kind
    /// Hash of the name. 64 bits suffice here: names that meet are purged together, and nothing else comes of it.
    package let hash: UInt64

    /// Creates a scope from its parts.
    package init(kind: Kind, hash: UInt64) {
        self.kind = kind
        self.hash = hash
    }

    /// All answers.
    package static let everything = PurgeScope(kind: .everything, hash: 0)

    /// Text in names: the kind's letter and 16 hexadecimal digits.
    package var text: String {
        let digits = String(self.hash, radix: 16)
        return String(UnicodeScalar(self.kind.rawValue)) + String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// Reads what `text` wrote.
    package init?(text: some StringProtocol) {
        guard text.utf8.count == 17, let first = text.utf8.first, let kind = Kind(rawValue: first),
            let hash = UInt64(text.dropFirst(), radix: 16)
        else { return nil }
        self.init(kind: kind, hash: hash)
    }
}

/// Hashes names for purges, with a secret that all nodes share.
package struct ScopeHasher: Sendable {
    private let secret: SymmetricKey

    /// Creates a hasher.
    ///
    /// - Parameter secret: what nodes share; any bytes where there is only one.
    package init(secret: some Sequence<UInt8>) {
        self.secret = SymmetricKey(data: Array("purge".utf8) + Array(secret))
    }

    /// The scope of a name.
    package func scope(_ kind: PurgeScope.Kind, _ name: String) -> PurgeScope {
        let code = HMAC<SHA256>.authenticationCode(for: [kind.rawValue] + Array(name.utf8), using: self.secret)
        return PurgeScope(kind: kind, hash: code.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// The scope of a selection; nil for a key that is none.
    package func scope(_ selection: CacheSelection) -> PurgeScope? {
        switch selection {
        case .key(let hex): CacheKey(hex: hex).map { PurgeScope(kind: .key, hash: $0.a) }
        case .tag(let name): self.scope(.tag, name)
        case .model(let name): self.scope(.model, name)
        case .group(let name): self.scope(.group, name)
        case .tenant(let name): self.scope(.tenant, name)
        case .everything: .everything
        }
    }
}

/// Remembers the scopes of names, of which there are few, while answers are many. Shared by all loops.
package final class ScopeMemo: Sendable {
    private struct Name: Hashable {
        let kind: PurgeScope.Kind
        let text: String
    }

    /// Names that are remembered; beyond, all are hashed anew.
    private static let limit = 4096

    /// Hashes what is not remembered.
    package let hasher: ScopeHasher
    private let known = Mutex<[Name: PurgeScope]>([:])

    /// Creates an empty memory.
    package init(_ hasher: ScopeHasher) {
        self.hasher = hasher
    }

    /// The scope of a name.
    package func scope(_ kind: PurgeScope.Kind, _ text: String) -> PurgeScope {
        let name = Name(kind: kind, text: text)
        if let scope = self.known.withLock({ $0[name] }) {
            return scope
        }
        let scope = self.hasher.scope(kind, text)
        self.known.withLock { known in
            if known.count >= Self.limit {
                known.removeAll(keepingCapacity: true)
            }
            known[name] = scope
        }
        return scope
    }
}

/// The purges that have happened: what was asked for before the last one of its scope counts as not stored.
///
/// This makes a purge hold for answers that were on their way when it came, and for copies that nobody could delete.
package struct PurgeMarks: Sendable {
    /// Marks at most; beyond, the oldest half is folded into one for everything, which forgets more than it must.
    package static let limit = 10_000

    private var marks: [PurgeScope: Int64] = [:]
    private var oldest: Int64 = .min

    /// Creates an empty list.
    package init() {}

    /// Whether there are none.
    package var isEmpty: Bool { self.marks.isEmpty && self.oldest == .min }

    /// Notes a purge.
    ///
    /// - Parameter time: milliseconds since 1970, by the clock that all nodes share.
    package mutating func note(_ scope: PurgeScope, at time: Int64) {
        guard scope != .everything else {
            self.oldest = max(self.oldest, time)
            self.marks = self.marks.filter { $0.value > time }
            return
        }
        self.marks[scope] = max(self.marks[scope] ?? .min, time)
        guard self.marks.count > Self.limit else { return }
        let times = self.marks.values.sorted()
        self.note(.everything, at: times[times.count / 2])
    }

    /// Whether an answer to a request made at a time was purged since.
    package func covers(_ scopes: AnswerScopes, requestedAt time: Int64) -> Bool {
        if time <= self.oldest {
            return true
        }
        guard !self.marks.isEmpty else { return false }
        return self.covers(scopes.key, time) || self.covers(scopes.group, time) || self.covers(scopes.model, time)
            || self.covers(scopes.tenant, time) || scopes.tags.contains { self.covers($0, time) }
    }

    private func covers(_ scope: PurgeScope, _ time: Int64) -> Bool {
        self.marks[scope].map { time <= $0 } ?? false
    }
}

/// The scopes of one answer.
package struct AnswerScopes: Sendable, Equatable {
    /// The answer alone.
    package var key: PurgeScope
    /// Its model group.
    package var group: PurgeScope
    /// The deployment that gave it.
    package var model: PurgeScope
    /// Its tenant.
    package var tenant: PurgeScope
    /// Its tags.
    package var tags: [PurgeScope]

    /// Creates the scopes of an answer.
    package init(_ hasher: ScopeMemo, key: CacheKey, group: String, model: String, tenant: String, tags: [String]) {
        self.key = PurgeScope(kind: .key, hash: key.a)
        self.group = hasher.scope(.group, group)
        self.model = hasher.scope(.model, model)
        self.tenant = hasher.scope(.tenant, tenant)
        self.tags = tags.map { hasher.scope(.tag, $0) }
    }

    /// Those by which Redis lists answers.
    var indexed: [PurgeScope] { [self.group, self.model, self.tenant] + self.tags }

    /// Whether a scope is one of these.
    package func contains(_ scope: PurgeScope) -> Bool {
        switch scope.kind {
        case .everything: true
        case .key: self.key == scope
        case .group: self.group == scope
        case .model: self.model == scope
        case .tenant: self.tenant == scope
        case .tag: self.tags.contains(scope)
        }
    }
}
