import GatewayCore
import GatewayWire
import NIOCore

/// `GET /v1/models` and `GET /v1/models/{id}`: the names that the caller may use.
enum ModelsEndpoint {
    /// Lists model groups and aliases, then directly addressable deployments.
    static func list(_ exchange: Exchange) {
        LocalReply.json(exchange, ModelList(self.cards(for: exchange)).bytes)
    }

    /// Describes one name.
    static func retrieve(_ exchange: Exchange) throws(GatewayError) {
        let rest = exchange.head.bytes.text(exchange.restPath)
        let name = self.percentDecoded(rest.dropFirst("/models/".count))
        guard let card = self.cards(for: exchange).first(where: { $0.id == name }) else {
            throw GatewayError(
                .modelNotFound,
                "The model '\(name.prefix(200))' does not exist or this key may not use it. GET /v1/models lists names.",
                param: "model"
            )
        }
        LocalReply.json(exchange, card.bytes)
    }

    private static func cards(for exchange: Exchange) -> [ModelCard] {
        let snapshot = exchange.snapshot
        let allowed = exchange.caller?.models
        var cards: [ModelCard] = []
        for group in snapshot.groups {
            for name in [group.group.name] + group.group.aliases
            where allowed.map({ $0.contains(name) || $0.contains(group.group.name) }) ?? true {
                cards.append(ModelCard(id: name, created: snapshot.createdAt, ownedBy: "signalbox"))
            }
        }
        for deployment in snapshot.settings.deployments {
            let name = "\(deployment.provider)/\(deployment.model)"
            if allowed.map({ $0.contains(name) || $0.contains(deployment.provider + "/*") }) ?? true {
                cards.append(ModelCard(id: name, created: snapshot.createdAt, ownedBy: deployment.provider))
            }
        }
        return cards
    }

    private static func percentDecoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
