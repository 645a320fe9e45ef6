import GatewayRouting
import GatewayTraining
import Testing

struct ComplexityTrainerTests {
    private static let prior = ComplexityTrainer.Prior(
        base: 0,
        parts: [.code: 0.2],
        floors: [.logic: 0.05],
        tasks: [.math: 0.4],
        strength: 1,
        taskStrength: 1
    )

    private static func sample(
        _ part: ComplexityPart,
        _ difficulty: Double,
        weight: Double = 1
    ) -> ComplexityTrainer.Sample {
        var parts = SIMD32<Float>.zero
        parts[Int(part.rawValue)] = 1
        return ComplexityTrainer.Sample(parts: parts, task: .chat, difficulty: difficulty, weight: weight)
    }

    @Test func `a part that goes with difficulty gets a weight, one that goes against it its floor`() throws {
        let samples = (0..<200).flatMap { _ in [Self.sample(.numbers, 0.8), Self.sample(.logic, 0)] }
        let weights = ComplexityTrainer.fit(samples, prior: Self.prior)
        #expect(try #require(weights.parts[.numbers]) > 0.4)
        #expect(weights.parts[.logic] == 0.05)
        #expect(weights.parts.values.allSatisfy { $0 >= 0 })
    }

    @Test func `without samples the prior is what is left`() throws {
        let weights = ComplexityTrainer.fit([], prior: Self.prior)
        #expect(abs(try #require(weights.parts[.code]) - 0.2) < 1e-6)
        #expect(abs(try #require(weights.tasks[.math]) - 0.4) < 1e-6)
        #expect(weights.parts[.numbers] == 0)
    }

    @Test func `a strong prior on tasks leaves the difference to the parts`() throws {
        var strict = Self.prior
        strict.taskStrength = 10_000
        let samples = (0..<50).map { _ in Self.sample(.numbers, 0.8) }
        let free = ComplexityTrainer.fit(samples, prior: Self.prior)
        let held = ComplexityTrainer.fit(samples, prior: strict)
        #expect(try #require(held.tasks[.chat]) < 0.01)
        #expect(try #require(free.tasks[.chat]) > 0.2)
        #expect(try #require(held.parts[.numbers]) > #require(free.parts[.numbers]))
    }

    @Test func `a weight counts like as many samples`() throws {
        let once = ComplexityTrainer.fit([Self.sample(.numbers, 0.8, weight: 3)], prior: Self.prior)
        let thrice = ComplexityTrainer.fit((0..<3).map { _ in Self.sample(.numbers, 0.8) }, prior: Self.prior)
        #expect(abs(try #require(once.parts[.numbers]) - #require(thrice.parts[.numbers])) < 1e-6)
        #expect(try #require(once.parts[.numbers]) > 0.1)
    }

    @Test func `sets weigh alike, and all together as before`() {
        let samples = (0..<4).map { Self.sample(.numbers, Double($0) / 4) }
        let weights = ComplexityTrainer.alike(samples, sets: ["a", "a", "a", "b"]).map(\.weight)
        #expect(weights.prefix(3).allSatisfy { abs($0 - 2.0 / 3) < 1e-9 })
        #expect(abs(weights[3] - 2) < 1e-9)
        #expect(abs(weights.reduce(0, +) - 4) < 1e-9)
    }

    @Test func `the weights that ship are no prior's alone and none is below zero`() {
        let prior = ComplexityTrainer.Prior.shipped
        #expect(prior.taskStrength > prior.strength)
        #expect(prior.floors.values.allSatisfy { $0 > 0 })
    }
}
