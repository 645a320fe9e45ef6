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
            guard distance <= max(1, min(name.utf8.count, candidate.utf8.count) / 3) else { continue }
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// How many letters must be added, taken away, changed or swapped with their neighbour.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var before: [Int] = []
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let change = last[column] + (left[row] == right[column] ? 0 : 1)
                var least = min(change, last[column + 1] + 1, current[column] + 1)
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
