import GatewayCore

extension MetricsPage {
    /// How much of the prompts providers had in their own caches, over the deployments of each model and provider.
    mutating func writePromptCaches() {
        self.writer.begin(MetricCatalog.promptCacheRatio)
        var shares = SeriesFamily<(read: UInt64, all: UInt64)>(limit: .max)
        for (key, series) in zip(self.counters.tokens.keys, self.counters.tokens.values) {
            let coarse = SeriesKey(model: key.model, provider: key.provider)
            let position = shares.position(of: coarse, startingWith: (0, 0))
            shares.values[position].read &+= series.cachedInput
            shares.values[position].all &+= series.input &+ series.cachedInput &+ series.cacheWrite
        }
        for (key, share) in zip(shares.keys, shares.values) where share.all > 0 {
            let names = [self.name(key.model), self.name(key.provider)]
            self.writer.sample(MetricCatalog.promptCacheRatio, names, "\(Double(share.read) / Double(share.all))")
        }
    }

    /// What the response cache did for requests.
    mutating func writeCache() {
        let cache = self.counters.cache
        self.writer.begin(MetricCatalog.cacheRequests)
        for (key, count) in zip(cache.requests.keys, cache.requests.values) {
            let outcome = key.cacheOutcome.map { "\($0.label)" } ?? "other"
            let values = [self.name(key.model), outcome, Self.tier(key)]
            self.writer.sample(MetricCatalog.cacheRequests, values, "\(count)")
        }
        let savings = zip(cache.saved.keys, cache.saved.values).map { key, series in
            (names: [cache.tenants.names[Int(key.tenant)], self.name(key.model), Self.tier(key)], series: series)
        }
        self.writer.begin(MetricCatalog.cacheSavedCost)
        for (names, series) in savings where series.tokens.isPriced {
            self.writer.sample(MetricCatalog.cacheSavedCost, names, series.tokens.cost.decimalText)
        }
        self.writer.begin(MetricCatalog.cacheSavedTokens)
        for (names, series) in savings {
            for (type, count) in series.tokens.byType {
                self.writer.sample(MetricCatalog.cacheSavedTokens, names + [type], "\(count)")
            }
        }
        self.writer.begin(MetricCatalog.cacheSavedSeconds)
        for (names, series) in savings {
            let seconds = MetricWriter.seconds(nanoseconds: series.nanoseconds)
            self.writer.sample(MetricCatalog.cacheSavedSeconds, names, seconds)
        }
        self.writer.begin(MetricCatalog.cacheAge)
        self.writer.histogram(MetricCatalog.cacheAge, cache.ages)
    }

    /// State of the response cache; nothing where there is none.
    mutating func writeCacheState(_ cache: CacheStatistics?) {
        guard let cache else { return }
        self.write(MetricCatalog.cacheEntries, cache.entries)
        self.write(MetricCatalog.cacheBytes, cache.bytes)
        self.write(MetricCatalog.cacheCapacity, cache.capacity)
        self.write(MetricCatalog.cacheInsertions, cache.insertions)
        self.write(MetricCatalog.cacheRejections, cache.rejections)
        self.write(MetricCatalog.cacheEvictions, cache.evictions)
        self.write(MetricCatalog.cacheExpirations, cache.expirations)
        self.write(MetricCatalog.cachePurged, cache.purged)
        self.write(MetricCatalog.cacheFlights, cache.flights)
        guard cache.hasRedis else { return }
        self.write(MetricCatalog.redisUp, cache.redisIsUp ? 1 : 0)
        self.write(MetricCatalog.redisCommands, cache.redisCommands)
        self.write(MetricCatalog.redisFailures, cache.redisFailures)
        self.write(MetricCatalog.redisHits, cache.redisHits)
        self.write(MetricCatalog.redisMisses, cache.redisMisses)
        self.write(MetricCatalog.redisWrites, cache.redisWrites)
        self.write(MetricCatalog.redisDrops, cache.redisDrops)
        self.write(MetricCatalog.redisUnreadable, cache.redisUnreadable)
        self.write(MetricCatalog.redisQueued, cache.redisQueuedBytes)
    }

    private static func tier(_ key: SeriesKey) -> String {
        key.cacheTier.map { "\($0.label)" } ?? "other"
    }
}
