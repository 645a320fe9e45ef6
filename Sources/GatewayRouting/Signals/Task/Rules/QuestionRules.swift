extension TaskRule {
    /// Questions without a text: knowledge and reasoning.
    static let questionRules = """
        # Knowledge
        knowledge.what: whQuestion@l -> knowledge+1.2
        knowledge.what.short: whQuestion@l #short/#medium !#passage -> knowledge+0.8
        knowledge.fact: fact@i -> knowledge+1
        knowledge.fact.what: fact@i whQuestion@i -> knowledge+1.2
        knowledge.fact.often: fact@o !#passage -> knowledge+0.8
        knowledge.define: define@i !codeStrong@i -> knowledge+1.4
        knowledge.explain: explain@i !codeStrong@i !#codeDense !mathVerb@l -> knowledge+1.4
        knowledge.explain.lead: explain@l !#passage -> knowledge+0.8
        knowledge.how: howQuestion@l !codeStrong@i !howMany@i -> knowledge+0.9
        knowledge.why: whyQuestion@l !#passage -> knowledge+0.8
        knowledge.science: science@i -> knowledge+0.8
        knowledge.science.often: science@o !#passage -> knowledge+1.6
        knowledge.science.numbers: science@o #latex/#twoNumbers !howMany@i -> knowledge+1.2 math-0.8
        knowledge.law: law@a -> knowledge+0.5
        knowledge.law.often: law@o -> knowledge+1.2
        knowledge.list: list@i -> knowledge+0.8
        knowledge.compare: compare@i -> knowledge+0.8
        knowledge.options: #options subject@i/science@a/law@a/fact@a -> knowledge+1.6
        knowledge.options.any: #options choose@i -> knowledge+0.6
        knowledge.subject: subject@i -> knowledge+1.2
        knowledge.label: questionWord@c #short/#medium !context@c -> knowledge+1
        knowledge.question: #question #short !you@i -> knowledge+0.6
        knowledge.plain: #noMark whQuestion@l -> knowledge+0.6
        knowledge.many: howMany@i !#twoNumbers !quantity@o -> knowledge+0.8
        knowledge.open: #openEnd #short/#medium !#anyQuestion !make@i !please@i !greet@a !feeling@a !you@a \
            !#twoNumbers !whQuestion@l !imperative@l !roleplay@a !advice@a !joke@a -> knowledge+0.9
        knowledge.statement: #medium !#anyQuestion science@i !make@l -> knowledge+0.6
        # Reasoning
        reasoning.logic: logic@i !#passage -> reasoning+1.8
        reasoning.logic.often: logic@o -> reasoning+1.8
        reasoning.logic.any: logic@a !#passage -> reasoning+0.4
        reasoning.puzzle: puzzle@a !#passage !#options -> reasoning+2
        reasoning.puzzle.question: puzzle@a #anyQuestion !#passage -> reasoning+1
        reasoning.puzzle.often: puzzle@o -> reasoning+1.8
        reasoning.infer: infer@i #anyQuestion -> reasoning+1.4
        reasoning.cause: cause@i #options/#quote/scenario@a -> reasoning+0.8
        reasoning.would: wouldBe@i #question !selfQuestion@i !you@i !advice@i !fact@i !codeStrong@a -> \
            reasoning+2.4 knowledge-0.8
        reasoning.everyday: whQuestion@i/howQuestion@l #question #short/#medium !#proper !fact@i !science@a \
            !define@i !explain@i !codeStrong@a !mathNoun@i !you@a !selfQuestion@a !advice@a !howMany@i !#nonLatin \
            !#twoNumbers !law@a -> reasoning+2
        reasoning.late: whQuestion@i !whQuestion@l #question #short !#proper -> reasoning+1.4
        reasoning.scenario: scenario@a #question #short/#medium !fact@a !#manyNumbers !#twoNumbers !you@a !advice@a \
            !feeling@a -> reasoning+1
        reasoning.scenario.options: scenario@a #options !science@o !fact@i -> reasoning+1.2
        reasoning.options: #options !science@a !fact@a !law@a !subject@i -> reasoning+1.4
        reasoning.passage.options: #options #passage infer@t/scenario@o -> reasoning+1.6 extraction-1
        reasoning.story: scenario@o #question infer@t/whyQuestion@t !according@i -> reasoning+1.4
        reasoning.story.likely: #passage infer@t scenario@a !according@i -> reasoning+1.5 extraction-1.5
        reasoning.why: whyQuestion@i scenario@a -> reasoning+1
        reasoning.relation: relation@a #question !#passage -> reasoning+1
        """
}
