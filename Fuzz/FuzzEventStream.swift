/// Fuzz target for the parser of event streams: no input may trap, and how a stream is cut must change nothing.
///
/// The first two bytes choose the limit and the cuts, the rest is the stream. Compiled together with the sources of
/// `GatewayWire` into one module; see `run.sh`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard count >= 2 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let stream = Array(bytes[2...])
    let limit = bytes[0] == 0xFF ? 1 << 20 : Int(bytes[0])
    let whole = CutStream.events([stream], limit: limit)
    precondition(whole == CutStream.events(stream.map { [$0] }, limit: limit), "single bytes give other events")
    precondition(whole == CutStream.events(CutStream.pieces(stream, bytes[1]), limit: limit), "cuts give other events")
    return 0
}

/// A stream cut into pieces.
enum CutStream {
    /// What is compared of an event.
    struct Seen: Equatable {
        var data: [UInt8]
        var name: [UInt8]
        var flags: [Bool]
    }

    /// The stream in pieces of varying length, chosen by a seed.
    static func pieces(_ stream: [UInt8], _ seed: UInt8) -> [[UInt8]] {
        var state = UInt32(seed) &* 2_654_435_761 &+ 1
        var pieces: [[UInt8]] = []
        var place = 0
        while place < stream.count {
            state = state &* 1_664_525 &+ 1_013_904_223
            let end = min(stream.count, place + Int(state >> 24) % 23)
            pieces.append(Array(stream[place..<end]))
            place = end
        }
        return pieces
    }

    /// The events of the stream, with the promises on ranges checked.
    static func events(_ pieces: [[UInt8]], limit: Int) -> [Seen] {
        var parser = EventStreamParser(maxEventBytes: limit)
        var seen: [Seen] = []
        var fed = 0
        var lastEnd = 0
        for piece in pieces {
            parser.feed(piece.span.bytes) { event in
                precondition(fed + event.start >= lastEnd && event.start < event.end, "a range is out of order")
                precondition(event.end <= piece.count, "a range ends outside its piece")
                lastEnd = fed + event.end
                seen.append(Self.see(event))
            }
            fed += piece.count
            precondition(parser.pendingBytes <= fed - lastEnd, "more bytes pend than are left")
        }
        parser.finish { event in seen.append(Self.see(event)) }
        return seen
    }

    private static func see(_ event: borrowing EventStreamEvent) -> Seen {
        _ = ChatChunkScan(event.data)
        return Seen(
            data: Array(event.data),
            name: Array(event.name),
            flags: [event.hasData, event.isCommentOnly, event.isOverlong]
        )
    }
}
