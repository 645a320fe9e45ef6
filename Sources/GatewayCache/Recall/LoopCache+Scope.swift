import GatewayCore
import GatewayWire
import NIOCore

/// Everything beside the body that decides which requests share an answer.
extension LoopCache {
    /// What goes into the key beside the body, but for what varies.
    func scope(of exchange: Exchange, _ policy: GroupPolicy) -> KeyScope {
        let tenant = self.tenant(of: exchange, policy.sharing)
        if let last = self.lastScope, last.policy === policy, last.endpoint == exchange.endpoint, last.tenant == tenant
        {
            return last.scope
        }
        var scope = policy.scope(of: exchange.endpoint)
        scope.tenant = tenant
        self.lastScope = (policy, exchange.endpoint, tenant, scope)
        return scope
    }

    func tenant(of exchange: Exchange, _ scope: CacheScope) -> String? {
        switch scope {
        case .shared: nil
        case .tenant: exchange.caller?.tenantScope ?? ""
        case .key: exchange.caller?.keyScope ?? ""
        }
    }

    func variations(
        of exchange: Exchange,
        _ policy: GroupPolicy,
        _ directives: CacheDirectives
    ) -> [KeyScope.Variation] {
        var variations = policy.settings.varyHeaders.map { name in
            KeyScope.Variation(name: name, value: exchange.head.joined(name))
        }
        if policy.settings.variesByTags {
            let tags = exchange.head.tags.sorted().joined(separator: ",")
            variations.append(KeyScope.Variation(name: " tags", value: tags))
        }
        if let namespace = directives.namespace {
            variations.append(KeyScope.Variation(name: " namespace", value: namespace))
        }
        return variations
    }

    /// The deployment that the plan asks first; answers of others are not for this request.
    func firstChoice(of exchange: Exchange) throws(GatewayError) -> Int? {
        _ = try Planner.plan(exchange)
        return self.loop.order.first
    }

    /// Reads what the request says, in our words and in those of the peers that are switched on; takes the member of
    /// LiteLLM's out of the body, which no provider knows.
    func takeAliases(_ exchange: Exchange) throws(GatewayError) -> CacheDirectives {
        let aliases = self.state.settings.aliases
        var directives = CacheDirectives(exchange.head)
        directives.add(aliases: aliases, from: exchange.head)
        guard aliases.contains(.litellm) else { return directives }
        let body = exchange.body
        directives.add(litellmBody: body.readableBytesSpan)
        guard let rest = JSONPatch.removing("cache", from: body.readableBytesSpan) else { return directives }
        let reduced = ByteBuffer(bytes: rest)
        do throws(RequestScanError) {
            exchange.scan = try RequestScan.scan(
                reduced.readableBytesSpan,
                for: exchange.endpoint.requestEndpoint,
                maxDepth: self.loop.bounds.maxJSONDepth
            )
        } catch {
            throw GatewayError(.invalidRequest, error.message, param: error.param)
        }
        exchange.body = reduced
        return directives
    }
}
