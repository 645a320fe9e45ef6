/// Makes prompts of about the length and variety of what people ask, always the same ones for a seed.
struct PromptMaker {
    private static let openings = [
        "How do I", "How can I", "What is the best way to", "Is it possible to", "Please explain how to",
        "I need to", "Can you show me how to", "Why can't I", "When should I", "What happens if I",
    ]
    private static let verbs = [
        "install", "repair", "paint", "configure", "translate", "compare", "delete", "restore", "measure", "clean",
        "share", "sell", "import", "encrypt", "schedule", "print", "test", "rename", "upgrade", "refund",
    ]
    private static let adjectives = [
        "old", "broken", "wireless", "shared", "monthly", "wooden", "encrypted", "foreign", "small", "expired",
        "second", "public", "electric", "missing", "temporary", "annual",
    ]
    private static let nouns = [
        "database", "bicycle", "kitchen table", "tax return", "bank account", "calendar", "password", "contract",
        "printer", "garden fence", "guitar", "spreadsheet", "router", "passport", "laptop battery", "invoice",
        "mailing list", "web server", "heating system", "photo album", "rental agreement", "phone number",
    ]
    private static let places = [
        "at home", "in the office", "on my phone", "in Germany", "without a network", "on Linux", "before Monday",
        "after an update", "for a large team", "with little money", "in a spreadsheet", "on a remote machine",
    ]

    private var state: UInt64

    init(seed: UInt64) { self.state = seed }

    private mutating func draw(_ most: Int) -> Int {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(most))
    }

    private mutating func one(of words: [String]) -> String { words[self.draw(words.count)] }

    /// The next prompt; one in four has a number, one in three a second sentence.
    mutating func next() -> String {
        var text =
            self.one(of: Self.openings) + " " + self.one(of: Self.verbs) + " the " + self.one(of: Self.adjectives)
        text += " " + self.one(of: Self.nouns)
        if self.draw(4) == 0 { text += " number \(2 + self.draw(500))" }
        text += " " + self.one(of: Self.places) + "?"
        guard self.draw(3) == 0 else { return text }
        return text + " I have tried to " + self.one(of: Self.verbs) + " the " + self.one(of: Self.nouns) + " already."
    }

    /// The same question in slightly other words.
    static func reworded(_ text: String) -> String {
        text.replacing("How do I", with: "How can I").replacing("the best way to", with: "a good way to")
            .replacing("I need to", with: "I want to").replacing("Please explain", with: "Explain")
            .replacing("Is it possible to", with: "Can I")
    }
}
