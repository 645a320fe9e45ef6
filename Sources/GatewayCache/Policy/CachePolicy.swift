package import GatewayCore
package import GatewayWire

/// What a model group keeps: which requests are answered from the cache, which answers are stored and for how long.
/// Pure; made once per snapshot.
package struct CachePolicy: Sendable, Equatable {
    /// Facts of a request on which it depends whether a stored answer may serve it.
    package struct Request: Sendable, Equatable {
        /// What the path stands for.
        package var endpoint: Endpoint
        /// Whether the same answer can be expected again: temperature 0, or a seed.
        package var isDeterministic = false
        /// Whether the reply is to be a stream; streams and plain replies share an entry.
        package var isStream = false
        /// Whether the model may call tools.
        package var hasTools = false
        /// Whether it holds images, sound or files, or wants an answer in them.
        package var hasMedia = false
        /// Whether the engine may look at the web.
        package var searchesWeb = false
        /// Whether the provider is to keep the answer.
        package var storesAtProvider = false

        /// Facts of a request of which nothing is known.
        package init(endpoint: Endpoint) {
            self.endpoint = endpoint
        }

        /// Facts of a request whose body was read.
        package init(_ request: CacheableRequest, endpoint: Endpoint) {
            self.endpoint = endpoint
            self.isDeterministic = request.isDeterministic
            self.isStream = request.isStreamed
            self.hasTools = request.hasTools
            self.hasMedia = request.hasMedia || request.wantsMedia
            self.searchesWeb = request.searchesWeb
            self.storesAtProvider = request.storesAtProvider
        }
    }

    /// Facts of an answer on which it depends whether it is stored.
    package struct Answer: Sendable, Equatable {
        /// Status that the provider answered with.
        package var status: Int
        /// Whether it came to its end, all events and the end mark included.
        package var isComplete: Bool
        /// Why its choices ended; embeddings end for no reason.
        package var finishes: FinishReasons
        /// Bytes that storing it takes.
        package var bytes: Int
        /// Whether a fallback gave it, and not a member of the group.
        package var isFallback = false
        /// Requests for its key so far, this one included; 1 where nobody counts.
        package var uses = 1

        /// Facts of an answer by a member.
        package init(status: Int = 200, isComplete: Bool, finishes: FinishReasons, bytes: Int) {
            self.status = status
            self.isComplete = isComplete
            self.finishes = finishes
            self.bytes = bytes
        }
    }

    /// What the operator configured.
    package let settings: GroupCacheSettings
    /// How long answers may be used past their lifetime.
    package let windows: Freshness.Windows
    private let allowedFinishes: FinishReasons
    private let lifetime: Int64

    /// Makes the policy of a group.
    package init(_ settings: GroupCacheSettings) {
        self.settings = settings
        self.windows = Freshness.Windows(settings)
        self.allowedFinishes = FinishReasons(settings.finishReasons)
        self.lifetime = max(1, settings.ttl.wholeMilliseconds)
    }

    /// Why a request can neither be answered from the cache nor its answer stored; nil if it can.
    ///
    /// - Parameters:
    ///   - header: value of a header field by its name in lower case; several lines joined with `, `. Asked for only
    ///     if the group names fields that go past the cache.
    ///   - tags: the request's tags, asked for likewise.
    package func refusal(
        of request: Request,
        _ directives: CacheDirectives = CacheDirectives(),
        header: (String) -> String? = { _ in nil },
        tags: () -> [String] = { [] }
    ) -> CacheRefusal? {
        switch request.endpoint {
        case .chatCompletions, .completions, .embeddings: break
        case .models, .model, .feedback, .health, .passthrough, .unknown, .admin: return .endpoint
        }
        if directives.isBypass { return .requested }
        if request.storesAtProvider { return .storedAtProvider }
        if request.hasTools, !self.settings.tools { return .tools }
        if request.hasMedia, !self.settings.images { return .images }
        if self.settings.when == .deterministic {
            if request.searchesWeb { return .webSearch }
            // The same text has the same embedding, whatever the request says.
            if !request.isDeterministic, request.endpoint != .embeddings { return .notDeterministic }
        }
        return self.settings.bypass.isEmpty ? nil : self.bypass(header, tags)
    }

    private func bypass(_ header: (String) -> String?, _ tags: () -> [String]) -> CacheRefusal? {
        var known: [String]?
        for condition in self.settings.bypass {
            switch condition {
            case .header(let name, let wanted):
                guard let value = header(name), wanted == nil || wanted == value else { continue }
                return .bypassHeader
            case .tag(let tag):
                let all = known ?? tags()
                known = all
                if all.contains(tag) { return .bypassTag }
            }
        }
        return nil
    }

    /// Why an answer is not stored; nil if it is. The request itself has been let in before.
    package func refusal(
        of answer: Answer,
        to request: Request,
        _ directives: CacheDirectives = CacheDirectives()
    ) -> CacheRefusal? {
        if directives.noStore { return .noStore }
        if answer.status != 200 { return .status }
        if !answer.isComplete { return .incomplete }
        if request.endpoint != .embeddings {
            guard !answer.finishes.isEmpty, answer.finishes.isSubset(of: self.allowedFinishes) else {
                return .finishReason
            }
        }
        if answer.isFallback, !self.settings.storesFallbacks { return .fallback }
        if answer.bytes > self.settings.maxEntryBytes { return .size }
        if answer.uses < self.settings.minUses { return .uses }
        return nil
    }

    /// Milliseconds for which an answer is fresh: the group's, less the jitter, or less where the caller asks for less.
    ///
    /// - Parameter chance: 64 random bits.
    package func lifetime(chance: UInt64, _ directives: CacheDirectives = CacheDirectives()) -> Int64 {
        var lifetime = self.lifetime
        if let ttl = directives.ttl {
            lifetime = min(lifetime, Int64(ttl) * 1_000)
        }
        // 53 bits are what a double holds exactly: the draw is below 1.
        let draw = Double(chance >> 11) / Double(1 << 53)
        let jitter = Double(lifetime) * Double(self.settings.jitterPercent) / 100 * draw
        return max(0, lifetime - Int64(jitter))
    }

    /// Milliseconds after which an entry is of no use to anybody, counted from when it stops being fresh.
    package var grace: Int64 { self.windows.longest }
}

/// Why the choices of an answer ended.
package struct FinishReasons: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The model ended.
    package static let stop = Self(rawValue: 1)
    /// It calls tools.
    package static let toolCalls = Self(rawValue: 2)
    /// It calls a function, in the older form.
    package static let functionCall = Self(rawValue: 4)
    /// It reached the limit of tokens.
    package static let length = Self(rawValue: 8)
    /// Anything else: filtered, failed, unknown. Never stored.
    package static let other = Self(rawValue: 16)

    /// The reasons that a group allows.
    package init(_ reasons: Set<StorableFinish>) {
        self = reasons.reduce(into: []) { $0.insert(Self($1)) }
    }

    /// One reason.
    package init(_ reason: StorableFinish) {
        switch reason {
        case .stop: self = .stop
        case .toolCalls: self = .toolCalls
        case .functionCall: self = .functionCall
        case .length: self = .length
        }
    }

    /// The reason that a provider's reply names.
    package init(text: some Sequence<UInt8>) {
        let known = StorableFinish.allCases.first { text.elementsEqual($0.rawValue.utf8) }
        self = known.map { Self($0) } ?? .other
    }
}
