import GatewayCore
import GatewayWire

/// What the admin plane writes about the cache: bodies of answers, and lines of the audit log.
enum CacheDocuments {
    /// The body of `/admin/v1/cache`. `redis` is null where there is no shared cache, and a ratio where nothing was
    /// asked yet.
    static func statistics(_ statistics: CacheStatistics) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("memory")
        writer.beginObject()
        writer.member("entries", statistics.entries)
        writer.member("bytes", statistics.bytes)
        writer.member("capacity_bytes", statistics.capacity)
        Self.ratio("fill_ratio", UInt64(clamping: statistics.bytes), of: UInt64(clamping: statistics.capacity), &writer)
        writer.member("insertions", statistics.insertions)
        writer.member("evictions", statistics.evictions)
        writer.member("expirations", statistics.expirations)
        writer.member("rejections", statistics.rejections)
        writer.member("purged", statistics.purged)
        writer.endObject()
        writer.member("flights", statistics.flights)
        writer.key("redis")
        if statistics.hasRedis {
            Self.redis(statistics, to: &writer)
        } else {
            writer.null()
        }
        writer.key("semantic")
        if let semantic = statistics.semantic {
            SemanticDocument.write(semantic, to: &writer)
        } else {
            writer.null()
        }
        writer.endObject()
        return writer.bytes
    }

    private static func redis(_ statistics: CacheStatistics, to writer: inout JSONWriter) {
        let (lookups, overflow) = statistics.redisHits.addingReportingOverflow(statistics.redisMisses)
        writer.beginObject()
        writer.member("up", statistics.redisIsUp)
        writer.member("hits", statistics.redisHits)
        writer.member("misses", statistics.redisMisses)
        Self.ratio("hit_ratio", statistics.redisHits, of: overflow ? .max : lookups, &writer)
        writer.member("commands", statistics.redisCommands)
        writer.member("failures", statistics.redisFailures)
        writer.member("writes", statistics.redisWrites)
        writer.member("drops", statistics.redisDrops)
        writer.member("unreadable", statistics.redisUnreadable)
        writer.member("queued_bytes", statistics.redisQueuedBytes)
        writer.endObject()
    }

    /// The body of `/admin/v1/cache/hot`, hottest first.
    static func hotKeys(_ keys: [HotKey]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginArray()
        for key in keys {
            writer.beginObject()
            writer.member("key", key.key)
            writer.member("group", key.group)
            writer.member("count", key.count)
            writer.endObject()
        }
        writer.endArray()
        return writer.bytes
    }

    /// The body of `/admin/v1/cache/entries/KEY`. `tenant` is null where all tenants share the answer.
    static func entry(_ view: CacheEntryView) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("key", view.key)
        writer.member("tier", view.tier)
        writer.member("group", view.group)
        writer.member("deployment", view.deployment)
        writer.member("provider", view.provider)
        writer.member("tenant", view.tenant.isEmpty ? nil : view.tenant)
        writer.key("tags")
        writer.beginArray()
        for tag in view.tags {
            writer.string(tag)
        }
        writer.endArray()
        writer.member("form", view.form)
        writer.member("bytes", view.bytes)
        writer.member("stored_at", UTCTime.text(ofMilliseconds: view.storedAt))
        writer.member("fresh_for_ms", view.freshFor)
        writer.member("cost_usd", view.cost)
        writer.endObject()
        return writer.bytes
    }

    /// The body of an answer to a purge.
    static func purge(_ request: CachePurgeRequest, _ report: CachePurge) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("dry_run", request.isDryRun)
        Self.write(request.selection, report, to: &writer)
        writer.endObject()
        return writer.bytes
    }

    /// One line about a purge that was done, without its line end.
    ///
    /// - Parameter time: nanoseconds since 1970 in UTC.
    static func audit(_ selection: CacheSelection, _ report: CachePurge, at time: UInt64) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("time", UTCTime.text(ofMilliseconds: Int64(clamping: time / 1_000_000)))
        writer.member("action", "cache_purge")
        writer.member("who", "admin")
        Self.write(selection, report, to: &writer)
        writer.endObject()
        return writer.text
    }

    private static func write(_ selection: CacheSelection, _ report: CachePurge, to writer: inout JSONWriter) {
        let (kind, value): (StaticString, String?) =
            switch selection {
            case .key(let key): ("key", key)
            case .tag(let tag): ("tag", tag)
            case .model(let model): ("model", model)
            case .group(let group): ("group", group)
            case .tenant(let tenant): ("tenant", tenant)
            case .everything: ("everything", nil)
            }
        writer.member("selection", kind)
        writer.member("value", value)
        writer.member("in_memory", report.inMemory)
        writer.key("in_redis")
        if let count = report.inRedis {
            writer.integer(count)
        } else {
            writer.null()
        }
        writer.member("reached_all_nodes", report.reachedAllNodes)
    }

    /// Writes a share with four digits after the point, rounded down; null of nothing.
    private static func ratio(_ name: StaticString, _ part: UInt64, of whole: UInt64, _ writer: inout JSONWriter) {
        writer.key(name)
        guard whole > 0 else { return writer.null() }
        let (high, low) = part.multipliedFullWidth(by: 10_000)
        guard high < whole else { return writer.null() }
        let share = whole.dividingFullWidth((high, low)).quotient
        let digits = String(share % 10_000)
        let fraction = String(repeating: "0", count: 4 - digits.utf8.count) + digits
        writer.raw(Array("\(share / 10_000).\(fraction)".utf8))
    }
}

/// Moments as text in UTC (RFC 3339).
enum UTCTime {
    private static let day: Int64 = 86_400_000

    /// The text of milliseconds since 1970, such as `2026-11-22T17:03:56.123Z`; years beyond 9999 are cut to it.
    static func text(ofMilliseconds milliseconds: Int64) -> String {
        let latest: Int64 = 253_402_300_799_999
        let moment = min(max(milliseconds, 0), latest)
        let (year, month, dayOfMonth) = Self.date(ofDay: moment / Self.day)
        let seconds = moment % Self.day / 1000
        return "\(Self.digits(year, 4))-\(Self.digits(month, 2))-\(Self.digits(dayOfMonth, 2))"
            + "T\(Self.digits(seconds / 3600, 2)):\(Self.digits(seconds / 60 % 60, 2)):\(Self.digits(seconds % 60, 2))"
            + ".\(Self.digits(moment % 1000, 3))Z"
    }

    private static func digits(_ number: Int64, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(count - text.utf8.count, 0)) + text
    }

    /// Gregorian date of a day since 1970-01-01, counted in years that begin in March, so that the leap day comes last.
    private static func date(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let sinceMarchOfYearZero = day + 719_468
        let (era, dayOfEra) = sinceMarchOfYearZero.quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}
