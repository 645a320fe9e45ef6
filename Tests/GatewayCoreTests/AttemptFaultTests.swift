import GatewayCore
import Testing

@Suite struct AttemptFaultTests {
    private static func error(_ code: ErrorCode, status: Int? = nil) -> GatewayError {
        var error = GatewayError(code, "It failed.")
        if let status {
            error.status = status
        }
        return error
    }

    private static let causes: [ErrorCode: FaultCause] = [
        .providerUnreachable: .unreachable, .providerTimeout: .timeout, .providerReset: .reset,
        .providerStreamIncomplete: .reset, .providerBadResponse: .badResponse,
        .providerCredentialsRejected: .credentials, .providerRateLimited: .rateLimit, .providerError: .serverError,
        .requestRejected: .rejected,
    ]

    @Test(arguments: ErrorCode.allCases)
    func `only what a provider did is a fault`(code: ErrorCode) {
        #expect(AttemptFault(Self.error(code))?.cause == Self.causes[code])
        #expect(code.domain != .provider || Self.causes[code] != nil)
    }

    @Test(arguments: [
        (400, FaultCause.rejected), (418, .rejected), (499, .rejected), (500, .serverError), (503, .serverError),
        (529, .serverError), (599, .serverError),
    ])
    func `a provider's own status tells a refusal from a failure`(status: Int, cause: FaultCause) {
        #expect(AttemptFault(Self.error(.providerError, status: status))?.cause == cause)
    }

    @Test(arguments: ErrorCode.allCases)
    func `what the reply said goes before what the code says`(code: ErrorCode) {
        var error = Self.error(code)
        let fault = AttemptFault(.contextWindow, retryAfter: 7, shouldRetry: false)
        error.fault = fault
        #expect(AttemptFault(error) == fault)
    }

    /// Cause; whether it counts against health, says that there is too much to do, and may pass; the fallbacks for it.
    private static let table: [(FaultCause, health: Bool, load: Bool, passes: Bool, FallbackCause?)] = [
        (.unreachable, true, false, true, .error), (.timeout, true, true, false, .timeout),
        (.reset, true, false, true, .error), (.rateLimit, true, true, true, .rateLimit),
        (.requestTimeout, true, false, true, .error), (.serverError, true, true, true, .error),
        (.badResponse, true, false, true, .error), (.credentials, true, false, false, .error),
        (.contextWindow, false, false, false, .contextWindow),
        (.contentPolicy, false, false, false, .contentPolicy), (.rejected, false, false, false, nil),
    ]

    @Test func `each cause says what follows from it`() {
        #expect(Self.table.map(\.0) == FaultCause.allCases)
        for (cause, health, load, passes, fallback) in Self.table {
            let fault = AttemptFault(cause)
            #expect(fault.countsAgainstHealth == health, "\(cause)")
            #expect(fault.isOverload == load, "\(cause)")
            #expect(fault.mayRepeat(RetrySettings()) == passes, "\(cause)")
            #expect(fault.fallbackCause == fallback, "\(cause)")
        }
    }

    @Test(arguments: FaultCause.allCases)
    func `who says when to come back is at its limit, but not ill`(cause: FaultCause) {
        let counts = AttemptFault(cause).countsAgainstHealth
        let countsWithTime = AttemptFault(cause, retryAfter: 0).countsAgainstHealth
        #expect(countsWithTime == (cause == .rateLimit ? false : counts))
    }

    @Test(arguments: FaultCause.allCases)
    func `settings and the provider's word decide within what may pass`(cause: FaultCause) {
        let mayPass = AttemptFault(cause).mayRepeat(RetrySettings())
        var none = RetrySettings()
        none.on = []
        var all = RetrySettings()
        all.on = Set(FaultCause.allCases)
        #expect(AttemptFault(cause).mayRepeat(none) == false)
        #expect(AttemptFault(cause).mayRepeat(all) == mayPass)
        #expect(AttemptFault(cause, shouldRetry: true).mayRepeat(none) == mayPass)
        #expect(AttemptFault(cause, shouldRetry: false).mayRepeat(all) == false)
    }

    @Test func `sets of causes hold what was put in`() {
        let bits = FallbackCause.allCases.map { FallbackCauses($0) }
        #expect(Set(bits.map(\.rawValue)).count == bits.count)
        for cause in FallbackCause.allCases {
            for other in FallbackCause.allCases {
                #expect(FallbackCauses(cause).contains(FallbackCauses(other)) == (cause == other))
            }
            let isUsual = [.rateLimit, .error, .timeout].contains(cause)
            #expect(FallbackCauses.usual.contains(FallbackCauses(cause)) == isUsual)
        }
        #expect(FallbackCauses(nil) == .usual)
        #expect(FallbackCauses([] as Set<FallbackCause>).isEmpty)
        #expect(FallbackCauses([.error, .contentPolicy]) == [FallbackCauses(.error), FallbackCauses(.contentPolicy)])
    }
}
