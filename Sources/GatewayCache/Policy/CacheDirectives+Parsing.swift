package import GatewayCore
import GatewayWire
import NIOCore

extension CacheDirectives {
    /// Reads the head of a request: `Cache-Control`, and `Pragma` where there is none (RFC 9111 section 5.4).
    ///
    /// Allocates nothing; a head with neither costs a test of a bit and of the lengths of unknown names.
    package init(_ head: RequestHead) {
        self.init()
        let parsed = head.parsed
        let isStated = parsed.contains(.cacheControl)
        guard isStated || parsed.contains(.other) else { return }
        head.bytes.withUnsafeReadableBytes { bytes in
            for field in parsed.fields {
                switch field.name {
                case .cacheControl:
                    self.add(cacheControl: UnsafeRawBufferPointer(rebasing: bytes[field.valueRange]))
                case .other where !isStated && field.nameRange.count == 6:
                    let name = UnsafeRawBufferPointer(rebasing: bytes[field.nameRange])
                    guard name.equalsToken("pragma") else { continue }
                    self.add(pragma: UnsafeRawBufferPointer(rebasing: bytes[field.valueRange]))
                default: continue
                }
            }
        }
    }

    /// Adds one line of `Cache-Control`; unknown directives say nothing.
    package mutating func add(cacheControl line: UnsafeRawBufferPointer) {
        var list = DirectiveList(line)
        while let directive = list.next() {
            self.add(directive)
        }
    }

    /// Adds one line of `Pragma`: `no-cache` is all that it can say.
    package mutating func add(pragma line: UnsafeRawBufferPointer) {
        var list = DirectiveList(line)
        while let directive = list.next() {
            if directive.name.equalsToken("no-cache") {
                self.noCache = true
            }
        }
    }

    private mutating func add(_ directive: DirectiveList.Directive) {
        let name = directive.name
        switch name.count {
        case 7 where name.equalsToken("max-age"):
            Self.lower(&self.maxAge, to: directive.seconds ?? 0)
        case 8 where name.equalsToken("no-cache"):
            self.noCache = true
        case 8 where name.equalsToken("no-store"):
            self.noStore = true
        case 9 where name.equalsToken("min-fresh"):
            Self.raise(&self.minFresh, to: directive.seconds ?? Self.longest)
        case 9 where name.equalsToken("max-stale"):
            Self.lower(&self.maxStale, to: directive.hasValue ? directive.seconds ?? 0 : Self.longest)
        case 14 where name.equalsToken("only-if-cached"):
            self.onlyIfCached = true
        case 14 where name.equalsToken("stale-if-error"):
            Self.lower(&self.staleIfError, to: directive.seconds ?? 0)
        default: break
        }
    }
}

/// Walks over a list of `name`, `name=token` and `name="quoted"` (RFC 9111 section 5.2), copying nothing.
///
/// What is malformed ends at the next comma outside of quotes; so a mistake in one directive never hides the next, but
/// for a quote that is not closed, which swallows the rest as it must.
struct DirectiveList {
    /// One directive of the list.
    struct Directive {
        /// Name as written.
        var name: UnsafeRawBufferPointer
        /// What follows the `=`, quotes included; nil without `=`.
        var value: UnsafeRawBufferPointer?

        /// Whether an `=` follows the name.
        var hasValue: Bool { self.value != nil }

        /// The value as seconds (RFC 9111 section 1.2.2), quoted or not; nil if it is anything else.
        var seconds: UInt32? {
            guard let value = self.value, var first = value.first else { return nil }
            var start = 0
            var end = value.count
            let isQuoted = first == UInt8(ascii: "\"")
            if isQuoted {
                guard end >= 2, value[end - 1] == UInt8(ascii: "\"") else { return nil }
                start = 1
                end -= 1
            }
            var seconds: UInt64 = 0
            var digits = 0
            while start < end {
                first = value[start]
                if isQuoted, first == UInt8(ascii: "\\"), start + 1 < end {
                    start += 1
                    first = value[start]
                }
                guard (0x30...0x39).contains(first) else { return nil }
                seconds = min(seconds * 10 + UInt64(first - 0x30), UInt64(CacheDirectives.longest))
                digits += 1
                start += 1
            }
            return digits > 0 ? UInt32(truncatingIfNeeded: seconds) : nil
        }
    }

    private let bytes: UnsafeRawBufferPointer
    private var at = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// The next directive; nil at the end.
    mutating func next() -> Directive? {
        while self.at < self.bytes.count {
            let (end, equals) = self.elementEnd()
            let element = self.trimmed(self.at, end)
            self.at = end + 1
            guard !element.isEmpty else { continue }
            guard let equals else {
                return Directive(name: UnsafeRawBufferPointer(rebasing: self.bytes[element]), value: nil)
            }
            let name = self.trimmed(element.lowerBound, equals)
            let value = self.trimmed(equals + 1, element.upperBound)
            return Directive(
                name: UnsafeRawBufferPointer(rebasing: self.bytes[name]),
                value: UnsafeRawBufferPointer(rebasing: self.bytes[value])
            )
        }
        return nil
    }

    /// Where the element at `at` ends, and its first `=` outside of quotes.
    private func elementEnd() -> (end: Int, equals: Int?) {
        var at = self.at
        var equals: Int?
        var isQuoted = false
        while at < self.bytes.count {
            switch self.bytes[at] {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "\\") where isQuoted: at += 1
            case UInt8(ascii: ",") where !isQuoted: return (at, equals)
            case UInt8(ascii: "=") where !isQuoted && equals == nil: equals = at
            default: break
            }
            at += 1
        }
        return (self.bytes.count, equals)
    }

    private func trimmed(_ start: Int, _ end: Int) -> Range<Int> {
        var start = start
        var end = max(start, end)
        while start < end, self.isSpace(start) { start += 1 }
        while end > start, self.isSpace(end - 1) { end -= 1 }
        return start..<end
    }

    private func isSpace(_ index: Int) -> Bool {
        self.bytes[index] == 0x20 || self.bytes[index] == 0x09
    }
}
