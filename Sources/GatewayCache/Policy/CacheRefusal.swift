/// Why a request is not answered from the cache, or its answer not stored: label in metrics and `detail` of
/// `Cache-Status`. A closed list; `docs/caching.md` explains each.
package enum CacheRefusal: UInt8, Sendable, CaseIterable {
    // What keeps a request away from the cache:

    /// The endpoint is none whose answers are kept.
    case endpoint
    /// The answer may be another one each time: neither temperature 0 nor a seed.
    case notDeterministic
    /// The engine may look at the web, so that the answer depends on the hour.
    case webSearch
    /// The request offers tools.
    case tools
    /// The request holds or wants images, sound or files.
    case images
    /// The provider is to keep the answer itself, which a stored one would not do.
    case storedAtProvider
    /// A header field that goes past the cache.
    case bypassHeader
    /// A tag that goes past the cache.
    case bypassTag
    /// The request itself wants neither.
    case requested
    /// Its cache tags are too many or too long, so that it could not be purged by all of them.
    case cacheTags
    /// The body names a member twice, or has too many members for a key.
    case ambiguous
    /// A rule of the model group says so.
    case rule

    // What keeps an answer from being stored:

    /// The request says `no-store`.
    case noStore
    /// The status is another than 200.
    case status
    /// The answer is not whole.
    case incomplete
    /// It ended for a reason that is not allowed, or for none.
    case finishReason
    /// A fallback answered.
    case fallback
    /// It is too large.
    case size
    /// It was not asked for often enough yet.
    case uses

    /// Name in metrics; a token of structured fields.
    package var label: StaticString {
        switch self {
        case .endpoint: "endpoint"
        case .notDeterministic: "not_deterministic"
        case .webSearch: "web_search"
        case .tools: "tools"
        case .images: "images"
        case .storedAtProvider: "stored_at_provider"
        case .bypassHeader: "bypass_header"
        case .bypassTag: "bypass_tag"
        case .requested: "requested"
        case .cacheTags: "cache_tags"
        case .ambiguous: "ambiguous"
        case .rule: "rule"
        case .noStore: "no_store"
        case .status: "status"
        case .incomplete: "incomplete"
        case .finishReason: "finish_reason"
        case .fallback: "fallback"
        case .size: "size"
        case .uses: "uses"
        }
    }
}
