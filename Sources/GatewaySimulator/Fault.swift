package import GatewayCore

/// Something that goes wrong with a reply, on purpose.
///
/// Shares of `Simulation` draw faults at random. A model name that ends in `!` and a fault's name asks for one for
/// sure: `sim-model!429`, `sim-model!reset`, `sim-model!cut`, `sim-model!stall`, `sim-model!slow`, and any status from
/// 400 to 599, such as `sim-model!500`.
package enum Fault: Sendable, Hashable {
    /// An error status instead of an answer; 429 comes with `Retry-After`.
    case status(Int)
    /// The connection is reset before a byte was sent.
    case reset
    /// The connection closes half way through the answer.
    case cut
    /// The answer stops half way, and the connection stays open.
    case stall
    /// Every delay is ten times as long.
    case slow

    /// Splits a model name into the model and the fault it asks for; an unknown fault is part of the name.
    package static func split(_ name: String) -> (model: String, fault: Fault?) {
        guard let mark = name.lastIndex(of: "!") else { return (name, nil) }
        guard let fault = Fault(named: name[name.index(after: mark)...]) else { return (name, nil) }
        return (String(name[..<mark]), fault)
    }

    /// Draws a fault by the shares of a simulation; those of streams are left out for other replies.
    ///
    /// One number is drawn whatever the shares are, so that changing a share does not change later draws.
    package static func draw(_ simulation: Simulation, isStream: Bool, from chance: inout Chance) -> Fault? {
        var rest = chance.unit()
        var shares: [(Double, Fault)] = [
            (simulation.rateLimitShare, .status(429)),
            (simulation.errorShare, .status(500)),
            (simulation.resetShare, .reset),
        ]
        if isStream {
            shares.append((simulation.cutShare, .cut))
            shares.append((simulation.stallShare, .stall))
        }
        for (share, fault) in shares {
            if rest < share { return fault }
            rest -= share
        }
        return nil
    }

    private init?(named name: Substring) {
        switch name {
        case "reset": self = .reset
        case "cut": self = .cut
        case "stall": self = .stall
        case "slow": self = .slow
        default:
            guard name.utf8.count == 3, let status = Int(name), (400...599).contains(status) else { return nil }
            self = .status(status)
        }
    }
}
