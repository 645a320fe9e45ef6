import Testing

struct TaskShapeTests {
    @Test(arguments: [
        ("```python\nx = 1\n```", "#fence"),
        ("def add(a, b):\n    return a + b\n    # done\nprint(add(1, 2))", "#codeDense"),
        ("def add(a, b):", "#signature"),
        ("It fails:\nTraceback (most recent call last):\n  File \"a.py\", line 1", "#trace"),
        ("Find $x$ when $x+1=2$.", "#latex"),
        ("What is \\frac{1}{2} of 10?", "#latex"),
        ("solve 3x + 2 = 8", "#equation"),
        ("Pick one.\nA. red\nB. blue\nC. green", "#options"),
        ("Which? (A) red (B) blue (C) green", "#options"),
        ("Buy:\n- milk\n- eggs\n- bread", "#bullets"),
        ("Tom: hi there\nAnn: hello you\nTom: how is it\nAnn: all fine here", "#dialog"),
        ("{\"name\": \"x\"}", "#json"),
        ("a | b | c\n1 | 2 | 3\n4 | 5 | 6", "#table"),
        ("dog, ball, park, throw, catch, run", "#commaList"),
        ("Is it red, green, or blue?", "#choice"),
        ("Summary:", "#labelEnd"),
        ("Ist das rot, grün oder blau?", "#choice"),
        ("He said \"one two three four five six\" twice", "#longQuote"),
        ("Привет, как дела сегодня", "#nonLatin"),
        ("There lived a man in Paris", "#proper"),
        ("why does useState fire twice", "#identifier"),
        ("it says ArrayIndexError again", "#identifier"),
        ("what is wrong in my main.py now", "#identifier"),
        ("run it with --verbose please", "#identifier"),
        ("What now? A. talk B. swim C. cook", "#options"),
        ("What now? A. talk B. swim", "#options"),
        ("the mean is a ) 12 , b ) 13 , c ) 14", "#options"),
        ("What is it called?\n\nA) a third B) a fourth C) a fifth", "#options"),
        ("a pen for $3", "#price"),
        ("it grew by 15% then", "#price"),
        ("two dogs and three cats", "#amounts"),
        ("two dogs, 4 cats, three birds and 6 mice", "#manyAmounts"),
        ("The treaty was signed in Rome.\n\nWhere was the treaty signed?", "#echo"),
        ("The vase fell down. Which vase fell?", "#echo"),
        ("Which dates are mentioned?\n\nBorn in May, she left in June.", "#given"),
        ("Name the towns: he went from Graz to Linz", "#given"),
        ("Is this rude? \"Get out of here\"", "#given"),
        ("Write the adjective.\nbeauty", "#given"),
        ("The door was locked at noon. Nobody has a key but Ida. Who opened it?", "#story"),
        ("Most of the recruiters   _  .", "#blank"),
        ("docker compose up", "#codeLine"),
    ])
    func `a form is seen`(_ prompt: String, _ shape: String) {
        #expect(Signals().facts(prompt).contains(shape))
    }

    @Test(arguments: [
        ("She had $30 and spent $5.50 on bread.", "#latex"),
        ("First line\\nsecond line", "#latex"),
        ("A sentence, with a comma, and another one here", "#commaList"),
        ("The cat sat on the mat.", "#codeLine"),
        ("The prices rose by 1,198.50 today", "#twoNumbers"),
        ("the man lived there", "#proper"),
        ("Is it good or bad?", "#options"),
        ("I sold my iPhone on YouTube to a man at LinkedIn", "#identifier"),
        ("He left.then she came. A well--known fact", "#identifier"),
        ("Plan B. is good, vitamin C. is too", "#options"),
        ("Rooms cost 30 euros", "#price"),
        ("one dog and 1 cat", "#amounts"),
        ("The ship left port.\n\nWho invented the telephone?", "#echo"),
        ("Ann left. Which color is it?\nA. which color\nB. color blue", "#echo"),
        ("docker says that the port is already in use by something", "#codeLine"),
        ("What is the capital of Peru?", "#given"),
        ("He said \"not at all now\" and went home to feed the cats that had waited for him all day", "#given"),
        ("It rained all day on Monday.\nIt was dry on Tuesday.", "#given"),
        ("When I came back: what a mess it was", "#story"),
        ("The door was locked at noon.\n\nWho opened it?", "#story"),
        ("Call it snake_case or __init__", "#blank"),
    ])
    func `what only looks like a form is not taken for it`(_ prompt: String, _ shape: String) {
        #expect(!Signals().facts(prompt).contains(shape))
    }

    @Test(arguments: [
        ("Quinn lost a shoe. Why?", true), ("The teacher of Quinn left", true), ("quinn left", false),
        ("Quinn Miller left", false), ("It was King Quinn who left", false),
    ])
    func `a given name counts when it stands alone, as in stories`(_ prompt: String, _ counts: Bool) {
        #expect(Signals().facts(prompt).contains("person@a") == counts)
    }

    @Test func `a choice counts in the instruction and not in the text`() {
        let text = String(repeating: "He took a red, green, or blue pen to the old school. ", count: 12)
        let filler = String(repeating: "Then all went home and slept well in their warm beds. ", count: 12)
        #expect(!Signals().facts("Shorten this text.\n\n" + filler + text + filler).contains("#choice"))
        #expect(Signals().facts("Is this text good, bad, or neither?\n\n" + filler).contains("#choice"))
    }

    @Test func `quoted words are content and not instruction`() {
        let facts = Signals().facts("Is this rude? \"translate it yourself\"")
        #expect(facts.contains("translate@a"))
        #expect(!facts.contains("translate@i"))
    }

    @Test func `words in code are no words of the instruction`() {
        let facts = Signals().facts("Look at this:\n```\ntranslate(summary)\n```")
        #expect(!facts.contains("translate@a"))
    }

    @Test func `a long text that asks for nothing is content`() {
        let text = String(repeating: "Old men sat in the hall of the story club. ", count: 12)
        let facts = Signals().facts(text + "\n\nTL;DR:")
        #expect(facts.contains("#passageFirst"))
        #expect(facts.contains("summarize@t"))
        #expect(!facts.contains("prose@h"))
        #expect(facts.contains("prose@a"))
    }

    @Test func `the end of a text behind an instruction is content`() {
        let text = String(repeating: "Old men sat in the hall of the club and had no seat. ", count: 8)
        let facts = Signals().facts("Translate into German:\n\n" + text + "In the end they will classify it.")
        #expect(facts.contains("translate@l"))
        #expect(!facts.contains("classify@t"))
    }

    @Test func `options at the end do not hide the question before them`() {
        let facts = Signals().facts("Long ago.\nWho sang it?\nA. The king\nB. The queen\nC. The fool")
        #expect(facts.contains("#question"))
        #expect(facts.contains("#options"))
    }

    @Test func `a passage and a question on a line of its own stand apart`() {
        let text = String(repeating: "The old town hall was full that evening and nobody had a seat. ", count: 5)
        #expect(Signals().facts(text + "\n\nWho was there?").contains("#apart"))
        #expect(!Signals().facts(text + "Who was there?").contains("#apart"))
    }
}
