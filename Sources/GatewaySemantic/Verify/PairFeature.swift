/// What the verifier looks at, one number each. All are the same whichever prompt came first.
///
/// The raw values are the places in a model file: append, never reorder.
package enum PairFeature: Int, CaseIterable, Sendable {
    /// The cosine of the two prompts' vectors.
    case cosine
    /// The cosine with words weighted by how rare they are.
    case direction
    /// The weight of the common words by that of all.
    case overlap
    /// The number of common words with meaning by that of all.
    case contentOverlap
    /// How rare the rarest word is that the other side lacks; the larger and the smaller of both sides.
    case rarestLoss
    case rarestLossOfBoth
    /// Of the words that the other side lacks, the worst (by rarity and likeness): its likeness to its best match.
    case worstLikeness
    /// The worst one's rarity times what it lacks of a match.
    case worstLoss
    /// How well each side's words find a match on the other: the lesser, the greater.
    case alignment
    case alignmentOfBetter
    /// Runs of three characters in common.
    case trigrams
    /// The longest common sequence of words by the words of the longer side, and by those of both.
    case sequence
    case sequenceOfBoth
    /// Whether both ask, and for the same.
    case sameQuestion
    /// Whether both ask, for different things.
    case otherQuestion
    /// The shorter's words by the longer's.
    case lengthRatio
    /// The share of pairs of common words that stand in another order.
    case inversions
    /// Whether the first words, and the last ones, are the same.
    case sameFirst
    case sameLast
    /// The rarity of all words that the other side lacks: the larger, the smaller.
    case loss
    case lossOfBoth
    /// The number of words with meaning that the other side lacks: the larger, the smaller.
    case missing
    case missingOfBoth
    /// The likeness of the two words where exactly one stands for one; 0 elsewhere.
    case substitution
    /// The number of common words without meaning by that of all.
    case functionOverlap
    /// The logarithm of the longer side's words.
    case length
    /// The likeness of all that the sides do not have in common.
    case residue
    /// How many numbers, names, literals and words of person only one side has.
    case numbersApart
    case namesApart
    case literalsApart
    case personsApart
    /// How many names both have.
    case namesShared
    /// Whether only one side is negated.
    case negationApart

    /// Which way the probability of a shared answer may go as the number grows: 1 up, -1 down, 0 any.
    ///
    /// Training is held to it, so that no accident of the data teaches that a rarer difference is a smaller one.
    package var direction: Int {
        switch self {
        case .cosine, .direction, .overlap, .contentOverlap, .alignment, .alignmentOfBetter, .trigrams, .sequence,
            .sequenceOfBoth, .lengthRatio, .substitution, .residue:
            1
        case .rarestLoss, .rarestLossOfBoth, .worstLoss, .otherQuestion, .inversions, .loss, .lossOfBoth, .missing,
            .missingOfBoth, .numbersApart, .namesApart, .literalsApart, .personsApart, .negationApart:
            -1
        case .worstLikeness, .sameQuestion, .sameFirst, .sameLast, .functionOverlap, .length, .namesShared: 0
        }
    }
}
