import GatewayWire

/// What the commands about the cache print for people. Each function returns nil for a document of another form.
enum CacheText {
    /// The state of the cache.
    static func statistics(_ document: JSONValue) -> String? {
        guard let memory = document["memory"], memory.members != nil, let redis = document["redis"] else { return nil }
        func size(_ name: String) -> String { Self.size(memory[name]) }
        func count(_ name: String) -> String { Self.count(memory[name]) }
        var rows = [
            ["memory", "\(count("entries")) entries, \(size("bytes")) of \(size("capacity_bytes"))"],
            ["", "\(Self.share(memory["fill_ratio"])) full"],
            ["", "\(count("insertions")) stored, \(count("rejections")) not let in"],
            ["", "\(count("evictions")) made room, \(count("expirations")) expired, \(count("purged")) purged"],
            ["flights", "\(Self.count(document["flights"])) upstream calls under way that others may follow"],
        ]
        if redis.isNull {
            rows.append(["redis", "none"])
        } else {
            rows += Self.redis(redis)
        }
        return Self.table(rows)
    }

    private static func redis(_ redis: JSONValue) -> [[String]] {
        func count(_ name: String) -> String { Self.count(redis[name]) }
        return [
            ["redis", redis["up"]?.bool == true ? "up" : "DOWN; requests go on without it"],
            ["", "\(count("hits")) found, \(count("misses")) not (\(Self.share(redis["hit_ratio"])) of look-ups)"],
            ["", "\(count("writes")) written, \(count("drops")) dropped, \(Self.size(redis["queued_bytes"])) waiting"],
            ["", "\(count("commands")) commands, \(count("failures")) failed, \(count("unreadable")) unreadable"],
        ]
    }

    private static func count(_ value: JSONValue?) -> String {
        value?.numberText ?? "?"
    }

    /// The hot keys.
    static func hotKeys(_ document: JSONValue) -> String? {
        guard let keys = document.elements else { return nil }
        guard !keys.isEmpty else { return "No key is hot: nothing was asked for of late, or cache.hot_keys is 0.\n" }
        let rows = keys.map { key in
            [key["key"]?.text ?? "?", key["group"]?.text ?? "?", key["count"]?.numberText ?? "?"].map(Self.plain)
        }
        return Self.table([["KEY", "GROUP", "COUNT"]] + rows)
    }

    /// One stored answer.
    static func entry(_ document: JSONValue) -> String? {
        guard document["key"]?.text != nil, let freshFor = document["fresh_for_ms"]?.integer else { return nil }
        func text(_ name: String) -> String { document[name]?.text ?? "?" }
        let tags = (document["tags"]?.elements ?? []).compactMap(\.text)
        return Self.table(
            [
                ["key", text("key")],
                ["tier", text("tier")],
                ["group", text("group")],
                ["deployment", "\(text("deployment")) (\(text("provider")))"],
                ["tenant", document["tenant"]?.text ?? "(shared by all)"],
                ["tags", tags.isEmpty ? "(none)" : tags.joined(separator: ", ")],
                ["form", text("form")],
                ["size", Self.size(document["bytes"])],
                ["stored", text("stored_at")],
                ["fresh", freshFor >= 0 ? "for \(Self.seconds(freshFor))" : "stale since \(Self.seconds(-freshFor))"],
                ["cost", document["cost_usd"]?.text.map { $0 + " USD" } ?? "unknown"],
            ].map { $0.map(Self.plain) }
        )
    }

    /// What a purge found or removed.
    ///
    /// - Parameter again: the command that removes what a dry run has counted.
    static func purge(_ document: JSONValue, again: String) -> String? {
        guard let isDryRun = document["dry_run"]?.bool, let memory = document["in_memory"]?.integer else { return nil }
        let redis =
            document["in_redis"]?.integer.map { "\($0) in Redis" }
            ?? "Redis is not counted (there is none, or it does not answer)"
        let found = "\(memory) in the memory of this node, \(redis)"
        return isDryRun
            ? "Would remove: \(found).\nNothing was removed. To remove them on all nodes:\n\n  \(again)\n"
            : "Removed: \(found).\n"
    }

    /// A text without control characters, so that a stored name cannot take hold of the terminal.
    static func plain(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { Self.isControl($0) ? "\u{FFFD}" : $0 }))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    /// An argument as a shell reads it back.
    static func quoted(_ argument: String) -> String {
        let isPlain = argument.utf8.allSatisfy { byte in
            byte &- 0x30 <= 9 || (byte | 0x20) &- 0x61 <= 25 || "-_./:@%+=,".utf8.contains(byte)
        }
        guard argument.isEmpty || !isPlain else { return argument }
        return "'" + argument.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    /// Rows with the columns below each other; the last column is not padded.
    static func table(_ rows: [[String]]) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.compactMap { $0.indices.contains(column) ? $0[column].count : nil }.max() ?? 0
        }
        return rows.map { row in
            row.enumerated().map { column, cell in
                column == row.count - 1
                    ? cell : cell + String(repeating: " ", count: widths[column] - cell.count + 2)
            }.joined() + "\n"
        }.joined()
    }

    /// A number of bytes in the largest unit that gives at least 1, with one digit after the point.
    static func size(_ value: JSONValue?) -> String {
        guard let bytes = value?.integer, bytes >= 0 else { return "?" }
        var unit = 1
        for name in ["B", "KiB", "MiB", "GiB"] {
            if bytes / unit < 1024 || name == "GiB" {
                return unit == 1 ? "\(bytes) B" : "\(bytes / unit).\(bytes % unit * 10 / unit) \(name)"
            }
            unit *= 1024
        }
        return "\(bytes) B"
    }

    /// A ratio such as `0.9876` as a percentage.
    static func share(_ value: JSONValue?) -> String {
        guard let text = value?.numberText else { return "- %" }
        let parts = text.split(separator: ".")
        let fraction = parts.count > 1 ? String(parts[1].prefix(4)) : ""
        let digits = fraction + String(repeating: "0", count: 4 - fraction.count)
        guard let whole = parts.first.flatMap({ Int($0) }), let part = Int(digits) else { return "- %" }
        return "\(whole * 100 + part / 100).\(part % 100 / 10) %"
    }

    private static func seconds(_ milliseconds: Int) -> String {
        "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s"
    }
}
