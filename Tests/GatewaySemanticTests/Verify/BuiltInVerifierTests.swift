import Testing

@testable import GatewaySemantic

struct BuiltInVerifierTests {
    @Test func `the verifier of the program is whole and has a calibration`() throws {
        let verifier = try #require(Verifier.builtIn)
        #expect(verifier.model.trees > 50)
        let calibration = try #require(verifier.model.calibration)
        #expect(calibration.judged.total.count > 500)
        // Not drawn from any operator's traffic: it may estimate, and the strictest bounds are not estimated either.
        #expect(calibration.startingLimit(most: 0.001) == nil)
        #expect(calibration.startingLimit(most: 0.01, exactShare: 0.9) != nil)
    }

    @Test func `a stricter share never begins with a looser limit`() throws {
        let calibration = try #require(Verifier.builtIn?.model.calibration)
        var last: Float = -1
        for percent in 1...30 {
            let limit = calibration.startingLimit(most: Double(percent) / 100) ?? -1
            #expect(limit >= last)
            last = limit
        }
    }

    @Test func `what differs lowers the score`() throws {
        let verifier = try #require(Verifier.builtIn)
        let same = SpelledVectors.features("how do i sort a list in python", "how can i sort a list in python")
        for (a, b) in [
            ("how do i sort a list in python", "how do i sort a list in java"),
            ("how do i sort 5 numbers in python", "how do i sort 9 numbers in python"),
            ("how do i sort a list in python", "why do i not sort a list in python"),
        ] {
            #expect(verifier.score(SpelledVectors.features(a, b)) < verifier.score(same))
        }
    }
}
