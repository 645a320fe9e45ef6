/// A question whose answer the shared cache has: what nodes tell each other, so that all of them find it by its meaning.
///
/// The answer is in Redis already, under its exact key. Keys are meant as all nodes know them: hashed with the secret
/// that they share.
package struct SharedQuestion: Sendable, Equatable {
    /// Everything that must be the same: tenant, group, system prompt, tools, earlier turns.
    package var namespace: CacheKey
    /// The key of the answer.
    package var key: CacheKey
    /// Whose keys encrypt it: the tenant, as a rule.
    package var scope: String
    /// The model group.
    package var group: String
    /// The text of the last turn.
    package var text: String
    /// Its language as ISO 639-1 has it; nil if unknown.
    package var language: String?
    /// Names the vector space; vectors of two spaces are never compared.
    package var space: String
    /// The vector of the text, of length 1.
    package var vector: [Float]
    /// The end of its life, in milliseconds since 1970.
    package var expiry: Int64

    /// Creates a question.
    package init(
        namespace: CacheKey,
        key: CacheKey,
        scope: String,
        group: String,
        text: String,
        language: String?,
        space: String,
        vector: [Float],
        expiry: Int64
    ) {
        self.namespace = namespace
        self.key = key
        self.scope = scope
        self.group = group
        self.text = text
        self.language = language
        self.space = space
        self.vector = vector
        self.expiry = expiry
    }
}

/// A question that is no longer to be answered from what is stored.
package struct WithdrawnQuestion: Sendable, Hashable {
    /// The namespace of the question.
    package var namespace: CacheKey
    /// The key of its answer.
    package var key: CacheKey
    /// The vector space of the question.
    package var space: String

    /// Names a question.
    package init(namespace: CacheKey, key: CacheKey, space: String) {
        self.namespace = namespace
        self.key = key
        self.space = space
    }
}

/// What a node tells the others.
package enum QuestionNotice: Sendable, Equatable {
    /// A question has an answer.
    case stored(SharedQuestion)
    /// A question is to be forgotten.
    case withdrawn(WithdrawnQuestion)
}

/// What is looked for among the questions of all nodes.
package struct QuestionQuery: Sendable {
    /// The namespace; questions of others are never found.
    package var namespace: CacheKey
    /// Whose question it is; see ``SharedQuestion/scope``.
    package var scope: String
    /// Names the vector space.
    package var space: String
    /// The vector, of length 1.
    package var vector: [Float]
    /// How many are wanted at most.
    package var count: Int

    /// Creates a query.
    package init(namespace: CacheKey, scope: String, space: String, vector: [Float], count: Int) {
        self.namespace = namespace
        self.scope = scope
        self.space = space
        self.vector = vector
        self.count = count
    }
}

/// Bounds of what a shared question may hold.
package enum QuestionLimits {
    /// Bytes of a text.
    package static let maxTextBytes = 64 << 10
    /// Numbers of a vector.
    package static let maxDimensions = 4096
    /// Bytes of the name of a language.
    package static let maxLanguageBytes = 16
    /// Questions that one query asks for.
    package static let maxCount = 64
    /// How far the length of a vector may be from 1.
    static let lengthTolerance = 0.02
    /// Bytes of an entry besides its text and vector: names, keys, lengths, two nonces and tags.
    static let overheadBytes = 8 << 10
}
