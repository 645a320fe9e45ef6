/// Who speaks in a message.
package enum MessageRole: UInt8, Hashable, Sendable, CaseIterable {
    case system, developer, user, assistant, tool, function
    /// A role that the gateway does not know.
    case other

    /// The role of a value's text.
    init(_ name: UnsafeRawBufferPointer) {
        switch name.count {
        case 4 where name.spells("user"): self = .user
        case 4 where name.spells("tool"): self = .tool
        case 6 where name.spells("system"): self = .system
        case 8 where name.spells("function"): self = .function
        case 9 where name.spells("assistant"): self = .assistant
        case 9 where name.spells("developer"): self = .developer
        default: self = .other
        }
    }
}

/// A set of roles.
package struct MessageRoles: OptionSet, Hashable, Sendable {
    /// The set's bits.
    package let rawValue: UInt8

    /// A set of the given bits.
    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The set of one role.
    package init(_ role: MessageRole) {
        self.rawValue = 1 << role.rawValue
    }
}

/// What the messages of a request say about the conversation that it goes on with.
///
/// The hashes recognise a conversation from one request to the next. Each is a chain over the bytes of the messages
/// exactly as they are written, from the `{` to the `}` of each: space between messages does not count, but space,
/// order of members and spelling within a message do, for a client that repeats a message repeats it from the same
/// value by the same writer. They are made for maps and for rendezvous, not as identity or proof. 0 means none.
///
/// A *border* is where an earlier request of the conversation ended: before a run of assistant's messages, once a user
/// has spoken. In a plain dialogue that is after each message of the user; a round of tool calls is a border too.
/// Messages of the assistant at the very end are no answer but a prefill, and left out.
package struct Conversation: Hashable, Sendable {
    /// Number of messages.
    package internal(set) var messageCount = 0
    /// Number of the user's messages; a completion has one.
    package internal(set) var turns = 0
    /// The roles that occur.
    package internal(set) var roles: MessageRoles = []
    /// Who speaks last.
    package internal(set) var lastRole: MessageRole?
    /// Everything up to the last border: the whole of the request before this one, whose `ownHash` was the same.
    ///
    /// In a plain dialogue that is all up to and including the last but one message of the user. 0 in the first
    /// request of a conversation.
    package internal(set) var prefixHash: UInt64 = 0
    /// Everything: what the next request of the conversation will have as `prefixHash`.
    package internal(set) var ownHash: UInt64 = 0
    /// Everything up to the first border: the same for every request of a conversation, which makes it the key of
    /// its session where the caller names none.
    ///
    /// Conversations that begin alike, as those with the same examples do, share it along with their prompt's
    /// beginning; a caller that wants them apart mixes in whom they belong to.
    package internal(set) var openingHash: UInt64 = 0
    /// The model or deployment that answered before, if somebody knows: messages do not say so.
    package var previousModel: String?

    /// A conversation without messages.
    package init() {}

    /// Whether a system or developer message is there.
    package var hasInstructions: Bool {
        !self.roles.isDisjoint(with: [MessageRoles(.system), MessageRoles(.developer)])
    }

    /// Whether it goes on with an earlier request's.
    package var isFollowUp: Bool {
        self.prefixHash != 0
    }
}

/// The chain of hashes over the messages of one request, and its borders.
struct ConversationChain {
    private var state: UInt64
    private var opening: UInt64 = 0
    private var border: UInt64 = 0
    private var borderBefore: UInt64 = 0
    private var isAnswering = false
    private var hasUser = false

    /// An empty chain; chains of different seeds have nothing in common.
    init(seed: UInt64) {
        self.state = PrefixHash.start(seed)
    }

    /// Adds a message's bytes.
    @inline(__always)
    mutating func add(_ role: MessageRole, _ bytes: UnsafeRawBufferPointer) {
        let isAnswer = role == .assistant
        if isAnswer, !self.isAnswering, self.hasUser {
            self.borderBefore = self.border
            self.border = self.state
            if self.opening == 0 { self.opening = self.state }
        }
        self.isAnswering = isAnswer
        if role == .user { self.hasUser = true }
        self.state = PrefixHash.extended(self.state, by: bytes)
    }

    /// Writes the hashes.
    func finish(into conversation: inout Conversation) {
        // Nobody has asked anything yet: nothing that a later request could be told by.
        guard self.hasUser else {
            conversation.ownHash = self.state
            return
        }
        let isPrefill = self.isAnswering
        conversation.ownHash = isPrefill ? self.border : self.state
        conversation.prefixHash = isPrefill ? self.borderBefore : self.border
        conversation.openingHash = self.opening == 0 ? self.state : self.opening
    }
}
