extension JSONScanner {
    /// Reads the value of a `usage` member, checked along the way.
    ///
    /// - Returns: The offset after the value, and the usage when the value is an object that counts anything.
    func usage(at start: Int, depth: Int) throws(JSONError) -> (end: Int, usage: TokenUsage?) {
        guard self.firstByte(start) == Byte.openBrace else { return (try self.value(at: start, depth: depth), nil) }
        var counts = UsageCounts()
        let end = try self.members(at: start, depth: depth) { (key) throws(JSONError) -> Int in
            guard self.firstByte(key.value) == Byte.openBrace else {
                let end = try self.value(at: key.value, depth: depth &+ 1)
                counts.note(self.bytes(key.name), self.clampedCount(key.value..<end))
                return end
            }
            return try self.members(at: key.value, depth: depth &+ 1) { (detail) throws(JSONError) -> Int in
                let end = try self.value(at: detail.value, depth: depth &+ 2)
                counts.noteDetail(self.bytes(detail.name), self.clampedCount(detail.value..<end))
                return end
            }
        }
        return (end, counts.usage)
    }
}

/// Counts of a `usage` object as they are found, under the names of all OpenAI-shaped APIs.
///
/// Where one count is given under two names, the larger one counts: aggregators fill the names of the other API with
/// zeros.
private struct UsageCounts {
    var prompt: Int?
    var completion: Int?
    var total: Int?
    var cached = 0
    var cacheWrite = 0
    var reasoning = 0

    mutating func note(_ name: UnsafeRawBufferPointer, _ count: Int?) {
        guard let count else { return }
        switch name.count {
        case 12 where name.equals("total_tokens"): self.total = count
        case 12 where name.equals("input_tokens"): self.prompt = max(self.prompt ?? 0, count)
        case 13 where name.equals("prompt_tokens"): self.prompt = max(self.prompt ?? 0, count)
        case 13 where name.equals("output_tokens"): self.completion = max(self.completion ?? 0, count)
        case 17 where name.equals("completion_tokens"): self.completion = max(self.completion ?? 0, count)
        case 23 where name.equals("prompt_cache_hit_tokens"): self.cached = max(self.cached, count)
        default: break
        }
    }

    mutating func noteDetail(_ name: UnsafeRawBufferPointer, _ count: Int?) {
        guard let count else { return }
        switch name.count {
        case 13 where name.equals("cached_tokens"): self.cached = max(self.cached, count)
        case 16 where name.equals("reasoning_tokens"): self.reasoning = max(self.reasoning, count)
        case 18 where name.equals("cache_write_tokens"): self.cacheWrite = max(self.cacheWrite, count)
        default: break
        }
    }

    var usage: TokenUsage? {
        guard self.prompt != nil || self.completion != nil || self.total != nil else { return nil }
        // Some embedding servers report nothing but the sum, all of which is prompt.
        let prompt = self.prompt ?? (self.completion == nil ? self.total : nil) ?? 0
        return TokenUsage(
            prompt: prompt,
            cached: self.cached,
            cacheWrite: self.cacheWrite,
            completion: self.completion ?? 0,
            reasoning: self.reasoning,
            total: self.total
        )
    }
}
