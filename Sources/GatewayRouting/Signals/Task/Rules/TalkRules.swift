extension TaskRule {
    /// Talk, and what a prompt is when nothing else speaks.
    static let talkRules = """
        chat.greet: greet@l -> chat+1.2
        chat.greet.only: greet@l #short -> chat+2.4 knowledge-1.5
        chat.roleplay: roleplay@i -> chat+1.8
        chat.roleplay.lead: roleplay@l !#passage !codeStrong@i -> chat+1
        chat.roleplay.work: roleplay@i make@i/explain@i/plan@i/codeVerb@i/classify@i/extract@i -> chat-1.2
        chat.roleplay.long: roleplay@l #long !#dialog -> chat-0.8
        chat.persona: persona@l addressed@i whQuestion@i/howQuestion@i/explain@i/roleplay@i !make@l !please@l \
            !codeStrong@a !classify@i !summarize@i !translate@i !#passage !academic@o -> chat+2 reasoning-1
        chat.roleplay.talk: roleplay@h !make@l !prove@i !codeStrong@a !#codeDense !classify@i !translate@i !extract@i \
            !summarize@i -> chat+1.4 reasoning-1
        chat.feeling: feeling@i -> chat+2.4
        chat.you: you@i #short/#medium -> chat+1.6
        chat.you.question: you@i #question #short -> chat+1.4 knowledge-1
        chat.first: firstPerson@i #short/#medium !#anyQuestion !please@i !make@i !rewrite@i !codeStrong@a !#amounts \
            !imperative@l !summarize@i !extract@i !classify@i !translate@i !codeTrouble@a -> chat+1.2
        chat.opinion: opinion@i !#passage !labelPair@a -> chat+1.4
        chat.joke: joke@i -> chat+1.8
        chat.advice: advice@i !codeStrong@i -> chat+2
        chat.self: selfQuestion@i -> chat+3
        chat.thanks: thanks@l #short -> chat+2.4
        chat.tiny: #tiny -> chat+1
        chat.none: #short !#anyQuestion !#twoNumbers !imperative@l !make@l !#given -> chat+0.4
        chat.none.asked: #short !#anyQuestion !#twoNumbers imperative@l !make@l !#given -> chat+0.1
        default.question: #anyQuestion -> knowledge+0.4
        default.passage: #passage -> extraction+0.3 summarization+0.3 classification+0.3
        default.any: !#passage -> knowledge+0.2 chat+0.1 writing+0.1
        """
}
