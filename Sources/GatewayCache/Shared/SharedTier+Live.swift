import GatewayCore
import NIOCore
import RESP

/// Answers on their way from one node to others.
extension SharedTier {
    /// Says that somebody here wants to see an answer on its way.
    func want(_ key: CacheKey) {
        let command = Self.keyed("SET", [.string(self.names.wanted(key)), "1", "PX", .integer(self.lockMilliseconds)])
        self.client.send(command, within: Self.writeTimeout) { _ in }
    }

    /// What has come of an answer that another node fetches.
    func watch(
        _ key: CacheKey,
        scope: String,
        after id: String,
        _ done: @escaping (LiveView?) -> Void
    ) {
        guard self.client.isAvailable else {
            done(nil)
            return
        }
        self.client.send(
            script: self.watch,
            keys: [
                .string(self.names.entry(key)), .string(self.names.lock(key)), .string(self.names.live(key)),
            ],
            arguments: [.string(id)],
            // Looked at again and again, so that one late answer may be waited for.
            within: max(self.lookupTimeout, .milliseconds(250))
        ) { reply in
            guard case .success(let value) = reply, let parts = value.elements, parts.count == 3 else {
                self.counts.failures += 1
                done(nil)
                return
            }
            var view = LiveView(holder: parts[1].text)
            if let bytes = parts[0].bytes {
                view.record = self.read(bytes, key: key, scope: scope)
            }
            for entry in parts[2].elements ?? [] {
                guard let fields = entry.elements, fields.count == 2, let id = fields[0].text else { continue }
                view.lastID = id
                let flat = fields[1].elements ?? []
                guard flat.count >= 2, flat[0].spells(Self.callField), let call = flat[1].text else { continue }
                for index in stride(from: 2, to: flat.count - 1, by: 2) {
                    guard let name = flat[index].text, let sealed = flat[index + 1].bytes,
                        let opened = self.codec.openPiece(sealed, for: key, scope: scope),
                        let piece = LivePiece(name: name, value: opened)
                    else { continue }
                    view.pieces.append((call, piece))
                }
            }
            done(view)
        }
    }

    /// Field of a piece that names the call.
    private static let callField = "c"

    /// Publishes pieces of an answer on its way.
    func publish(_ pieces: [LivePiece], _ key: CacheKey, scope: String, token: LockToken) {
        guard self.client.isAvailable, !pieces.isEmpty else { return }
        let name = RESPArgument.string(self.names.live(key))
        var arguments: [RESPArgument] = [name, "*", .string(Self.callField), .string(token.text)]
        for piece in pieces {
            let (field, value) = piece.field
            guard let sealed = self.codec.sealPiece(value, for: key, scope: scope) else { return }
            arguments += [.string(field), .buffer(sealed)]
        }
        let commands = [
            Self.keyed("XADD", arguments),
            Self.keyed("PEXPIRE", [name, .integer(self.lockMilliseconds)]),
        ]
        self.client.sendPipeline(commands, within: Self.writeTimeout) { _ in }
    }
}

/// What a look at an answer on its way showed.
struct LiveView {
    /// The call that fetches it now, by the token of its lock; nil if there is none.
    var holder: String?
    /// The answer, if it has been stored.
    var record: CacheRecord?
    /// New pieces, each with its call.
    var pieces: [(call: String, piece: LivePiece)] = []
    /// Id of the last piece; nil if there was no new one.
    var lastID: String?

    init(holder: String?) {
        self.holder = holder
    }
}
