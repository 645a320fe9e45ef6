import Glibc

/// What the kernel says of this process, for the `process_` metrics that every Prometheus client has.
package struct ProcessStatistics: Sendable, Equatable {
    /// User and system CPU time in milliseconds.
    package var cpuMilliseconds: UInt64
    /// Resident memory in bytes.
    package var residentBytes: UInt64
    /// Virtual memory in bytes.
    package var virtualBytes: UInt64
    /// Open file descriptors.
    package var openDescriptors: UInt64
    /// File descriptors it may open.
    package var maxDescriptors: UInt64
    /// Start in milliseconds since 1970 in UTC.
    package var startMilliseconds: UInt64

    /// Creates statistics.
    package init(
        cpuMilliseconds: UInt64,
        residentBytes: UInt64,
        virtualBytes: UInt64,
        openDescriptors: UInt64,
        maxDescriptors: UInt64,
        startMilliseconds: UInt64
    ) {
        self.cpuMilliseconds = cpuMilliseconds
        self.residentBytes = residentBytes
        self.virtualBytes = virtualBytes
        self.openDescriptors = openDescriptors
        self.maxDescriptors = maxDescriptors
        self.startMilliseconds = startMilliseconds
    }

    /// Reads `/proc`; nil where there is none. A few system calls: not for a loop that serves requests.
    package static func read() -> ProcessStatistics? {
        guard let statistics = Self.fields(of: "/proc/self/stat") else { return nil }
        let ticksPerSecond = UInt64(max(sysconf(Int32(_SC_CLK_TCK)), 1))
        let pageSize = UInt64(max(sysconf(Int32(_SC_PAGESIZE)), 1))
        // Positions after the command's name, from `proc(5)`: 14 utime, 15 stime, 22 starttime, 23 vsize, 24 rss; the
        // first field behind the name is number 3.
        func field(_ number: Int) -> UInt64 {
            statistics.indices.contains(number - 3) ? UInt64(statistics[number - 3]) ?? 0 : 0
        }
        var limit = rlimit()
        let hasLimit = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        return ProcessStatistics(
            cpuMilliseconds: (field(14) + field(15)) * 1000 / ticksPerSecond,
            residentBytes: field(24) * pageSize,
            virtualBytes: field(23),
            openDescriptors: Self.countDescriptors(),
            maxDescriptors: hasLimit ? UInt64(limit.rlim_cur) : 0,
            startMilliseconds: Self.bootSeconds() * 1000 + field(22) * 1000 / ticksPerSecond
        )
    }

    /// Fields behind the command's name, which may itself hold spaces and parentheses.
    private static func fields(of path: String) -> [Substring]? {
        let text = Self.text(of: path)
        guard let end = text.lastIndex(of: ")") else { return nil }
        return text[text.index(after: end)...].split(separator: " ")
    }

    private static func bootSeconds() -> UInt64 {
        for line in Self.text(of: "/proc/stat").split(separator: "\n") where line.hasPrefix("btime ") {
            return UInt64(line.dropFirst(6)) ?? 0
        }
        return 0
    }

    private static func countDescriptors() -> UInt64 {
        guard let directory = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(directory) }
        var count: UInt64 = 0
        while readdir(directory) != nil {
            count += 1
        }
        // `.`, `..` and the descriptor of this very reading.
        return count > 3 ? count - 3 : 0
    }

    private static func text(of path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        while bytes.count < 1 << 20 {
            let count = Glibc.read(descriptor, &piece, piece.count)
            guard count > 0 else { break }
            bytes.append(contentsOf: piece[..<count])
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
