extension TaskRule {
    /// Work on a given text: translation, summary, extraction, classification.
    static let textRules = """
        # Translation
        translation.verb: translate@i -> translation+3
        translation.lead: translate@l -> translation+1.5
        translation.verb.language: translate@i language@i -> translation+1.5
        translation.code: translate@i codeStrong@o -> translation-2
        translation.code.dense: translate@i #codeDense -> translation-3.5 code+1
        translation.into: intoLanguage@i -> translation+1.2
        translation.into.lead: intoLanguage@l #short -> translation+1
        translation.into.made: intoLanguage@i make@i prose@i/verse@i/message@i/copy@i -> translation-1
        translation.into.quote: intoLanguage@i #quote -> translation+0.8
        translation.say: howSay@i -> translation+1.6
        translation.say.language: howSay@i language@i/intoLanguage@i -> translation+2
        translation.mixed: intoLanguage@i/language@i #mixedScript -> translation+1
        translation.label: language@c -> translation+1.6
        translation.label.end: language@c language@t #labelEnd -> translation+2
        translation.version: language@o !#passage -> translation+0.8
        translation.pair: languagePair@c -> translation+2.5 code-1.5
        translation.pair.any: languagePair@l #short/#medium !make@l -> translation+1
        translation.meaning: define@i/whQuestion@l #quote intoLanguage@i -> translation+1.4 knowledge-0.8
        translation.two: language@i intoLanguage@i !make@l -> translation+0.8
        translation.given: intoLanguage@i #given !make@l !codeStrong@i !summarize@i !classify@i !extract@i -> \
            translation+1
        translation.asked: intoLanguage@i please@i/imperative@l/howQuestion@l #given/#short !make@l !prose@i !fact@i \
            !codeStrong@i !explain@l -> translation+1
        translation.what: intoLanguage@i whQuestion@l #short !fact@i !codeStrong@i !science@a -> translation+1.2 \
            knowledge-1
        translation.made: make@l translate@i !translate@l verse@i/prose@i -> translation-2
        # Summaries
        summary.verb: summarize@i -> summarization+2.8
        summary.lead: summarize@l -> summarization+1.2
        summary.passage: summarize@i #passage/#passageFirst/passage@i -> summarization+1
        summary.points: keyPoints@i -> summarization+1.8
        summary.points.passage: keyPoints@i #passage/#passageFirst/passage@i -> summarization+1.6 knowledge-1.2
        summary.title: headline@i make@i/#colonHead #passage/passage@i -> summarization+3
        summary.title.made: headline@i passage@i -> writing-1.5
        summary.title.article: headline@i context@c -> summarization+2
        summary.title.end: headline@t #labelEnd -> summarization+2
        summary.dialog: #dialog summarize@i -> summarization+0.8
        summary.key: keyPoints@i extract@i/according@i !summarize@i -> summarization+1.2 extraction-2
        summary.code: summarize@i #codeDense -> summarization-1
        summary.brief: brief@i #passage/#passageFirst !make@l !prose@i !sentenceNoun@i -> summarization+1.6
        summary.brief.given: brief@i #given passage@i/summarize@i/keyPoints@i !sentenceNoun@i -> summarization+1
        summary.points.given: keyPoints@i #given !codeStrong@i !labelPair@i -> summarization+1.2 knowledge-1
        summary.own: summarize@i rewrite@i !#passage -> summarization-2
        # Extraction
        extraction.verb: extract@i -> extraction+2.4
        extraction.lead: extract@l -> extraction+1
        extraction.entity: extract@i entity@i -> extraction+1.4
        extraction.field: field@i extract@i/passage@i !codeStrong@i -> extraction+1.2
        extraction.according: according@i #passage/#given/#lines/#passageFirst/#quote -> extraction+1.6
        extraction.according.bare: according@i !#passage !#given !#lines !#passageFirst !#quote -> extraction+0.6
        extraction.according.question: according@i #anyQuestion #passage/#given/#lines/#passageFirst/#quote -> \
            extraction+1
        extraction.passage: #passage #question #apart !summarize@i !classify@i !labelPair@i -> extraction+2.4 \
            knowledge-1
        extraction.passage.inline: #passage #question !#apart !summarize@i !classify@i !labelPair@i -> extraction+0.3
        extraction.question: passageQuestion@i passage@i/context@c/#passage !#short -> extraction+2
        extraction.asked: passageQuestion@i #passage #anyQuestion -> extraction+1.2 math-1
        extraction.label: context@c questionWord@c -> extraction+2
        extraction.context: context@c #anyQuestion #passage -> extraction+1
        extraction.listed: #bullets #passage context@c !make@t -> extraction+2.2
        extraction.echo.many: #echo #apart howMany@i #passage/context@c !person@a !#price -> extraction+2.5 math-2.5
        extraction.quoted: #longQuote whQuestion@l !#passage !classify@i !labelPair@i !#choice !person@a !translate@i \
            !intoLanguage@i !labelNoun@i !toxic@i !mathNoun@a -> extraction+1.8 knowledge-1.5
        extraction.echo: #echo #apart !person@o !howMany@i !#price !options@a !argument@a !classify@i !labelPair@i \
            !order@o !puzzle@a -> extraction+1.5
        extraction.echo.passage: #echo #passage #apart/passage@i/context@c/according@i/passageQuestion@i !#options \
            !howMany@i !classify@i !labelPair@i !summarize@i !keyPoints@i -> extraction+1
        extraction.echo.context: #echo context@c/according@i/passageQuestion@i -> extraction+1.2 knowledge-0.8
        extraction.echo.maker: #echo context@c questionWord@c/answerWord@c -> extraction+0.6
        extraction.seek: seek@i #given !#options !choose@i !make@i !summarize@i !keyPoints@i !classify@i !labelPair@i \
            !translate@i !intoLanguage@i !howSay@i !rewrite@i !codeStrong@i !codeTool@i !mathVerb@i !mathNoun@i \
            !puzzle@a !logic@i !labelNoun@i !explain@l !brief@i !verdict@i !passageQuestion@i !questionMaker@i \
            !science@o !academic@o -> extraction+1.2 knowledge-0.4
        extraction.seek.entity: seek@i/imperative@l/please@i entity@i/field@i #given !make@i !summarize@i !classify@i \
            !labelPair@i !translate@i !rewrite@i !codeStrong@i !#codeDense -> extraction+1.2
        extraction.given: #given whQuestion@i/howMany@i #anyQuestion !#options !#choice !summarize@i !keyPoints@i \
            !classify@i !labelPair@i !translate@i !intoLanguage@i !howSay@i !define@i !codeStrong@a !codeTool@i \
            !mathVerb@i !mathNoun@i !puzzle@a !logic@i !labelNoun@i !toxic@i !firstPerson@l !verdict@i !#latex \
            !infer@i !person@a !passageQuestion@i !questionMaker@i !verify@i !science@o !academic@o -> extraction+1.2 \
            knowledge-1
        extraction.given.asked: #given #passage passageQuestion@i !logic@i !puzzle@a !#options !science@o !academic@o \
            !summarize@i !classify@i -> extraction+1.2
        extraction.according.given: according@i #given !summarize@i !classify@i -> extraction+1
        extraction.fields: field@i #given #commaList/#identifier/#colonEnd !make@l !codeVerb@i !codeStrong@i -> \
            extraction+1.2
        extraction.options: #options #passage #question !according@i !context@c !passageQuestion@i -> extraction-1.5
        extraction.maker: questionMaker@i -> extraction+2.2
        extraction.passage.who: #passage #apart whQuestion@t !summarize@i !classify@i !labelPair@i -> extraction+1
        extraction.code: extract@i #codeDense -> extraction-1
        extraction.made: according@i make@l verse@i/message@i/sentenceNoun@i -> extraction-1.5 writing+1
        # Classification
        class.verb: classify@i !academic@o -> classification+2.4 knowledge-0.5
        class.verb.choice: classify@i academic@o #choice/#passage/labelNoun@i -> classification+2
        class.review.bare: #passage review@a/sentiment@a !#question !make@l !summarize@i !extract@i -> \
            classification+0.4
        class.verb.question: classify@l whQuestion@l !academic@a !science@a -> classification+0.6 knowledge-1.2
        class.lead: classify@l -> classification+0.8
        class.lead.study: classify@l academic@o #given/#choice -> classification+1.5 knowledge-1.5
        class.verdict: verdict@i #given/#choice/labelNoun@i !codeStrong@i !mathNoun@i !#options -> classification+1.6
        class.claim: verify@i !questionWord@i #given/#quote/labelPair@i !#options !logic@i -> classification+1.4
        class.pick: choose@l/imperative@l classify@i #given/#commaList !#options !whQuestion@l -> classification+0.8
        class.verdict.label: verdict@i classify@i/labelNoun@a/labelPair@a -> classification+1
        class.choice.given: #choice #given #question !#options !person@a !logic@i !puzzle@a !order@o !howMany@i \
            !codeStrong@a -> classification+0.8 extraction-0.6
        class.how: howQuestion@l classify@i !review@a !sentiment@a !#given !howMany@i -> classification-2.6
        class.pair: labelPair@i -> classification+2
        class.pair.question: labelPair@i #choice/#anyQuestion/#quote -> classification+0.8
        class.sentiment: sentiment@i -> classification+1.4
        class.review: review@i sentiment@i/labelPair@i/labelNoun@i/classify@i -> classification+1.4 extraction-0.8 \
            knowledge-0.6
        class.label: labelNoun@c -> classification+1.2
        class.label.end: labelNoun@t #labelEnd/#passage !howMany@i !#latex !academic@o -> classification+1.4
        class.rating.label: review@c labelNoun@t -> classification+2.5
        class.choice: #choice labelNoun@i/classify@i/labelPair@i -> classification+1.2
        class.which: whQuestion@l labelNoun@i #quote/#colonHead/#choice !#passage !academic@o -> classification+1.5
        class.choice.open: #choice #question !#options -> classification+0.8
        class.entail: entail@o -> classification+1.6
        class.entail.verify: entail@i labelPair@a/verify@a -> classification+2
        class.toxic: toxic@i #anyQuestion/#quote/classify@i/labelPair@i -> classification+1.8
        class.verify: verify@i -> classification+0.8
        class.rating: labelNoun@i review@i #twoNumbers/#quote/#passage -> classification+0.8
        class.options: labelNoun@i options@i -> classification+1
        class.code: classify@i codeStrong@i make@i/codeVerb@i -> classification-1.5
        """
}
