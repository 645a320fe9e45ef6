/// Numbers for people and for documents, without Foundation.
enum CacheNumber {
    /// A number with as many digits after the point as asked for.
    static func decimal(_ value: Double, digits: Int) -> String {
        guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int64(min((value.magnitude * scale).rounded(), 1e15))
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(scaled)" }
        let fraction = String(scaled % Int64(scale))
        let zeros = String(repeating: "0", count: max(digits - fraction.count, 0))
        return "\(sign)\(scaled / Int64(scale)).\(zeros)\(fraction)"
    }

    /// A share as a percentage.
    static func percent(_ value: Double, digits: Int = 2) -> String {
        self.decimal(value * 100, digits: digits) + " %"
    }

    /// The decimal logarithm of a positive number, by its binary digits and a series.
    static func log10(_ value: Double) -> Double {
        guard value > 0, value.isFinite else { return 0 }
        // ln(m) = 2 artanh((m - 1) / (m + 1)) with m between 1 and 2.
        let ratio = (value.significand - 1) / (value.significand + 1)
        var (sum, power, at) = (0.0, ratio, 1.0)
        while power > 1e-17 {
            sum += power / at
            power *= ratio * ratio
            at += 2
        }
        return (2 * sum + Double(value.exponent) * 0.693_147_180_559_945_3) / 2.302_585_092_994_046
    }
}
