package import GatewayCore
import GatewayWire

/// The paths of the admin plane under `/admin/v1/cache`: what the cache holds, what is asked for most, and purges.
///
/// The caller has checked the credential.
package struct CacheRoutes: Sendable {
    /// Path of the statistics; all others are below it.
    package static let root = "/admin/v1/cache"
    /// Hot keys that are listed where the request names no number.
    package static let defaultHotKeys = 20
    /// Hot keys that can be listed.
    package static let hotKeys = 1...10_000

    private let cache: (any CacheControl)?
    private let audit: @Sendable (String) -> Void
    private let wallClock: @Sendable () -> UInt64

    /// Creates the routes.
    ///
    /// - Parameters:
    ///   - cache: what is shown and purged; nil where no model group has a cache.
    ///   - audit: takes a line of JSON about each purge that was done.
    ///   - wallClock: nanoseconds since 1970 in UTC.
    package init(
        cache: (any CacheControl)?,
        audit: @escaping @Sendable (String) -> Void,
        wallClock: @escaping @Sendable () -> UInt64
    ) {
        self.cache = cache
        self.audit = audit
        self.wallClock = wallClock
    }

    /// Whether a path is one of these.
    package static func own(_ path: String) -> Bool {
        path == Self.root || path.hasPrefix(Self.root + "/")
    }

    /// The answer to a request.
    package func answer(_ request: AdminRequest) async -> AdminResponse {
        let rest = request.path.dropFirst(Self.root.count)
        let entry = "/entries/"
        switch rest {
        case "": return await self.reading(request, self.statistics)
        case "/hot": return await self.reading(request) { await self.hotKeys(in: $0, request.query) }
        case "/purge":
            guard request.method == .post else { return AdminRoutes.notAllowed("POST") }
            guard let cache = self.cache else { return Self.noCache }
            return await self.purge(request.body, in: cache)
        case "/compare":
            guard request.method == .post else { return AdminRoutes.notAllowed("POST") }
            guard let cache = self.cache else { return Self.noCache }
            return await self.compare(request.body, in: cache)
        case _ where rest.hasPrefix(entry):
            return await self.reading(request) { await self.entry(rest.dropFirst(entry.count), in: $0) }
        default: return AdminRoutes.error(404, .unknownURL, "Unknown path of the admin plane.")
        }
    }

    private func reading(
        _ request: AdminRequest,
        _ answer: (any CacheControl) async -> AdminResponse
    ) async -> AdminResponse {
        guard request.method == .get || request.method == .head else { return AdminRoutes.notAllowed("GET, HEAD") }
        guard let cache = self.cache else { return Self.noCache }
        return await answer(cache)
    }

    private static var noCache: AdminResponse {
        AdminRoutes.error(
            409,
            .invalidRequest,
            "The gateway runs without a cache. Give a model group one: 'cache: {exact: true}' under 'models'."
        )
    }

    private func statistics(of cache: any CacheControl) async -> AdminResponse {
        AdminResponse(body: CacheDocuments.statistics(await cache.statistics()))
    }

    private func hotKeys(in cache: any CacheControl, _ query: String) async -> AdminResponse {
        switch Self.limit(query) {
        case .success(let limit): AdminResponse(body: CacheDocuments.hotKeys(await cache.hotKeys(limit: limit)))
        case .failure(let fault): fault.response
        }
    }

    private func entry(_ text: Substring, in cache: any CacheControl) async -> AdminResponse {
        guard let key = CacheKeyText.canonical(text) else {
            return CacheRequestFault(CacheKeyText.advice, param: "key").response
        }
        guard let view = await cache.entry(key) else {
            let envelope = ErrorEnvelope(
                message: "No answer is stored under this key.",
                type: ErrorCode.invalidRequest.wireType.description,
                param: "key",
                code: ErrorCode.notCached.wireName.description
            )
            return AdminResponse(status: 404, body: envelope.bytes)
        }
        return AdminResponse(body: CacheDocuments.entry(view))
    }

    private func purge(_ body: [UInt8], in cache: any CacheControl) async -> AdminResponse {
        let request: CachePurgeRequest
        do throws(CacheRequestFault) {
            request = try CachePurgeRequest(reading: body)
        } catch {
            return error.response
        }
        let report = await cache.purge(request.selection, dryRun: request.isDryRun)
        if !request.isDryRun {
            self.audit(CacheDocuments.audit(request.selection, report, at: self.wallClock()))
        }
        return AdminResponse(body: CacheDocuments.purge(request, report))
    }

    private func compare(_ body: [UInt8], in cache: any CacheControl) async -> AdminResponse {
        let request: CompareRequest
        do throws(CacheRequestFault) {
            request = try CompareRequest(reading: body)
        } catch {
            return error.response
        }
        guard let found = await cache.compare(request.asked, with: request.stored, in: request.group) else {
            return CacheRequestFault(
                "The group '\(request.group.prefix(200))' gives no answers by meaning. Give it one: "
                    + "'cache: {exact: true, semantic: true}'.",
                param: "group"
            ).response
        }
        return AdminResponse(body: found.document)
    }

    /// The number in `limit=20`; the default where there is no query.
    private static func limit(_ query: String) -> Result<Int, CacheRequestFault> {
        var limit: Int?
        for pair in query.split(separator: "&") {
            let name = pair.prefix { $0 != "=" }
            guard name == "limit" else {
                let message = "Unknown parameter '\(name.prefix(50))'. This path takes 'limit'."
                return .failure(CacheRequestFault(message, param: "limit"))
            }
            let digits = pair.dropFirst(name.count + 1)
            guard limit == nil, digits.utf8.count <= 5, digits.utf8.allSatisfy({ $0 &- 0x30 <= 9 }),
                let number = Int(digits), Self.hotKeys.contains(number)
            else {
                let range = "\(Self.hotKeys.lowerBound) to \(Self.hotKeys.upperBound)"
                let message = "'limit' is not a number from \(range). Write it once: ?limit=20."
                return .failure(CacheRequestFault(message, param: "limit"))
            }
            limit = number
        }
        return .success(limit ?? Self.defaultHotKeys)
    }
}

/// Keys of stored answers as text.
package enum CacheKeyText {
    /// What is said of a text that is no key.
    package static let advice =
        "The key is malformed. A key is 64 hexadecimal digits, as /admin/v1/cache/hot shows it."

    /// The key in lower case; nil for what is not 64 hexadecimal digits.
    package static func canonical(_ text: some StringProtocol) -> String? {
        guard text.utf8.count == 64, text.utf8.allSatisfy(Self.isDigit) else { return nil }
        return text.lowercased()
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte &- 0x30 <= 9 || (byte | 0x20) &- 0x61 <= 5
    }
}
