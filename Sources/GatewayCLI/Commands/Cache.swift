import ArgumentParser

/// Looks at the response cache of a running gateway, empties it, fills it.
struct Cache: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at the response cache of a running gateway, purge it, warm it.",
        discussion: """
            stats, hot, get, compare and purge ask the admin plane, by default at http://127.0.0.1:9090. Its key comes from the \
            environment variable SIGNALBOX_ADMIN_KEY or from the file given with --config. warm is a client of the \
            data plane like any other.

            Exit codes: 0 done; 1 the gateway refused, was not reached, or something failed; 64 the command line is wrong.
            """,
        subcommands: [Stats.self, Hot.self, Get.self, Compare.self, Purge.self, Warm.self]
    )
}

extension Cache {
    /// Prints the state of the cache.
    struct Stats: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what the cache holds and how it fares.",
            discussion: "Figures of memory are those of the process that answers; Redis is shared by all nodes."
        )

        @OptionGroup var plane: CacheAdminOptions

        mutating func run() async throws {
            try await self.plane.show("/admin/v1/cache", CacheText.statistics)
        }
    }

    /// Lists the keys that are asked for most.
    struct Hot: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the keys that are asked for most, hottest first.",
            discussion:
                "Counts are estimates for the current window, never too low. 'cache get KEY' tells more of a key."
        )

        @Option(help: "Keys that are listed, 1 to 10000.")
        var limit = 20

        @OptionGroup var plane: CacheAdminOptions

        mutating func validate() throws {
            guard (1...10_000).contains(self.limit) else {
                throw ValidationError("--limit is not a number from 1 to 10000.")
            }
        }

        mutating func run() async throws {
            try await self.plane.show("/admin/v1/cache/hot?limit=\(self.limit)", CacheText.hotKeys)
        }
    }

    /// Shows one stored answer without its text.
    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show where an answer is stored, whose it is and how long it is fresh.",
            discussion: "Shows nothing of prompt or answer. Exit code 1 if nothing is stored under the key."
        )

        @Argument(help: "Key: 64 hexadecimal digits, as 'cache hot' shows it.", transform: Cache.key)
        var key: String

        @OptionGroup var plane: CacheAdminOptions

        mutating func run() async throws {
            try await self.plane.show("/admin/v1/cache/entries/\(self.key)", CacheText.entry)
        }
    }
}
