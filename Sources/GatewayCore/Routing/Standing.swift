/// Whether a candidate takes part in the contest for a request, before anything is compared.
///
/// Public, like all that functions refer to which strategies call for each candidate: across modules the compiler
/// inlines nothing that is only `package`.
public enum Standing: UInt8, Sendable, Comparable {
    /// It does.
    case contends
    /// It gets less than its share for now, and this request is not among it.
    case isThinned
    /// It refuses attempts for now: it comes last, and its breaker has the last word.
    case isRefusing
    /// Its predicted cost is above the request's ceiling, or nobody knows its price.
    case isTooDear
    /// Its predicted time to first token is above the request's ceiling.
    case isTooSlow
    /// It has no share in the traffic.
    case hasNoWeight

    /// Order of places: who contends comes first.
    @inlinable
    public static func < (left: Standing, right: Standing) -> Bool {
        left.rawValue < right.rawValue
    }

    /// Whether it is left out altogether.
    @inlinable public var isOut: Bool { self.rawValue > Standing.isRefusing.rawValue }

    /// Whether it takes part without reserve.
    @inlinable public var isIn: Bool { self.rawValue == Standing.contends.rawValue }
}

extension Candidate {
    /// Where the candidate stands for a request.
    ///
    /// - Parameter draw: the decision's random number; nil leaves shares aside.
    @inlinable
    @inline(__always)
    public func standing(for request: RoutingRequest, draw: UInt64?) -> Standing {
        guard self.weight > 0 else { return .hasNoWeight }
        if let most = request.maxCost {
            // Who sets a ceiling wants to be sure: a price that nobody knows is none.
            guard let cost = self.cost(of: request), cost <= Double(most) else { return .isTooDear }
        }
        if let most = request.maxFirstToken, self.firstToken > Double(most) {
            return .isTooSlow
        }
        if self.isRefusing {
            return .isRefusing
        }
        if self.share < 1, let draw, Draw.unit(draw, self.name, .share) >= self.share {
            return .isThinned
        }
        return .contends
    }

    /// Predicted cost of a request in nano-dollars; nil where nobody knows the price.
    @inlinable
    @inline(__always)
    public func cost(of request: RoutingRequest) -> Double? {
        guard let price = self.price else { return nil }
        let input = Double(request.inputTokens)
        let cached = input * self.cachedShare * Double(price.cachedInput)
        let fresh = input * (1 - self.cachedShare) * Double(price.input)
        return (fresh + cached + request.outputTokens * Double(price.output)) * 1e-6
    }

    /// Predicted time to the end of the answer in nanoseconds; 0 where nothing is known.
    @inlinable
    @inline(__always)
    public func duration(of request: RoutingRequest) -> Double {
        let first = self.firstToken > 0 ? self.firstToken : self.latency
        guard first > 0 else { return 0 }
        return first + request.outputTokens * self.perOutputToken
    }
}

/// Random numbers of one decision, each for a candidate and a purpose.
///
/// A decision draws once. What follows from it is keyed by the candidate's name, so that it neither depends on the order
/// of candidates nor on who else is there, and a replay with another configuration shows only what that has changed.
public enum Draw: UInt64, Sendable {
    /// Whether a request is among a thinned candidate's share.
    case share = 0x5bd1_e995_7f4a_7c15
    /// Who is drawn by weight.
    case weight = 0x2545_f491_4f6c_dd1d
    /// Which two are compared.
    case pair = 0x9e6c_63d0_876a_3f6b
    /// Who a conversation belongs to.
    case affinity = 0xa076_1d64_78bd_642f
    /// Whether another one than the best is tried, and which.
    case exploration = 0xd6e8_feb8_6659_fd93

    /// 64 random bits.
    @inlinable
    public static func bits(_ draw: UInt64, _ name: UInt64, _ purpose: Draw) -> UInt64 {
        self.mix(draw ^ self.mix(name ^ purpose.rawValue))
    }

    /// An even number between 0 and 1, neither of them included.
    @inlinable
    public static func unit(_ draw: UInt64, _ name: UInt64, _ purpose: Draw) -> Double {
        (Double(self.bits(draw, name, purpose) >> 11) + 0.5) * 0x1p-53
    }

    /// The finaliser of SplitMix64.
    @inlinable
    public static func mix(_ value: UInt64) -> UInt64 {
        var value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
