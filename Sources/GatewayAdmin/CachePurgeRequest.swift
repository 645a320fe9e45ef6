package import GatewayCore
import GatewayWire

/// What is wrong with a request about the cache, and how to mend it.
package struct CacheRequestFault: Error, Sendable, Equatable {
    /// Status of the answer.
    package var status = 400
    /// Name of the fault.
    package var code = ErrorCode.invalidRequest
    /// What is wrong and how to mend it.
    package var message: String
    /// Member or parameter at fault.
    package var param: String?

    /// Creates a fault.
    package init(_ message: String, param: String? = nil, status: Int = 400, code: ErrorCode = .invalidRequest) {
        self.status = status
        self.code = code
        self.message = message
        self.param = param
    }

    var response: AdminResponse {
        let envelope = ErrorEnvelope(
            message: self.message,
            type: self.code.wireType.description,
            param: self.param,
            code: self.code.wireName.description
        )
        return AdminResponse(status: self.status, body: envelope.bytes)
    }
}

/// The body of `/admin/v1/cache/purge`: one selector, and whether anything is removed.
package struct CachePurgeRequest: Sendable, Equatable {
    /// Bytes of a body at most.
    package static let maxBodyBytes = 4096
    /// Bytes of the name of a tag, deployment, group or tenant at most.
    package static let maxNameBytes = 256
    /// Members that name what is purged.
    package static let selectors = ["key", "tag", "model", "group", "tenant", "everything"]

    /// Which answers are meant.
    package var selection: CacheSelection
    /// Whether they are only counted. True unless the body says `"dry_run": false`, so that a slip removes nothing.
    package var isDryRun: Bool

    /// Creates a request.
    package init(_ selection: CacheSelection, isDryRun: Bool = true) {
        self.selection = selection
        self.isDryRun = isDryRun
    }

    /// Reads a body; an unknown or repeated member is a fault, since it may be a misspelt one.
    package init(reading body: [UInt8]) throws(CacheRequestFault) {
        guard body.count <= Self.maxBodyBytes else {
            throw CacheRequestFault(
                "The body is larger than \(Self.maxBodyBytes) bytes. Name one key, tag, model, group or tenant.",
                status: 413,
                code: .requestTooLarge
            )
        }
        let bytes = body.span.bytes
        let value: JSONValue
        do {
            value = try JSONValue.parse(bytes, maxDepth: 4, maxValues: 64)
        } catch {
            throw CacheRequestFault(error.message(in: bytes), code: .invalidJSON)
        }
        guard let members = value.members else {
            throw CacheRequestFault("The body is not an object. Send one like {\"tag\": \"doc:42\"}.")
        }
        try self.init(members)
    }

    private init(_ members: [JSONValue.Member]) throws(CacheRequestFault) {
        var selection: (name: String, value: CacheSelection)?
        var isDryRun: Bool?
        for member in members {
            if member.name == "dry_run" {
                guard let flag = member.value.bool else {
                    throw CacheRequestFault("'dry_run' is neither true nor false.", param: "dry_run")
                }
                guard isDryRun == nil else { throw CacheRequestFault("'dry_run' is there twice.", param: "dry_run") }
                isDryRun = flag
                continue
            }
            guard Self.selectors.contains(member.name) else {
                throw CacheRequestFault(
                    "Unknown member '\(member.name.prefix(50))'. Known are \(Self.selectors.joined(separator: ", ")) "
                        + "and dry_run.",
                    param: String(member.name.prefix(50))
                )
            }
            if let first = selection {
                throw CacheRequestFault(
                    first.name == member.name
                        ? "'\(first.name)' is there twice."
                        : "Both '\(first.name)' and '\(member.name)' are there. Purge by one, then by the other.",
                    param: member.name
                )
            }
            selection = (member.name, try Self.selection(member))
        }
        guard let selection else {
            throw CacheRequestFault(
                "Nothing says what to purge. Send exactly one of key, tag, model, group, tenant, or "
                    + "\"everything\": true."
            )
        }
        self.init(selection.value, isDryRun: isDryRun ?? true)
    }

    private static func selection(_ member: JSONValue.Member) throws(CacheRequestFault) -> CacheSelection {
        if member.name == "everything" {
            guard member.value.bool == true else {
                throw CacheRequestFault(
                    "'everything' is not true. Write \"everything\": true, or name a key, tag, model, group or tenant.",
                    param: "everything"
                )
            }
            return .everything
        }
        guard let text = member.value.text else {
            throw CacheRequestFault("'\(member.name)' is not a string.", param: member.name)
        }
        if member.name == "key" {
            guard let key = CacheKeyText.canonical(text) else {
                throw CacheRequestFault(CacheKeyText.advice, param: "key")
            }
            return .key(key)
        }
        guard !text.isEmpty, text.utf8.count <= Self.maxNameBytes else {
            throw CacheRequestFault(
                "'\(member.name)' has \(text.utf8.count) bytes; names have 1 to \(Self.maxNameBytes).",
                param: member.name
            )
        }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw CacheRequestFault("'\(member.name)' has a control character. Leave it out.", param: member.name)
        }
        return switch member.name {
        case "tag": .tag(text)
        case "model": .model(text)
        case "group": .group(text)
        default: .tenant(text)
        }
    }
}
