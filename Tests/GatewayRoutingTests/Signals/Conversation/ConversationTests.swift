import GatewayRouting
import GatewayWire
import Testing

/// What messages say about their conversation.
@Suite struct ConversationTests {
    private static func conversation(_ messages: [String], seed: UInt64 = 1, space: String = "") throws -> Conversation
    {
        let list = messages.joined(separator: "\(space),\(space)")
        let body = #"{"model":"m","messages":[\#(space)\#(list)\#(space)]}"#
        return try OutlineSample(Array(body.utf8), seed: seed).outline.conversation
    }

    private static func say(_ role: String, _ text: String) -> String {
        #"{"role":"\#(role)","content":"\#(text)"}"#
    }

    @Test func `messages, turns and roles are counted`() throws {
        let messages = [
            Self.say("developer", "d"), Self.say("user", "u"), Self.say("assistant", "a"), Self.say("user", "v"),
        ]
        let conversation = try Self.conversation(messages)
        #expect(conversation.messageCount == 4)
        #expect(conversation.turns == 2)
        #expect(conversation.roles == [MessageRoles(.developer), MessageRoles(.user), MessageRoles(.assistant)])
        #expect(conversation.lastRole == .user)
        #expect(conversation.hasInstructions)
        #expect(conversation.previousModel == nil)
    }

    @Test(arguments: MessageRole.allCases)
    func `each role is told apart`(role: MessageRole) throws {
        let conversation = try Self.conversation([Self.say("\(role)", "x")])
        #expect(conversation.roles == MessageRoles(role))
        #expect(conversation.lastRole == role)
        #expect(conversation.hasInstructions == (role == .system || role == .developer))
    }

    @Test func `a first request is no follow-up`() throws {
        let conversation = try Self.conversation([Self.say("system", "s"), Self.say("user", "u")])
        #expect(!conversation.isFollowUp)
        #expect(conversation.ownHash != 0)
        #expect(conversation.openingHash == conversation.ownHash)
    }

    @Test func `in a plain dialogue the prefix ends with the last but one message of the user`() throws {
        let messages = [
            Self.say("system", "s"), Self.say("user", "1"), Self.say("assistant", "a"), Self.say("user", "2"),
            Self.say("assistant", "b"), Self.say("user", "3"),
        ]
        let conversation = try Self.conversation(messages)
        #expect(conversation.prefixHash == (try Self.conversation(Array(messages[..<4]))).ownHash)
        #expect(conversation.openingHash == (try Self.conversation(Array(messages[..<2]))).ownHash)
    }

    @Test func `each request of a conversation is recognised by the one before it`() throws {
        for seed in 1...300 as ClosedRange<UInt64> {
            var random = SplitMix64(seed: seed)
            var messages: [String] = []
            func text() -> String { String(UInt64.random(in: 0...UInt64.max, using: &random), radix: 36) }
            if Bool.random(using: &random) { messages.append(Self.say("system", text())) }
            if seed % 5 == 0 { messages.append(Self.say("assistant", "a greeting")) }
            messages.append(Self.say("user", text()))
            var before: Conversation?
            for _ in 0..<6 {
                let now = try Self.conversation(messages)
                #expect(now.prefixHash == before?.ownHash ?? 0, "seed \(seed)")
                #expect(now.openingHash == before?.openingHash ?? now.ownHash, "seed \(seed)")
                #expect(now.ownHash != before?.ownHash, "seed \(seed)")
                before = now
                for _ in 0...Int.random(in: 0...1, using: &random) { messages.append(Self.say("assistant", text())) }
                let next = ["user", "tool"].randomElement(using: &random) ?? "user"
                for _ in 0...Int.random(in: 0...2, using: &random) { messages.append(Self.say(next, text())) }
            }
        }
    }

    @Test func `a prefill is no part of the request's own hash`() throws {
        let messages = [Self.say("user", "1"), Self.say("assistant", "a"), Self.say("user", "2")]
        let plain = try Self.conversation(messages)
        let filled = try Self.conversation(messages + [Self.say("assistant", "{")])
        #expect(filled.ownHash == plain.ownHash)
        #expect(filled.prefixHash == plain.prefixHash)
        #expect(filled.openingHash == plain.openingHash)
    }

    @Test func `space between messages does not count, and space within one does`() throws {
        let messages = [Self.say("user", "1"), Self.say("assistant", "a"), Self.say("user", "2")]
        #expect(try Self.conversation(messages) == Self.conversation(messages, space: " \n"))
        var other = messages
        other[0] = #"{"role": "user","content":"1"}"#
        #expect(try Self.conversation(messages).prefixHash != Self.conversation(other).prefixHash)
    }

    @Test func `any change of the past is another past`() throws {
        let messages = [
            Self.say("system", "s"), Self.say("user", "ab"), Self.say("assistant", "c"), Self.say("user", "d"),
        ]
        let first = try Self.conversation(messages)
        for index in 0..<2 {
            var other = messages
            other[index] = other[index].replacing("content", with: "c0ntent")
            #expect(try Self.conversation(other).prefixHash != first.prefixHash)
            #expect(try Self.conversation(other).openingHash != first.openingHash)
        }
        var answered = messages
        answered[2] = Self.say("assistant", "e")
        #expect(try Self.conversation(answered).prefixHash == first.prefixHash)
        #expect(try Self.conversation(answered).ownHash != first.ownHash)
        #expect(try Self.conversation(messages, seed: 2).ownHash != first.ownHash)
    }

    @Test func `without a user there is nothing to follow`() throws {
        let conversation = try Self.conversation([Self.say("system", "s"), Self.say("assistant", "a")])
        #expect(conversation.prefixHash == 0)
        #expect(conversation.openingHash == 0)
        #expect(conversation.turns == 0)
    }

    @Test func `a completion is one turn, an embedding is none`() throws {
        let completion = try OutlineSample(#"{"model":"m","prompt":"x"}"#, for: .completions).outline.conversation
        #expect(completion.turns == 1)
        #expect(completion.ownHash != 0)
        #expect(completion.openingHash == completion.ownHash)
        let embedding = try OutlineSample(#"{"model":"m","input":"x"}"#, for: .embeddings).outline.conversation
        #expect(embedding == Conversation())
    }
}
