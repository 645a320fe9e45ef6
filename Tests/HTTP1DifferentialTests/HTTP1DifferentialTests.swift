import NIOHTTP1
import Testing

/// The framer against NIO's decoders: whatever the framer accepts, NIO accepts and sees alike.
///
/// The framer may be stricter. Where it is laxer, `isDocumented` says so, and nothing else passes.
@Suite struct HTTP1DifferentialTests {
    /// For each response whether it answers HEAD; more than any generated connection has.
    static let answersHEAD = [false, true, false, false, false, false]

    static func own(_ portions: [ArraySlice<UInt8>], isResponse: Bool) -> FramedConnection {
        var framer = OwnFramer(answersHEAD: isResponse ? Self.answersHEAD : nil)
        for portion in portions { framer.receive(portion) }
        if isResponse { framer.close() }
        return framer.connection
    }

    static func reference(_ portions: [ArraySlice<UInt8>], isResponse: Bool) -> FramedConnection {
        isResponse
            ? ReferenceDecoder.responses(portions, answersHEAD: Self.answersHEAD)
            : ReferenceDecoder.requests(portions)
    }

    /// Complaint about how the two differ, or nil.
    static func difference(
        _ own: FramedConnection,
        _ reference: FramedConnection,
        isResponse: Bool
    ) -> String? {
        for (index, message) in own.messages.enumerated() {
            let isLast = index == own.messages.count - 1
            guard index < reference.messages.count else {
                if !isResponse, Self.isDocumented(reference) { return nil }
                return "message \(index) is accepted only by the framer"
            }
            var other = reference.messages[index]
            // Of `close` and `keep-alive` at once NIO's requests take either; its responses do not say.
            if !message.keepAlive || isResponse { other.keepAlive = message.keepAlive }
            if isLast, own.refusal != nil || own.isOver && !message.isComplete {
                // Only the head is known to be the framer's last word.
                other.body = message.body
                other.isComplete = message.isComplete
            }
            guard other == message else { return "message \(index) differs" }
        }
        guard own.refusal == nil, !own.isOver else { return nil }
        if let refusal = reference.refusal, isResponse || !Self.isDocumented(reference) {
            return "refused only by NIO: \(refusal)"
        }
        return own.messages.count == reference.messages.count ? nil : "NIO sees more messages"
    }

    /// Where the framer is laxer on purpose.
    static func isDocumented(_ reference: FramedConnection) -> Bool {
        // A method is any token, which the server then answers with 405; NIO knows a closed list.
        reference.refusal == "\(HTTPParserError.invalidMethod)"
    }

    static func check(_ bytes: [UInt8], cuts: [Int], isResponse: Bool, seed: UInt64) -> Bool {
        let ends = cuts.sorted() + [bytes.count]
        var portions: [ArraySlice<UInt8>] = []
        var start = 0
        for end in ends where end > start {
            portions.append(bytes[start..<end])
            start = end
        }
        let own = Self.own(portions, isResponse: isResponse)
        let reference = Self.reference(portions, isResponse: isResponse)
        guard let difference = Self.difference(own, reference, isResponse: isResponse) else {
            return own.refusal == nil
        }
        let text = String(decoding: bytes, as: UTF8.self).debugDescription
        Issue.record("seed \(seed), cuts \(cuts): \(difference)\n\(text)\nframer: \(own)\nNIO: \(reference)")
        return false
    }

    @Test(arguments: [false, true])
    func `whatever the framer accepts, NIO sees alike`(isResponse: Bool) {
        var accepted = 0
        let count: UInt64 = 3_000
        for seed in 0..<count {
            let bytes = isResponse ? HTTP1Corpus.responses(seed: seed) : HTTP1Corpus.requests(seed: seed)
            var chance = SeededChance(seed: ~seed)
            let cuts = (0..<2).map { _ in Int.random(in: 0...bytes.count, using: &chance) }
            if Self.check(bytes, cuts: [], isResponse: isResponse, seed: seed) { accepted += 1 }
            _ = Self.check(bytes, cuts: cuts, isResponse: isResponse, seed: seed)
        }
        // A corpus of which nearly all is refused, or accepted, would prove nothing.
        #expect(accepted > Int(count) / 8)
        #expect(accepted < Int(count) * 7 / 8)
    }

    @Test(arguments: [false, true])
    func `at every split both see what they see of the whole`(isResponse: Bool) {
        for seed: UInt64 in 10_000..<10_040 {
            let bytes = isResponse ? HTTP1Corpus.responses(seed: seed) : HTTP1Corpus.requests(seed: seed)
            let whole = Self.own([bytes[...]], isResponse: isResponse)
            for cut in 0...bytes.count {
                _ = Self.check(bytes, cuts: [cut], isResponse: isResponse, seed: seed)
                let split = Self.own([bytes[..<cut], bytes[cut...]], isResponse: isResponse)
                if split != whole { Issue.record("seed \(seed), cut \(cut): \(split) is not \(whole)") }
            }
            _ = Self.check(bytes, cuts: Array(0...bytes.count), isResponse: isResponse, seed: seed)
        }
    }
}
