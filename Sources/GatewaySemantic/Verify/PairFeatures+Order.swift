extension PairComparison {
    /// Writes what the order of the words says.
    func fillOrder(_ features: inout PairFeatures) {
        let longer = max(self.sides.left.count, self.sides.right.count)
        let shorter = min(self.sides.left.count, self.sides.right.count)
        guard longer > 0 else {
            features[.sequence] = 1
            features[.sequenceOfBoth] = 1
            features[.lengthRatio] = 1
            return
        }
        let common = Float(Self.longestCommonSequence(self.sides.left.stems, self.sides.right.stems))
        features[.sequence] = common / Float(longer)
        features[.sequenceOfBoth] = 2 * common / Float(longer + shorter)
        features[.lengthRatio] = Float(shorter) / Float(longer)
        features[.length] = Float(BoundMath.ln(1 + Double(longer)))
        features[.inversions] = Self.inversions(self.sides.left.stems, self.sides.right.stems)
        features[.sameFirst] = self.sides.left.stems.first == self.sides.right.stems.first ? 1 : 0
        features[.sameLast] = self.sides.left.stems.last == self.sides.right.stems.last ? 1 : 0
    }

    /// Writes what must not differ.
    func fillFacts(_ features: inout PairFeatures) {
        let (left, right) = self.sides
        func apart(_ mine: [UInt64], _ theirs: [UInt64]) -> Float {
            Float(min(mine.count + theirs.count - 2 * Self.common(mine, theirs), 8))
        }
        let isAsked = left.question != .none && right.question != .none
        features[.sameQuestion] = isAsked && left.question == right.question ? 1 : 0
        features[.otherQuestion] = isAsked && left.question != right.question ? 1 : 0
        features[.numbersApart] = apart(left.numbers, right.numbers)
        features[.namesApart] = apart(left.names, right.names)
        features[.literalsApart] = apart(left.literals, right.literals)
        features[.personsApart] = apart(left.persons, right.persons)
        features[.namesShared] = Float(min(Self.common(left.names, right.names), 8))
        features[.negationApart] = left.negations % 2 == right.negations % 2 ? 0 : 1
    }

    static func longestCommonSequence(_ left: [UInt64], _ right: [UInt64]) -> Int {
        var lengths = [Int](repeating: 0, count: right.count + 1)
        for stem in left {
            var diagonal = 0
            for (index, other) in right.enumerated() {
                let above = lengths[index + 1]
                lengths[index + 1] = stem == other ? diagonal + 1 : max(above, lengths[index])
                diagonal = above
            }
        }
        return lengths[right.count]
    }

    /// Of all pairs of words that both sides have, the share that stands in another order; first occurrences count.
    static func inversions(_ left: [UInt64], _ right: [UInt64]) -> Float {
        var places: [Int] = []
        for (index, stem) in left.enumerated() where !left[..<index].contains(stem) {
            if let place = right.firstIndex(of: stem) { places.append(place) }
        }
        guard places.count > 1 else { return 0 }
        var inverted = 0
        for (index, place) in places.enumerated() {
            for later in places[(index + 1)...] where later < place { inverted += 1 }
        }
        return Float(inverted) / Float(places.count * (places.count - 1) / 2)
    }
}
