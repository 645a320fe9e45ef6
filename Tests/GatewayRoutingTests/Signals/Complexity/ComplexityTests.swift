import GatewayRouting
import Testing

struct ComplexityTests {
    private static let seeds = [
        "What is the capital of France?", "Solve x + 1 = 2.", "Write a poem about the sea.", "",
        "Given an array of integers, return the two numbers that add up to a target.",
    ]
    private static let harder = [
        " There must be at least 3 of them.", " It was 12 and then 45 and then 78.",
        " First do this, then that, finally the rest.", " Consider $\\frac{a}{b}$ as well.",
        " (It is (nested (deeply (here))).)", " Electromagnetic thermodynamics counterexamples.",
        " Professor Alfred Wegener met Marie Curie.", " The enzyme and the protein and the molecule reacted.",
        " Prove the theorem for every polynomial and every prime number.", " Then another sentence follows here.",
    ]

    @Test(arguments: Self.seeds, Self.harder)
    func `more of anything hard never makes a prompt easier`(_ seed: String, _ addition: String) {
        let signals = Signals()
        for task in PromptTask.allCases {
            let before = signals.complexity(seed, task)
            let after = signals.complexity(seed + addition, task)
            #expect(after.value >= before.value)
            for part in ComplexityPart.allCases {
                #expect(after.parts[Int(part.rawValue)] >= before.parts[Int(part.rawValue)])
            }
        }
    }

    @Test(arguments: 1...30)
    func `a prompt that grows piece by piece grows in complexity`(_ seed: Int) {
        var numbers = SplitMix64(seed: UInt64(seed))
        let signals = Signals()
        var text = "Tell me"
        var last = signals.complexity(text, .reasoning).value
        for _ in 0..<25 {
            text += Self.harder[Int.random(in: 0..<Self.harder.count, using: &numbers)]
            let value = signals.complexity(text, .reasoning).value
            #expect(value >= last)
            last = value
        }
    }

    @Test(arguments: [
        ("What is 2+2?", "Prove that for all $n \\geq 3$ the polynomial $x^n + x + 1$ is irreducible."),
        ("who wrote hamlet", "Which 1887 treaty, signed by Bismarck and Shuvalov, did Caprivi let lapse in 1890?"),
        ("Where do you keep milk?", "A diatomic molecule in its first excited state emits a photon of 2.6 mm."),
    ])
    func `a hard prompt scores above an easy one`(_ easy: String, _ hard: String) {
        let signals = Signals()
        let low = signals.complexity(easy, signals.guess(easy).task).value
        let high = signals.complexity(hard, signals.guess(hard).task).value
        #expect(high > low + 0.05)
    }

    @Test(arguments: ["", "a", "?", String(repeating: "Prove $x^2$ (a (b)) 1 2 3 must. ", count: 5000)])
    func `the value stays within 0 and 1`(_ prompt: String) {
        for task in PromptTask.allCases {
            let value = Signals().complexity(prompt, task).value
            #expect(value >= 0 && value <= 1)
        }
    }

    @Test func `what the parts add up to is the value`() {
        let complexity = Signals().complexity("How many of the 12 students must leave?", .math)
        let base = Signals().complexity("", .math)
        let sum = complexity.explanation().reduce(Float(0)) { $0 + $1.contribution }
        let baseSum = base.explanation().reduce(Float(0)) { $0 + $1.contribution }
        #expect(abs(complexity.value - base.value - (sum - baseSum)) < 0.001)
        #expect(complexity.explanation().contains { $0.part == "numbers" })
    }

    @Test func `weights below zero count as none`() {
        let score = ComplexityScore(base: 0.2, tasks: [:], weights: [.numbers: -5])
        let signals = Signals()
        _ = signals.guess("1 2 3 4 5 6")
        #expect(score.score(task: .math, signals.scratch).value == 0.2)
    }
}
