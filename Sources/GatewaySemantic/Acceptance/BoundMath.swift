/// The few functions that bounds and models need, the same with every C library.
enum BoundMath {
    /// The natural logarithm of a positive number; minus infinity for 0 and below.
    static func ln(_ x: Double) -> Double {
        guard x > 0 else { return -Double.infinity }
        guard x < Double.infinity else { return Double.infinity }
        // The significand is brought to about 1, where the series in s is short.
        var significand = x.significand
        var exponent = Double(x.exponent)
        if significand > 1.414_213_562_373_095 {
            significand /= 2
            exponent += 1
        }
        let s = (significand - 1) / (significand + 1)
        let square = s * s
        var sum = 0.0
        var divisor = 23.0
        while divisor >= 1 {
            sum = sum * square + 1 / divisor
            divisor -= 2
        }
        return exponent * 0.693_147_180_559_945_3 + 2 * s * sum
    }

    /// The exponential; 0 below the smallest number, infinity above the largest.
    static func exp(_ x: Double) -> Double {
        guard x > -745 else { return 0 }
        guard x < 709.78 else { return Double.infinity }
        let whole = (x * 1.442_695_040_888_963_4).rounded()
        // The two halves of ln 2 keep the rest exact.
        let rest = (x - whole * 0.693_147_180_369_123_8) - whole * 1.908_214_929_270_587_7e-10
        var sum = 1.0
        var divisor = 14.0
        while divisor >= 1 {
            sum = 1 + sum * rest / divisor
            divisor -= 1
        }
        return Double(sign: .plus, exponent: Int(whole), significand: sum)
    }

    /// The logarithm of 1 + x, exact for small x as well.
    static func lnOnePlus(_ x: Double) -> Double {
        let sum = 1 + x
        guard sum != 1 else { return x }
        return self.ln(sum) * x / (sum - 1)
    }

    /// The logistic function.
    static func logistic(_ x: Double) -> Double {
        x >= 0 ? 1 / (1 + self.exp(-x)) : self.exp(x) / (1 + self.exp(x))
    }

    /// The logarithm of the gamma function of a positive number.
    ///
    /// Stirling's series above 12, reached by the recurrence below.
    static func logGamma(_ given: Double) -> Double {
        guard given > 0 else { return Double.infinity }
        var x = given
        var shift = 0.0
        while x < 12 {
            shift -= self.ln(x)
            x += 1
        }
        let inverse = 1 / x
        let square = inverse * inverse
        let tail = 1.0 / 1680 - square * (1.0 / 1188 - square * (691.0 / 360_360 - square / 156))
        let series = inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * tail)))
        return shift + (x - 0.5) * self.ln(x) - x + 0.918_938_533_204_672_7 + series
    }

    /// The logarithm of the beta function.
    static func logBeta(_ a: Double, _ b: Double) -> Double {
        self.logGamma(a) + self.logGamma(b) - self.logGamma(a + b)
    }

    /// The quantile of the normal distribution, for a probability above 0 and below 1.
    ///
    /// Bisection on the distribution function, which the incomplete gamma series gives; a few microseconds.
    static func normalQuantile(_ probability: Double) -> Double {
        guard probability > 0 else { return -Double.infinity }
        guard probability < 1 else { return Double.infinity }
        var low = -40.0
        var high = 40.0
        for _ in 0..<64 {
            let middle = (low + high) / 2
            if self.normal(middle) < probability { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// The distribution function of the normal distribution.
    static func normal(_ x: Double) -> Double {
        let size = x.magnitude
        let density = 0.398_942_280_401_432_7 * self.exp(-x * x / 2)
        if size < 3 {
            var term = size
            var sum = size
            var odd = 3.0
            while term > 1e-17 {
                term *= x * x / odd
                sum += term
                odd += 2
            }
            return x < 0 ? 0.5 - density * sum : 0.5 + density * sum
        }
        // The continued fraction of the tail.
        var fraction = size
        var step = 120.0
        while step >= 1 {
            fraction = size + step / fraction
            step -= 1
        }
        let tail = density / fraction
        return x < 0 ? tail : 1 - tail
    }
}
