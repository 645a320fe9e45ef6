extension TaskRule {
    /// Questions without a text: knowledge and reasoning.
    static let questionRules = """
        # Knowledge
        knowledge.what: whQuestion@l !according@i !context@c !extract@l !summarize@l !rewrite@l -> knowledge+1.2
        knowledge.what.short: whQuestion@l #short/#medium !#passage !according@i !order@o !logic@i !context@c -> \
            knowledge+0.8
        knowledge.fact: fact@i -> knowledge+1
        knowledge.fact.what: fact@i whQuestion@i !puzzle@a !person@o !context@c !according@i !extract@l -> \
            knowledge+1.2
        knowledge.fact.often: fact@o !#passage -> knowledge+0.8
        knowledge.define: define@i !codeStrong@i -> knowledge+1.4
        knowledge.explain: explain@i !codeStrong@i !#codeDense !mathVerb@l !puzzle@a !relation@a !order@o !modal@l \
            !verse@i !#options -> knowledge+1.4
        knowledge.explain.lead: explain@l !#passage !puzzle@a !relation@a !order@o !prose@i !modal@l !verse@i -> \
            knowledge+0.8
        knowledge.how: howQuestion@l !relation@o !codeStrong@i !howMany@i -> knowledge+0.9
        knowledge.why: whyQuestion@l !#passage -> knowledge+0.8
        knowledge.science: science@i -> knowledge+0.8
        knowledge.science.often: science@o !#passage -> knowledge+1.6
        knowledge.science.numbers: science@o #latex/#twoNumbers !howMany@i -> knowledge+1.2 math-0.8
        knowledge.academic: academic@i !#passage -> knowledge+0.8
        knowledge.academic.often: academic@o !#passage !according@i !context@c !passage@i -> knowledge+1.2
        knowledge.academic.passage: academic@o #passage !according@i !summarize@i !context@c !#apart !passage@i \
            !passageQuestion@i -> knowledge+1.8
        knowledge.academic.options: #options academic@a !argument@o -> knowledge+1.4
        knowledge.case: #passage #question !#apart !context@c !according@i !passage@i !passageQuestion@i !howMany@i \
            !classify@i !summarize@i !labelPair@i !#amounts !#dialog -> knowledge+0.9
        knowledge.case.first: #passageFirst #question !#apart !context@c !according@i !passage@i !passageQuestion@i \
            !howMany@i !classify@i !summarize@i !labelPair@i !order@o -> knowledge+0.6
        knowledge.academic.numbers: academic@o #amounts/#latex/#equation !mathVerb@l !#price -> knowledge+0.8 math-1.2
        knowledge.stem: #openEnd #short !#twoNumbers academic@a/science@a/everyday@a !imperative@l !make@l !please@i \
            !greet@a !whQuestion@l !translate@i !rewrite@i !feeling@a !codeStrong@a !prose@l -> knowledge+0.6 chat-0.4
        knowledge.law: law@a -> knowledge+0.5
        knowledge.law.often: law@o !according@i !context@c !passage@i -> knowledge+1.2
        knowledge.list: list@i -> knowledge+0.8
        knowledge.compare: compare@i -> knowledge+0.8
        knowledge.options: #options subject@i/science@o/academic@a/law@a/fact@a !argument@a !ending@i !person@o \
            !order@o -> knowledge+1.6
        knowledge.options.any: #options choose@i !everyday@o -> knowledge+0.6
        knowledge.subject: subject@i !argument@a !ending@i !classify@i !person@o !order@o -> knowledge+1.2
        knowledge.label: questionWord@c #short/#medium !context@c -> knowledge+1
        knowledge.question: #question #short !you@i -> knowledge+0.6
        knowledge.plain: #noMark whQuestion@l -> knowledge+0.6
        knowledge.fact.bare: fact@i #short !#anyQuestion !#given !make@l !imperative@l !please@i !firstPerson@a \
            !roleplay@i !feeling@a -> knowledge+0.8 chat-0.4
        knowledge.plain.modal: auxiliary@l/modal@l #noMark #short !you@a !firstPerson@a !codeStrong@a !#given -> \
            knowledge+0.6
        knowledge.blank: #blank #passage !extract@i !make@l !#codeDense !classify@i -> knowledge+1.5
        knowledge.many: howMany@i !#twoNumbers !quantity@o !mathNoun@i -> knowledge+0.8
        knowledge.open: #openEnd #short/#medium !#anyQuestion !make@i !please@i !greet@a !feeling@a !you@a \
            !#twoNumbers !whQuestion@l !imperative@l !roleplay@a !advice@a !joke@a !firstPerson@a !ending@i !logic@i \
            !argument@o !plan@l !extract@i -> knowledge+0.9
        knowledge.statement: #medium !#anyQuestion science@i !make@l -> knowledge+0.6
        # Reasoning
        reasoning.logic: logic@i !#passage -> reasoning+1.8
        reasoning.logic.often: logic@o -> reasoning+1.8
        reasoning.logic.any: logic@a !#passage -> reasoning+0.4
        reasoning.puzzle: puzzle@a !#passage !#options !howMany@i !mathNoun@i -> reasoning+2
        reasoning.puzzle.question: puzzle@a #anyQuestion !#passage -> reasoning+1
        reasoning.puzzle.often: puzzle@o !howMany@i !according@a -> reasoning+1.8
        reasoning.argument: argument@a #options subject@a !academic@o !law@o !#latex -> reasoning+1.6
        reasoning.argument.often: argument@o #options/subject@a/infer@a/logic@a !#latex -> reasoning+1.6
        reasoning.possible: infer@t firstPerson@o/scenario@o/person@o !academic@o !science@o !howMany@i -> reasoning+2 \
            extraction-1.5
        reasoning.person.context: person@a infer@a/wouldBe@a/ending@a context@c #short/#medium !#amounts -> \
            reasoning+2 extraction-1
        reasoning.person.infer: person@a infer@i #question !fact@i !howMany@i !#passage !academic@o -> reasoning+1.4
        reasoning.yesno: labelPair@i !verify@i modal@l/auxiliary@l #question !#quote !#passage !passage@i !entail@a \
            !review@a !sentiment@i !toxic@i !context@c !academic@o #short/#medium -> reasoning+3 classification-3
        reasoning.label: ending@c #short/#medium !codeStrong@i -> reasoning+1.4
        reasoning.family: relation@o howMany@i !#price -> reasoning+3 math-2
        reasoning.echo: #echo #short/#medium !#apart !context@c !according@i !fact@i !howMany@i !codeStrong@a \
            !mathNoun@i !academic@a !classify@i !labelPair@i !passage@i !#amounts !science@a !subject@i -> \
            reasoning+1.3
        reasoning.relation.often: relation@o !howMany@i !#passage -> reasoning+1.6
        reasoning.sequence: puzzle@i #numeric !mathVerb@i -> reasoning+2 math-1.5
        reasoning.options.home: #options everyday@a !academic@a !subject@i !fact@i !howMany@i !mathNoun@i !classify@i \
            -> reasoning+1
        reasoning.proof: logic@i !firstPerson@a conditional@a labelPair@i/verify@i/classify@i !entail@a !review@a \
            !sentiment@a -> reasoning+2 classification-2
        reasoning.rules: conditional@o labelPair@i !entail@a !review@a !sentiment@i !questionWord@c #short/#medium -> \
            reasoning+1.5 classification-1
        reasoning.ending: ending@i !explain@l #options/#bullets/whQuestion@i !fact@i !mathNoun@i !codeStrong@i -> \
            reasoning+1.4
        reasoning.ending.short: ending@i !explain@l #short/#medium !fact@i !mathNoun@i !codeStrong@i !make@l !#latex \
            -> reasoning+1
        reasoning.order: order@o #anyQuestion !howMany@i !#price !#passage !fact@o !summarize@i -> reasoning+1.2
        reasoning.order.people: order@o person@o !howMany@i !#price !summarize@i -> reasoning+1.4
        reasoning.person: person@a #question !fact@o !fact@t !#amounts !#passage !science@o !codeStrong@a !make@l \
            !verse@i -> reasoning+1.2
        reasoning.person.often: person@o #question !#amounts !howMany@i !#passage !make@l -> reasoning+1
        reasoning.conditional: conditional@o #anyQuestion !#latex !codeStrong@a !#passage -> reasoning+1.2
        reasoning.conditional.everyday: conditional@a person@a/everyday@a #anyQuestion !howMany@i !firstPerson@i \
            !#passage -> reasoning+0.6
        reasoning.modal: modal@l #question #short/#medium !whQuestion@l !howQuestion@l !whyQuestion@l !please@i !you@i \
            !firstPerson@i !codeStrong@a !academic@a !advice@i -> reasoning+1.4
        reasoning.home: everyday@a #question #short/#medium !fact@a !academic@a !science@o !howMany@i !#amounts \
            !firstPerson@i !codeStrong@a !#nonLatin !make@l !howQuestion@l !#proper -> reasoning+1
        reasoning.infer: infer@i #anyQuestion -> reasoning+1.4
        reasoning.cause: cause@i #options/#quote/scenario@a -> reasoning+0.8
        reasoning.would: wouldBe@i #question !idea@i !roleplay@i !explain@i !selfQuestion@i !you@i !advice@i !fact@i \
            !codeStrong@a -> reasoning+2.4 knowledge-0.8
        reasoning.everyday: whQuestion@i !#equation #question #short/#medium !howQuestion@l !idea@i !roleplay@i \
            !#given !#proper !fact@i !science@a !define@i !explain@i !codeStrong@a !mathNoun@i !you@a !selfQuestion@a \
            !advice@a !howMany@i !#nonLatin !#twoNumbers !law@a !academic@a !labelNoun@i -> reasoning+2.4
        reasoning.late: whQuestion@i !#equation !whQuestion@l #question #short !#proper !academic@a !science@a !fact@i \
            -> reasoning+1.4
        reasoning.scenario: scenario@a #question #short/#medium !fact@a !#manyNumbers !#twoNumbers !you@a !advice@a \
            !feeling@a -> reasoning+1
        reasoning.scenario.options: scenario@a #options !science@o !fact@i -> reasoning+1.2
        reasoning.options: #options !science@a !fact@a !law@a !subject@i -> reasoning+1.4
        reasoning.passage.options: #options #passage infer@t/scenario@o -> reasoning+1.6 extraction-1
        reasoning.story: scenario@o #question infer@t/whyQuestion@t !according@i -> reasoning+1.4
        reasoning.story.likely: #passage infer@t scenario@a !according@i -> reasoning+1.5 extraction-1.5
        reasoning.story.asked: #story #question !#given !review@i !classify@i !fact@o !academic@o !science@o \
            !howMany@i !#manyAmounts !#price !codeStrong@a !you@a !advice@a !mathNoun@i !law@o !firstPerson@i \
            !#passage !#trace -> reasoning+1.8 knowledge-1
        reasoning.story.logic: #story conditional@o/order@o/puzzle@a #question !howMany@i !#passage !firstPerson@i \
            !codeStrong@a -> reasoning+1
        reasoning.puzzle.told: puzzle@a !academic@a !fact@a #medium !howMany@i !mathVerb@l !codeStrong@a !make@l \
            !classify@i !#given !summarize@i -> reasoning+1
        reasoning.logic.pair: logic@i labelPair@i conditional@a !review@a !sentiment@i !toxic@i -> reasoning+1.5 \
            classification-1.5
        reasoning.puzzle.code: puzzle@a codeStrong@i -> reasoning-2.5
        reasoning.why: whyQuestion@i scenario@a -> reasoning+1
        reasoning.relation: relation@a #question !#passage -> reasoning+1
        """
}
