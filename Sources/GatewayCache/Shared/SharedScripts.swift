/// What Redis does in one step for the cache; each touches the names of one answer only.
enum SharedScripts {
    /// Finds an answer, or takes the lock of fetching it.
    ///
    /// Names: answer, lock. Arguments: token, milliseconds of the lock's life (0 takes none).
    /// Reply: the answer; 1 where the caller has the lock or none is wanted; 0 where somebody else has it.
    static let find = """
        local found = redis.call('GET', KEYS[1])
        if found then return found end
        if ARGV[2] == '0' then return 1 end
        if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
        return 0
        """

    /// Stores an answer and gives the lock back, unless somebody else has the lock by now: then a later call is under
    /// way, and its answer is the one to keep.
    ///
    /// Names: answer, lock. Arguments: token, answer, milliseconds of its life. Reply: 1 where it was stored.
    static let store = """
        local holder = redis.call('GET', KEYS[2])
        if holder and holder ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        if holder then redis.call('DEL', KEYS[2]) end
        return 1
        """

    /// Gives a lock back. Names: lock. Arguments: token.
    static let release = """
        if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
        return 0
        """

    /// Holds a lock for longer. Names: lock. Arguments: token, milliseconds. Reply: 0 where it is lost.
    static let renew = """
        if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
        return 0
        """

    /// Looks at an answer that somebody else fetches.
    ///
    /// Names: answer, lock, live stream. Arguments: id of the last piece known.
    /// Reply: the answer or false, whose token holds the lock or false, the pieces since.
    static let watch = """
        local pieces = redis.call('XRANGE', KEYS[3], '(' .. ARGV[1], '+', 'COUNT', 512)
        local found = redis.call('GET', KEYS[1])
        return {found, redis.call('GET', KEYS[2]), pieces}
        """
}
