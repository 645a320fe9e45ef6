import Testing

@testable import GatewaySemantic

struct BoundMathTests {
    @Test(
        arguments: [
            (0.5, -0.693_147_180_559_945_3), (1, 0), (2.718_281_828_459_045, 1), (1e-300, -690.775_527_898_213_7),
            (123_456.789, 11.723_646_487_185_881),
        ])
    func `the logarithm has fourteen digits`(x: Double, expected: Double) {
        #expect((BoundMath.ln(x) - expected).magnitude <= 1e-13 * max(1, expected.magnitude))
    }

    @Test(
        arguments: [
            (0, 1), (1, 2.718_281_828_459_045), (-1, 0.367_879_441_171_442_3), (50, 5.184_705_528_587_072e21),
            (-700, 9.859_676_543_759_77e-305),
        ])
    func `the exponential has thirteen digits`(x: Double, expected: Double) {
        #expect((BoundMath.exp(x) / expected - 1).magnitude <= 1e-13)
    }

    @Test(
        arguments: [
            (0.5, 0.572_364_942_924_700_1), (1, 0), (5, 3.178_053_830_347_946), (10.5, 13.940_625_219_403_763),
            (1000, 5905.220_423_209_181), (0.001, 6.907_178_885_383_853),
        ])
    func `the gamma function has twelve digits`(x: Double, expected: Double) {
        #expect((BoundMath.logGamma(x) - expected).magnitude <= 1e-12 * max(1, expected.magnitude))
    }

    @Test(arguments: [(0.975, 1.959_963_984_540_054), (0.5, 0), (0.001, -3.090_232_306_167_813)])
    func `the normal quantile has nine digits`(probability: Double, expected: Double) {
        #expect((BoundMath.normalQuantile(probability) - expected).magnitude <= 1e-9)
    }

    @Test func `what cannot be computed is a limit and no trap`() {
        #expect(BoundMath.ln(0) == -Double.infinity)
        #expect(BoundMath.ln(-1) == -Double.infinity)
        #expect(BoundMath.exp(1e9) == Double.infinity)
        #expect(BoundMath.exp(-1e9) == 0)
        #expect(BoundMath.logistic(-1e9) == 0)
        #expect(BoundMath.lnOnePlus(1e-18) == 1e-18)
    }
}
