import Testing

@testable import GatewayRouting

struct TaskTableTests {
    @Test func `every line of the word lists is read`() {
        let lexicon = Lexicon(WordList.all)
        #expect(lexicon.unknown == [])
        #expect(lexicon.phraseCount > 3000)
    }

    @Test func `every rule is read and has a name of its own`() {
        let (rules, unreadable) = TaskRule.read(TaskRule.tables)
        #expect(unreadable == [])
        #expect(rules.count <= RuleSet.capacity)
        #expect(Set(rules.map(\.name)).count == rules.count)
    }

    @Test(arguments: [
        "no arrow", "x: nothing@i -> code+1", "x: make@z -> code+1", "x: make@i -> cooking+1", "x: make@i -> code",
        "x: #nothing -> code+1", "x: make -> code+1",
    ])
    func `a rule with an unknown word is refused`(_ line: String) {
        #expect(TaskRule(Substring(line)) == nil)
    }

    @Test(arguments: ["nosense: a, b", "no colon", "make: one two three four five six seven eight"])
    func `a word list with an unknown sense or a phrase too long is reported`(_ line: String) {
        #expect(Lexicon([WordList("test", line)]).unknown.count == 1)
    }

    @Test(arguments: PromptTask.allCases)
    func `a task is found by its name`(_ task: PromptTask) {
        #expect(PromptTask(name: task.name) == task)
    }

    @Test(arguments: [
        ("RÉSUMER", "resumer"), ("naïve", "naive"), ("Łódź", "lodz"), ("ПЕРЕВЁЛ", "перевел"), ("أكتب", "اكتب"),
        ("ＡＢＣ", "abc"), ("İstanbul", "istanbul"), ("e\u{301}tude", "etude"), ("كِتاب", "كتاب"),
    ])
    func `spellings of a word meet`(_ one: String, _ other: String) {
        #expect(self.words(one) == self.words(other))
    }

    @Test(arguments: [
        ("a-b c_d", 4), ("C++ and C#", 3), ("don't", 2), ("你好吗", 3), ("안녕", 2), ("x1 2y", 2), ("", 0), ("…", 0),
    ])
    func `words are cut at marks, and each character of scripts without spaces is one`(_ text: String, _ count: Int) {
        #expect(self.words(text).count == count)
    }

    @Test func `a stem matches longer words and a whole word does not`() {
        let lexicon = Lexicon([WordList("test", "make: writ*\nprose: tale")])
        #expect(self.senses("writing", lexicon).contains(.make))
        #expect(self.senses("writ", lexicon).contains(.make))
        #expect(self.senses("wri", lexicon).isEmpty)
        #expect(self.senses("tale", lexicon).contains(.prose))
        #expect(self.senses("tales", lexicon).isEmpty)
    }

    @Test func `a phrase needs all its words in order, the last may be a stem`() {
        let lexicon = Lexicon([WordList("test", "howSay: how do you say*, how do\nmake: say")])
        #expect(self.senses("how do you saying", lexicon).contains(.howSay))
        #expect(self.senses("how do", lexicon).contains(.howSay))
        #expect(self.senses("how you do", lexicon).isEmpty)
    }

    private func words(_ text: String) -> [UInt64] {
        var text = text
        return text.withUTF8 { bytes in
            var cutter = WordCutter(bytes)
            var found: [UInt64] = []
            while let word = cutter.next() { found.append(word.hash) }
            return found
        }
    }

    private func senses(_ text: String, _ lexicon: Lexicon) -> SenseSet {
        var text = text
        return text.withUTF8 { bytes in
            var index = 0
            var words: [Word] = []
            while index < bytes.count {
                if let word = WordCutter.cut(bytes, from: &index, stems: lexicon) { words.append(word) }
            }
            return words.withUnsafeBufferPointer { lexicon.match($0, at: 0).senses }
        }
    }
}
