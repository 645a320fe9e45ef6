/// What is done to questions on the server in one step.
enum QuestionScripts {
    /// Enters a question in the vector set of its namespace.
    ///
    /// Keys: the set, the entries. Arguments: name, entry, vector, attributes, life in milliseconds, most elements, and
    /// how many elements are looked at for some that have gone; of a set that is too large, the one among these that
    /// ends first goes, too.
    static let enter = """
        redis.call('HSETEX', KEYS[2], 'PX', ARGV[5], 'FIELDS', 1, ARGV[1], ARGV[2])
        redis.call('VADD', KEYS[1], 'FP32', ARGV[3], ARGV[1], 'SETATTR', ARGV[4])
        for i = 1, 2 do
            redis.call('PEXPIRE', KEYS[i], ARGV[5], 'GT')
            redis.call('PEXPIRE', KEYS[i], ARGV[5], 'NX')
        end
        local over = redis.call('VCARD', KEYS[1]) > tonumber(ARGV[6])
        local sample = tonumber(ARGV[7])
        if over and sample < 16 then sample = 16 end
        if sample == 0 then return 0 end
        local names = redis.call('VRANDMEMBER', KEYS[1], sample)
        local ends = redis.call('HPEXPIRETIME', KEYS[2], 'FIELDS', #names, unpack(names))
        local gone = 0
        local first, least
        for i, name in ipairs(names) do
            local e = ends[i]
            if e == -2 then
                redis.call('VREM', KEYS[1], name)
                gone = gone + 1
            elseif name ~= ARGV[1] and (not least or e < least) then
                first, least = name, e
            end
        end
        if over and gone == 0 and first then
            redis.call('VREM', KEYS[1], first)
            redis.call('HDEL', KEYS[2], first)
            gone = 1
        end
        return gone
        """

    /// Finds the entries of the nearest vectors. Keys: the set, the entries. Arguments: vector, count, filter.
    static let nearest = """
        local names = redis.call('VSIM', KEYS[1], 'FP32', ARGV[1], 'COUNT', ARGV[2], 'FILTER', ARGV[3])
        if #names == 0 then return names end
        return redis.call('HMGET', KEYS[2], unpack(names))
        """

    /// Takes a question out. Keys: the set, the entries. Arguments: name.
    static let leave = """
        redis.call('HDEL', KEYS[2], ARGV[1])
        return redis.call('VREM', KEYS[1], ARGV[1])
        """

    /// Stores a document of the search index with its end.
    ///
    /// Keys: the document. Arguments: namespace, vector, entry, life in milliseconds.
    static let document = """
        redis.call('HSET', KEYS[1], 'n', ARGV[1], 'v', ARGV[2], 'q', ARGV[3])
        return redis.call('PEXPIRE', KEYS[1], ARGV[4])
        """
}
