/// What stands in names of files and in commands, and hardly ever in prose.
enum FileNames {
    private static let longestEnding = 5
    private static let endings: [StaticString] = [
        "py", "js", "ts", "tsx", "jsx", "json", "yaml", "yml", "toml", "csv", "cpp", "java", "sh", "sql", "html", "css",
        "xml", "exe", "dll", "so", "rs", "go", "rb", "php", "ini", "env", "conf", "cfg", "ipynb", "swift", "kt", "cs",
        "vue", "lock", "log", "bat", "ps1",
    ]

    /// Whether the dot at `index` is that of `main.py` or `app.config.json`.
    @inline(__always)
    static func isDot(_ text: UnsafeBufferPointer<UInt8>, at index: Int, to end: Int) -> Bool {
        guard index + 2 < end, text[index] == 0x2E, self.isSmall(text[index + 1]) else { return false }
        return self.isEnding(text, from: index + 1, to: end)
    }

    private static func isEnding(_ text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Bool {
        var next = start
        while next < end, next - start <= self.longestEnding, self.isSmall(text[next]) || text[next] == 0x31 {
            next += 1
        }
        guard next - start <= self.longestEnding else { return false }
        let line = UnsafeBufferPointer(rebasing: text[start..<next])
        return self.endings.contains { $0.utf8CodeUnitCount == line.count && LineForm.starts(line, $0) }
    }

    /// Whether the two hyphens at `index` begin `--flag`.
    @inline(__always)
    static func isFlag(_ text: UnsafeBufferPointer<UInt8>, at index: Int, to end: Int) -> Bool {
        guard index > 0, text[index - 1] == 0x20, index + 3 < end else { return false }
        return self.isSmall(text[index + 2]) && self.isSmall(text[index + 3])
    }

    @inline(__always)
    private static func isSmall(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }
}
