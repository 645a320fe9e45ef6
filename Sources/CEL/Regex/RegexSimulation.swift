/// Runs a pattern without a table: all ways at once, character by character, so that the time is at most the length
/// of the text times the size of the pattern.
struct RegexSimulation {
    /// Instructions without order, each once.
    private struct Places {
        let places: UnsafeMutableBufferPointer<Int32>
        /// In which round an instruction was added last.
        let rounds: UnsafeMutableBufferPointer<Int32>
        var round: Int32 = 0
        var count = 0

        mutating func clear() {
            self.round &+= 1
            self.count = 0
        }

        mutating func insert(_ place: Int) {
            guard self.rounds[place] != self.round else { return }
            self.rounds[place] = self.round
            self.places[self.count] = Int32(truncatingIfNeeded: place)
            self.count += 1
        }
    }

    let program: RegexProgram
    let classes: RegexClasses

    /// `most` is how many instructions may be visited.
    func search(_ text: UnsafeBufferPointer<UInt8>, most: Int) -> Regex.Outcome {
        let size = self.program.instructions.count
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: 4 * size) { memory in
            memory.initialize(repeating: -1)
            func part(_ index: Int) -> UnsafeMutableBufferPointer<Int32> {
                UnsafeMutableBufferPointer(rebasing: memory[(index * size)..<((index + 1) * size)])
            }
            return self.search(
                text,
                most,
                Places(places: part(0), rounds: part(1)),
                Places(places: part(2), rounds: part(3))
            )
        }
    }

    private func search(
        _ text: UnsafeBufferPointer<UInt8>,
        _ most: Int,
        _ first: Places,
        _ second: Places
    ) -> Regex.Outcome {
        var now = first
        var next = second
        var place = 0
        var before = RegexSide.edge
        var work = 0
        now.clear()
        while true {
            if place == 0 || !self.program.isAnchored { now.insert(self.program.start) }
            guard now.count > 0 else { return Regex.Outcome(isFound: false, isUnfinished: false, work: work) }
            var behind = place
            let character = place < text.count ? self.classes.next(text, &behind) : -1
            let after = character < 0 ? RegexSide.edge : self.classes.sides[character]
            next.clear()
            if self.step(&now, &next, character, before, after) {
                return Regex.Outcome(isFound: true, isUnfinished: false, work: work + now.count)
            }
            work += now.count
            guard character >= 0 else { return Regex.Outcome(isFound: false, isUnfinished: false, work: work) }
            guard work <= most else { return Regex.Outcome(isFound: false, isUnfinished: true, work: work) }
            swap(&now, &next)
            place = behind
            before = after
        }
    }

    /// Goes over one character. The list grows while it is walked, by what needs no character.
    private func step(
        _ now: inout Places,
        _ next: inout Places,
        _ character: Int,
        _ before: RegexSide,
        _ after: RegexSide
    ) -> Bool {
        var index = 0
        while index < now.count {
            switch self.program.instructions[Int(now.places[index])] {
            case .match: return true
            case .set(let set, let target):
                if character >= 0, self.classes.contains(character, in: set) { next.insert(target) }
            case .split(let first, let second):
                now.insert(first)
                now.insert(second)
            case .assertion(let assertion, let target):
                if assertion.holds(before: before, after: after) { now.insert(target) }
            }
            index += 1
        }
        return false
    }
}
