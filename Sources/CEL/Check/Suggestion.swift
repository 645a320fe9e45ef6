/// Finds the name that was probably meant.
enum Suggestion {
    private static let longest = 64

    /// A clause for a message: `; did you mean 'task'?`, or a list of the first names.
    static func clause(for name: String, among names: [String], what: String) -> String {
        if let nearest = self.nearest(to: name, among: names) { return "; did you mean '\(nearest)'?" }
        guard !names.isEmpty else { return "" }
        let more = names.count > 8 ? ", ..." : ""
        return "; \(what): \(names.prefix(8).joined(separator: ", "))\(more)"
    }

    static func nearest(to name: String, among names: [String]) -> String? {
        let lowered = name.lowercased()
        var best: (name: String, distance: Int)?
        for candidate in names where candidate.utf8.count <= self.longest && name.utf8.count <= self.longest {
            let distance = self.distance(Array(lowered.utf8), Array(candidate.lowercased().utf8))
            guard distance <= 2 * max(1, min(name.utf8.count, candidate.utf8.count) / 3) else { continue }
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// How far apart two words are: 2 for each letter that is added, missing or another one, 1 for two neighbours that
    /// are swapped, which is the likeliest slip.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var before: [Int] = []
        var last = (0...right.count).map { 2 * $0 }
        for row in left.indices {
            var current = [2 * row + 2]
            for column in right.indices {
                let change = last[column] + (left[row] == right[column] ? 0 : 2)
                var least = min(change, last[column + 1] + 2, current[column] + 2)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    least = min(least, before[column - 1] + 1)
                }
                current.append(least)
            }
            before = last
            last = current
        }
        return last[right.count]
    }
}
