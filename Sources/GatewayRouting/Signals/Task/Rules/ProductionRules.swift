extension TaskRule {
    /// Code, mathematics and writing: what is made or worked out.
    static let productionRules = """
        # Code
        code.fence: #fence -> code+2.5
        code.fenced: #fence #codeLine -> code+1.5
        code.dense: #codeDense -> code+2.5
        code.dense.formula: #codeDense #latex !codeStrong@a !#signature !#fence -> code-2
        code.line: #codeLine -> code+0.8
        code.identifier: #identifier !#latex !#passage -> code+1.8
        code.identifier.long: #identifier !#latex #passage -> code+0.6
        code.trace: #trace -> code+3
        code.signature: #signature !#latex -> code+2.5
        code.strong: codeStrong@i !translate@l -> code+2.2
        code.strong.body: codeStrong@a -> code+0.4
        code.strong.often: codeStrong@o !#passage -> code+1
        code.strong.made: codeStrong@i make@i/codeVerb@i -> code+1.5
        code.plain: codePlain@i make@i/codeVerb@i/codeTool@i/howQuestion@l/explain@l/codeTrouble@i !prose@i !copy@i \
            !science@a !academic@a !#passage !language@a !fact@i -> code+1.6
        code.plain.verb: codePlain@i codeVerb@i -> code+1.5
        code.plain.often: codePlain@o !#passage !academic@o -> code+1
        code.verb: codeVerb@i -> code+1.6
        code.weak: codeWeak@i make@i/codeVerb@i/howQuestion@l/please@i !prose@i !#passage -> code+0.6
        code.weak.often: codeWeak@o !#passage -> code+0.8
        code.trouble: codeTrouble@i codeStrong@a/#codeLine/codeWeak@i/#trace -> code+1.6
        code.tool: codeTool@i -> code+2
        code.tool.code: codeTool@i #codeLine/#fence -> code+2
        code.contest: codeWeak@o #bullets/#lines/#equation #manyNumbers codeStrong@a/codeWeak@i -> code+1
        code.asked: codeStrong@i #short/#medium whQuestion@l/howQuestion@l/whyQuestion@l/compare@i -> code+1 \
            knowledge-0.6
        code.quoted: codeStrong@a #short/#medium #quote !codeStrong@i !classify@i !translate@i !fact@i -> code+1.5
        code.media: codeStrong@i copy@i/prose@i make@l !#identifier !#codeLine !codeVerb@i -> code-3
        code.formula: #latex mathNoun@a !#fence !codeVerb@i -> code-1.5
        # Mathematics
        math.verb: mathVerb@i -> math+0.8
        math.verb.formula: mathVerb@i #equation/#latex/#numeric/mathNoun@i !codeStrong@i -> math+1.8
        math.noun: mathNoun@i !codeStrong@i !#passage !academic@o -> math+0.9
        math.noun.often: mathNoun@o !codeStrong@i !#passage -> math+1.4
        math.noun.many: howMany@i mathNoun@i -> math+0.8
        math.what: mathNoun@i whQuestion@i #twoNumbers/mathNoun@o/#equation/#latex !fact@o !#passage -> math+1.4 \
            knowledge-0.8
        math.what.numbers: #twoNumbers quantity@a/unit@a/mathNoun@a/mathVerb@a/money@a/#equation/#numeric #question \
            !#options !#passage !fact@i -> math+0.9 knowledge-0.7
        math.what.numeric: #numeric #short whQuestion@l !fact@i !#proper !science@a !puzzle@a !order@a -> math+1.2 \
            knowledge-0.8
        math.noun.question: mathNoun@i #question !fact@i !science@a !codeStrong@i !law@a !explain@l !academic@a \
            !#passage !classify@i -> math+0.8 knowledge-0.4
        math.latex: #latex !#codeDense !academic@o -> math+2.2
        math.latex.science: #latex !#codeDense academic@o -> math+0.8
        math.equation: #equation !#codeDense !#passage !#fence !academic@o -> math+1
        math.numeric: #numeric #short !make@l -> math+1.2
        math.prove: prove@l -> math+2
        math.prove.noun: prove@i mathNoun@i -> math+2
        math.word: #manyNumbers howMany@i quantity@a !#passage !#codeDense -> math+1.5
        math.word.two: #twoNumbers howMany@i !#codeDense -> math+1.2
        math.word.plain: howMany@i wordProblem@a/money@a quantity@a #medium/#long !#codeDense !according@i !context@c \
            -> math+1.2
        math.word.story: #twoNumbers howMany@i wordProblem@a/money@a/unit@a -> math+1.8
        math.word.any: howMany@t quantity@o -> math+1.2
        math.word.quantity: #twoNumbers quantity@o wordProblem@a #question -> math+1
        math.word.unit: #twoNumbers unit@o #anyQuestion -> math+0.8
        math.word.amounts: howMany@i #amounts !fact@i !academic@o !codeStrong@a !according@i -> math+1
        math.word.price: #price #amounts #question !fact@i !codeStrong@a !according@i -> math+1.2
        math.word.person: person@a howMany@t #amounts !#codeDense -> math+0.8
        math.unit: unit@a #amounts #question/#colonEnd !fact@i !academic@o !codeStrong@a !according@i !context@c \
            !order@o -> math+1
        math.many: #manyAmounts #question !#options !science@o !academic@o !fact@i !codeStrong@a !according@i \
            !context@c !order@o -> math+0.8
        math.story: #story howMany@i #amounts !fact@i !academic@o !codeStrong@a -> math+1.6 knowledge-1
        math.what.amounts: mathNoun@i whQuestion@i #amounts #short/#medium !fact@o !science@a !academic@a \
            !codeStrong@a -> math+1 knowledge-0.8
        math.price.total: #price quantity@a #question !#passage !fact@i !codeStrong@a !according@i -> math+1.2 \
            knowledge-0.6
        math.proof.group: mathNoun@o prove@i -> math+1
        # Writing
        writing.prose: make@i prose@i !codeStrong@i !codeTool@i -> writing+2.2
        writing.prose.lead: make@l prose@i !codeStrong@i !#passage !passage@i -> writing+1
        writing.verse: verse@i -> writing+2
        writing.verse.made: verse@i make@i -> writing+1.2
        writing.message: message@i make@i !codeStrong@i -> writing+2.2
        writing.message.asked: message@i please@i -> writing+0.8
        writing.copy: copy@i make@i -> writing+2
        writing.copy.alone: copy@i #short -> writing+0.6
        writing.rewrite: rewrite@i !codeStrong@i !codeTool@i -> writing+2.4
        writing.rewrite.lead: rewrite@l !codeStrong@i !codeTool@i !#codeDense -> writing+1.2
        writing.sentence: make@i sentenceNoun@i -> writing+2.4
        writing.sentence.asked: imperative@l/please@i sentenceNoun@i !codeStrong@i !classify@i !extract@i \
            !passageQuestion@i -> writing+1.6
        writing.rewrite.given: rewrite@i #given !codeStrong@i !codeTool@i !#codeDense -> writing+0.6
        writing.rewrite.how: howQuestion@l rewrite@i !#given !please@i !howSay@i -> writing-2.4
        writing.review: make@l review@i !summarize@i !classify@i !extract@i !codeStrong@i !#given -> writing+1.2
        writing.prose.asked: make@l prose@i/verse@i #anyQuestion !codeStrong@i !extract@i !summarize@i !translate@l -> \
            writing+1.5
        writing.summary: make@i summarize@i -> writing-3
        writing.make: make@l !codeStrong@i !#codeDense -> writing+0.9
        writing.idea: make@i idea@i !codeStrong@i -> writing+0.8
        writing.plan: make@i plan@i !codeStrong@i -> writing+1
        writing.list: #commaList #noMark !#anyQuestion !classify@i !labelPair@a !codeStrong@i !make@i -> writing+3 \
            knowledge-1 chat-1
        writing.role: roleplay@i make@i prose@i/verse@i/message@i/copy@i -> writing+1.2 chat-1
        writing.noun: prose@l/copy@l/message@l/verse@l/plan@l #short !#anyQuestion !whQuestion@l !howQuestion@l \
            !codeStrong@i !make@i !#passage !summarize@i !classify@i !extract@i -> writing+2
        writing.need: please@i prose@i/copy@i/verse@i/message@i #short/#medium !make@i !rewrite@i !summarize@i \
            !codeStrong@i !explain@l -> writing+1.6
        writing.story.given: make@l #bullets prose@i/sentenceNoun@i -> writing+1
        """
}
