package import GatewayCore
import NIOCore
import Synchronization

/// Removing what is stored, here and on all nodes.
extension CacheService {
    package func purge(_ selection: CacheSelection, dryRun: Bool) async -> CachePurge {
        guard let scope = self.state.hasher.scope(selection) else {
            return CachePurge(inMemory: 0, inRedis: nil, reachedAllNodes: false)
        }
        let now = self.state.now
        let scopes = self.indexedScopes(of: scope)
        let key: CacheKey? = if case .key(let hex) = selection { CacheKey(hex: hex) } else { nil }
        guard !dryRun else {
            let inRedis = await self.onFeed { feed in
                if let key {
                    return await feed.exists(key)
                }
                return await feed.count(scopes, now: now)
            }
            return CachePurge(inMemory: self.state.count(scope), inRedis: inRedis ?? nil, reachedAllNodes: false)
        }
        let (purge, keys) = await self.purge(scope, key, scopes, at: now)
        await self.forgetQuestions(of: keys)
        return purge
    }

    /// Purges what a selection names, but for the questions.
    func purge(_ selection: CacheSelection) async -> CachePurge? {
        guard let scope = self.state.hasher.scope(selection) else { return nil }
        let key: CacheKey? = if case .key(let hex) = selection { CacheKey(hex: hex) } else { nil }
        return await self.purge(scope, key, self.indexedScopes(of: scope), at: self.state.now).purge
    }

    /// Purges answers, here and in Redis, and tells other nodes.
    ///
    /// - Returns: what was done, and the keys of the answers that Redis knew of.
    private func purge(
        _ scope: PurgeScope,
        _ key: CacheKey?,
        _ scopes: [PurgeScope],
        at now: Int64
    ) async -> (purge: CachePurge, keys: Set<CacheKey>) {
        let inMemory = self.state.purge(scope, at: now)
        let done = await self.onFeed { feed -> (Bool, Int?, Set<CacheKey>) in
            // Nodes are told first: from then on nobody gives what is about to be deleted.
            let isTold = await feed.announce(scope, at: now)
            var deleted: Int? = 0
            var keys = Set<CacheKey>()
            if let key {
                deleted = await feed.delete(key)
                keys.insert(key)
            } else {
                for scope in scopes {
                    guard let count = await feed.delete(scope, noting: &keys) else {
                        deleted = nil
                        break
                    }
                    deleted = deleted.map { $0 + count }
                }
            }
            return (isTold, deleted, keys)
        }
        let purge = CachePurge(inMemory: inMemory, inRedis: done?.1, reachedAllNodes: done?.0 ?? true)
        return (purge, done?.2 ?? [])
    }

    /// Removes the questions of purged answers: from Redis, and from the memory of this node, since other nodes do so
    /// by themselves for what they have of the answers.
    private func forgetQuestions(of keys: Set<CacheKey>) async {
        guard let semantic = self.state.semantic, !keys.isEmpty else { return }
        await OffLoop.run { semantic.forget(keys) }
        guard let (_, loop) = self.feed.withLock({ $0 }),
            let part = self.parts.withLock({ $0.first { $0.loop === loop } })
        else { return }
        let space = semantic.space
        await withTaskExecutorPreference(loop.executor) {
            await Self.purge(keys, space: space, part.cache)
        }
    }

    /// Runs on the loop of the cache, which the caller prefers.
    @concurrent private static func purge(
        _ keys: Set<CacheKey>,
        space: String,
        _ cache: NIOLoopBound<LoopCache>
    ) async {
        guard let questions = cache.value.questions else { return }
        _ = await questions.purge(keys, space: space)
    }

    /// The lists in Redis that name all answers of a scope.
    private func indexedScopes(of scope: PurgeScope) -> [PurgeScope] {
        guard scope.kind == .everything else { return [scope] }
        return self.state.groups.withLock { $0 }.map { self.state.hasher.scope(.group, $0) }
    }

    func onFeed<Answer: Sendable>(
        _ body: @escaping @Sendable (SharedFeed) async -> Answer
    ) async -> Answer? {
        guard let (feed, loop) = self.feed.withLock({ $0 }) else { return nil }
        return await withTaskExecutorPreference(loop.executor) {
            await Self.run(feed, body)
        }
    }

    /// Runs on the feed's loop, which the caller prefers.
    @concurrent private static func run<Answer: Sendable>(
        _ feed: NIOLoopBound<SharedFeed>,
        _ body: @Sendable (SharedFeed) async -> Answer
    ) async -> Answer {
        await body(feed.value)
    }
}
