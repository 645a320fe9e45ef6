import GatewayCore
package import NIOCore

/// What the cache did for a request, as the field `Cache-Status` tells it (RFC 9211).
package struct CacheStatus: Sendable, Equatable {
    /// Why a request was forwarded, in the RFC's words.
    package enum Forward: UInt8, Sendable, CaseIterable {
        /// The cache was configured not to handle it, or the request asked for that.
        case bypass
        /// The method is not one that is answered from a cache.
        case method
        /// Nothing is stored under its key.
        case uriMiss
        /// Something is stored for the same body, but not for these header fields.
        case varyMiss
        /// Nothing usable is stored, and no nearer reason is known.
        case miss
        /// Something fresh is stored, but the request does not want it.
        case request
        /// What is stored is past its lifetime.
        case stale
        /// A part of the answer is stored, and only the rest was asked for.
        case partial

        /// The token.
        package var token: StaticString {
            switch self {
            case .bypass: "bypass"
            case .method: "method"
            case .uriMiss: "uri-miss"
            case .varyMiss: "vary-miss"
            case .miss: "miss"
            case .request: "request"
            case .stale: "stale"
            case .partial: "partial"
            }
        }
    }

    /// Whether it was answered without forwarding, or why it was forwarded. The RFC allows one of both only.
    package enum Outcome: Sendable, Equatable {
        /// Answered from the cache, or together with another request.
        case hit
        /// Forwarded.
        case forwarded(Forward)
        /// Neither answered from the cache nor forwarded: nothing usable is stored, and nothing else was wanted.
        case unanswered
    }

    /// Hit or forwarded.
    package var outcome: Outcome
    /// Seconds for which the answer is still fresh; negative if its life is over; nil is not told.
    package var ttl: Int64?
    /// Status that the provider answered with, if it was asked.
    package var forwardStatus: Int?
    /// Whether the provider's answer was stored.
    package var isStored = false
    /// Whether the request shared the call of another one.
    package var isCollapsed = false
    /// The entry's key; nil is not told.
    package var key: String?
    /// A word of our own that says more: `exact`, `coalesced`, or why it was not answered from the cache. It must be a
    /// token of structured fields.
    package var detail: StaticString?

    /// Creates a status.
    package init(_ outcome: Outcome, ttl: Int64? = nil, detail: StaticString? = nil) {
        self.outcome = outcome
        self.ttl = ttl
        self.detail = detail
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.outcome == right.outcome && left.ttl == right.ttl && left.forwardStatus == right.forwardStatus
            && left.isStored == right.isStored && left.isCollapsed == right.isCollapsed && left.key == right.key
            && left.detail?.description == right.detail?.description
    }

    /// Writes `cache-status: signalbox; ...` with its line end; lower case, as HTTP/2 wants names.
    ///
    /// A provider may have sent such a field itself, from its own caches. Theirs are nearer to the origin and come
    /// first (RFC 9211 section 2): this line is to be written behind the provider's, which makes one list of all.
    package func writeLine(to buffer: inout ByteBuffer) {
        buffer.writeHead(room: self.lineBytes) { self.writeLine(to: &$0) }
    }

    /// Writes the line into a head that has room for `lineBytes`.
    func writeLine(to head: inout HeadWriter) {
        head.write("cache-status: ")
        self.write(to: &head)
        head.write("\r\n")
    }

    /// Writes the one member of the list, without the field's name.
    package func write(to buffer: inout ByteBuffer) {
        buffer.writeHead(room: self.lineBytes) { self.write(to: &$0) }
    }

    /// Bytes of the line at most.
    var lineBytes: Int {
        256 + 2 * (self.key?.utf8.count ?? 0) + (self.detail?.utf8CodeUnitCount ?? 0)
    }

    private func write(to head: inout HeadWriter) {
        head.write("signalbox")
        switch self.outcome {
        case .hit: head.write("; hit")
        case .forwarded(let forward):
            head.write("; fwd=")
            head.write(forward.token)
        case .unanswered: break
        }
        if let status = self.forwardStatus {
            head.write("; fwd-status=")
            Self.write(Int64(status), to: &head)
        }
        if let ttl = self.ttl {
            head.write("; ttl=")
            Self.write(ttl, to: &head)
        }
        if self.isStored {
            head.write("; stored")
        }
        if self.isCollapsed {
            head.write("; collapsed")
        }
        if let key = self.key {
            head.write("; key=")
            Self.write(key, to: &head)
        }
        if let detail = self.detail {
            head.write("; detail=")
            head.write(detail)
        }
    }

    /// The value of `Age` (RFC 9111 section 5.1): whole seconds, so many as have passed.
    ///
    /// - Parameter milliseconds: age of the answer.
    package static func age(milliseconds: Int64) -> Int64 {
        min(max(0, milliseconds) / 1_000, Int64(CacheDirectives.longest))
    }

    /// Seconds that are told for some milliseconds: so many as are left for certain, or have passed for certain.
    package static func seconds(_ milliseconds: Int64) -> Int64 { milliseconds / 1_000 }

    /// An integer of structured fields: 15 digits at most (RFC 8941 section 3.3.1).
    private static func write(_ integer: Int64, to head: inout HeadWriter) {
        head.write(decimal: min(max(integer, -999_999_999_999_999), 999_999_999_999_999))
    }

    /// A string of structured fields (RFC 8941 section 3.3.3); what it cannot hold becomes `?`.
    private static func write(_ text: String, to head: inout HeadWriter) {
        head.write("\"")
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                head.write("\\")
                head.write(byte: byte)
            case 0x20...0x7E: head.write(byte: byte)
            default: head.write("?")
            }
        }
        head.write("\"")
    }
}
