package import GatewayCore
package import GatewayWire
import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension CacheDirectives {
    /// Bytes of a namespace that are accepted at most; a longer one takes the request past the cache, because a part
    /// of it would not be what the caller asked for.
    package static let longestNamespace = 256

    /// Adds what the head says in the words of the peers that are switched on.
    package mutating func add(aliases: Set<CacheAlias>, from head: RequestHead) {
        let isPortkey = aliases.contains(.portkey)
        let isHelicone = aliases.contains(.helicone)
        guard isPortkey || isHelicone, head.parsed.contains(.other) else { return }
        head.bytes.withUnsafeReadableBytes { bytes in
            for field in head.parsed.fields where field.name == .other {
                let name = UnsafeRawBufferPointer(rebasing: bytes[field.nameRange])
                let value = UnsafeRawBufferPointer(rebasing: bytes[field.valueRange])
                if isPortkey, name.beginsWithToken("x-portkey-cache-") {
                    self.add(portkey: name, value)
                } else if isHelicone, name.beginsWithToken("helicone-cache-") {
                    self.add(helicone: name, value)
                }
            }
        }
    }

    /// Adds a field whose name begins with `x-portkey-cache-`.
    package mutating func add(portkey name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        if name.equalsToken("x-portkey-cache-force-refresh") {
            self.noCache = self.noCache || value.equalsToken("true")
        } else if name.equalsToken("x-portkey-cache-namespace"), !value.isEmpty {
            self.add(namespace: String(decoding: value, as: UTF8.self))
        }
    }

    /// Adds a field whose name begins with `helicone-cache-`; `Cache-Control` is to be added before.
    ///
    /// With `Helicone-Cache-Enabled: true`, a `max-age` says how long to store, and not how old an answer may be.
    package mutating func add(helicone name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        if name.equalsToken("helicone-cache-enabled") {
            if value.equalsToken("true"), let maxAge = self.maxAge {
                Self.lower(&self.ttl, to: maxAge)
                self.maxAge = nil
            } else if value.equalsToken("false") {
                self.noCache = true
                self.noStore = true
            }
        } else if name.equalsToken("helicone-cache-seed"), !value.isEmpty {
            self.add(namespace: String(decoding: value, as: UTF8.self))
        }
    }

    /// Adds the member `cache` of a body, as LiteLLM's clients write it. A body without that word is not read as JSON:
    /// it costs one search through its bytes.
    package mutating func add(litellmBody body: RawSpan) {
        let isThere = body.withUnsafeBytes { Self.holds(Self.litellmMember, $0) }
        guard isThere, let value = (try? JSONValue.parse(body))?["cache"] else { return }
        self.add(litellm: value)
    }

    /// The member's name as it stands in a body; one that is written with escapes is no client's.
    private static let litellmMember: StaticString = #""cache""#

    private static func holds(_ word: StaticString, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard var at = bytes.baseAddress else { return false }
        let end = at + bytes.count
        let count = word.utf8CodeUnitCount
        while end - at >= count, let next = memchr(at, Int32(word.utf8Start.pointee), end - at) {
            guard end - UnsafeRawPointer(next) >= count else { return false }
            if memcmp(next, word.utf8Start, count) == 0 { return true }
            at = UnsafeRawPointer(next) + 1
        }
        return false
    }

    /// Adds the member `cache` of a body, as LiteLLM's clients write it; anything but an object says nothing.
    ///
    /// `ttl` is how long to store, `s-maxage` (also `s-max-age`) how old an answer may be.
    package mutating func add(litellm cache: JSONValue) {
        if cache["no-cache"]?.bool == true {
            self.noCache = true
        }
        if cache["no-store"]?.bool == true {
            self.noStore = true
        }
        for name in ["s-maxage", "s-max-age"] {
            cache[name].flatMap { Self.seconds($0) }.map { Self.lower(&self.maxAge, to: $0) }
        }
        cache["ttl"].flatMap { Self.seconds($0) }.map { Self.lower(&self.ttl, to: $0) }
        if let namespace = cache["namespace"]?.text, !namespace.isEmpty {
            self.add(namespace: namespace)
        }
    }

    /// Adds a part of the key; two of them are both part of it.
    mutating func add(namespace: String) {
        guard namespace.utf8.count <= Self.longestNamespace else {
            self.noCache = true
            self.noStore = true
            return
        }
        self.namespace = self.namespace.map { "\($0)\n\(namespace)" } ?? namespace
    }

    /// Whole seconds, cut where they are not whole; nil for null. What is no number counts as 0.
    private static func seconds(_ value: JSONValue) -> UInt32? {
        if value.isNull { return nil }
        guard let text = value.numberText ?? value.text, let number = Double(text), number > 0 else { return 0 }
        return number < Double(Self.longest) ? UInt32(number) : Self.longest
    }
}
