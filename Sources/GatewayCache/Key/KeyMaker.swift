package import GatewayWire

/// Why a body has no key, so that its request goes past the cache.
package enum KeyRefusal: Error, Hashable, Sendable {
    /// An object names a member twice, and engines disagree on which one counts.
    case duplicateMember
    /// The body nests more deeply, or holds more members, than keys are made of.
    case tooComplex
    /// The body is not JSON.
    case notJSON

    init(_ error: JSONError) {
        switch error.kind {
        case .tooDeep, .tooLarge: self = .tooComplex
        default: self = .notJSON
        }
    }
}

/// Maker of the keys under which answers are stored and found.
///
/// One object serves one event loop: it reuses its memory from request to request and must not be shared. A key is
/// SHA-256 over a kind, the scope with lengths in front of its parts, and the body in canonical form; so requests share
/// a key exactly when scope and meaning are the same.
package final class KeyMaker {
    /// Scratch memory that is kept between requests where nothing else is said.
    package static let defaultRetainedBytes = 256 << 10

    private var canonical: CanonicalJSON
    private var scratch = ByteScratch()
    private let retainedBytes: Int

    /// A maker with its scratch memory.
    ///
    /// - Parameters:
    ///   - maxDepth: How deep bodies may nest; deeper ones have no key.
    ///   - maxMembers: How many members and objects a body may hold; larger ones have no key.
    ///   - retainedBytes: Scratch memory that is kept between requests; what a larger body needs is given back.
    package init(
        maxDepth: Int = JSONScanner.defaultMaxDepth,
        maxMembers: Int = CanonicalJSON.defaultMaxMembers,
        retainedBytes: Int = KeyMaker.defaultRetainedBytes
    ) {
        self.canonical = CanonicalJSON(maxDepth: maxDepth, maxMembers: maxMembers)
        self.retainedBytes = retainedBytes
    }

    /// The key of a request.
    ///
    /// - Parameters:
    ///   - scope: What beside the body decides on the answer.
    ///   - body: The whole body as it was received.
    ///   - ignored: Members that say nothing about the answer.
    package func key(
        for scope: KeyScope,
        body: RawSpan,
        ignoring ignored: IgnoredMembers = .standard
    ) throws(KeyRefusal) -> CacheKey {
        self.begin(KeyDomain.request)
        scope.encode(to: &self.scratch)
        try self.appendCanonical(body, ignoring: ignored)
        return CacheKey(hashing: self.scratch)
    }

    /// The keys of a request's inputs, each for itself: equal inputs in requests that are otherwise equal share one.
    ///
    /// - Parameters:
    ///   - scope: What beside the body decides on the answer.
    ///   - body: The whole body as it was received.
    ///   - split: The inputs of the body.
    ///   - ignored: Members that say nothing about the answer; `input` is left out in any case.
    ///   - keys: Gets one key for each input, in their order, behind what it holds; unchanged when an error is thrown.
    package func inputKeys(
        for scope: KeyScope,
        body: RawSpan,
        split: EmbeddingRequestSplit,
        ignoring ignored: IgnoredMembers = .standard,
        into keys: inout [CacheKey]
    ) throws(KeyRefusal) {
        self.begin(KeyDomain.embeddings)
        scope.encode(to: &self.scratch)
        try self.appendCanonical(body, ignoring: ignored.andInput)
        let base = CacheKey(hashing: self.scratch)
        self.begin(KeyDomain.input)
        self.scratch.append(base)
        let start = self.scratch.count
        let before = keys.count
        keys.reserveCapacity(before + split.elements.count)
        do throws(KeyRefusal) {
            for element in split.elements {
                self.scratch.truncate(to: start)
                try self.appendCanonical(body.extracting(element), ignoring: .none)
                keys.append(CacheKey(hashing: self.scratch))
            }
        } catch {
            keys.removeSubrange(before...)
            throw error
        }
    }

    /// The key under which the result of an idempotent request is kept.
    ///
    /// - Parameters:
    ///   - owner: Whose key it is: two callers may choose the same one.
    ///   - endpoint: The route.
    ///   - header: The text of `Idempotency-Key`.
    package func idempotencyKey(owner: String, endpoint: String, header: String) -> CacheKey {
        self.begin(KeyDomain.idempotency)
        self.scratch.append(text: owner)
        self.scratch.append(text: endpoint)
        self.scratch.append(text: header)
        return CacheKey(hashing: self.scratch)
    }

    /// The fingerprint of a body by which the reuse of an idempotency key for another request is noticed.
    ///
    /// Nothing is ignored but the gateway's own fields; whether the reply streams counts, too. A body without a
    /// canonical form is taken byte by byte.
    package func bodyFingerprint(_ body: RawSpan) -> CacheKey {
        self.begin(KeyDomain.body)
        do throws(KeyRefusal) {
            try self.appendCanonical(body, ignoring: .gatewayFields)
        } catch {
            self.begin(KeyDomain.rawBody)
            body.withUnsafeBytes { self.scratch.append($0) }
        }
        return CacheKey(hashing: self.scratch)
    }

    /// The fingerprint of settings, to be made once per configuration.
    package static func fingerprint(of settings: [String]) -> CacheKey {
        var scratch = ByteScratch()
        KeyDomain.settings.withUnsafeBytes { scratch.append($0) }
        scratch.append(length: settings.count)
        for setting in settings { scratch.append(text: setting) }
        return CacheKey(hashing: scratch)
    }

    private func begin(_ domain: [UInt8]) {
        self.scratch.reset(retaining: self.retainedBytes)
        domain.withUnsafeBytes { self.scratch.append($0) }
    }

    private func appendCanonical(_ text: RawSpan, ignoring ignored: IgnoredMembers) throws(KeyRefusal) {
        let outcome: CanonicalJSON.Outcome
        do throws(JSONError) {
            outcome = try self.canonical.append(text, ignoring: ignored, to: &self.scratch)
        } catch {
            throw KeyRefusal(error)
        }
        guard !outcome.hasDuplicates else { throw .duplicateMember }
    }
}
