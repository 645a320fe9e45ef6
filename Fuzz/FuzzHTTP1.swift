// Fuzz target of the HTTP/1 framer; compiled into one module with the sources of GatewayWire.
//
// The first byte of the input chooses what is parsed and under which limits, the second seeds the splits; the rest is
// what arrives. Checked: nothing traps, every range lies within the bytes, the outcome does not depend on the splits,
// and Content-Length is never accepted together with Transfer-Encoding.

/// What a parse came to: everything that must not depend on the splits.
private struct FuzzOutcome: Equatable {
    var refusal: HTTPRefusal?
    var consumed = -1
    var facts: [Int] = []
    var ranges: [Range<Int>] = []
    var payload: [UInt8] = []
}

/// Ends of the portions in which `count` bytes arrive.
private func fuzzEnds(_ count: Int, seed: UInt8) -> [Int] {
    var ends: [Int] = []
    var end = 0
    var state = UInt32(seed) &* 2_654_435_761 &+ 1
    while end < count {
        state = state &* 1_664_525 &+ 1_013_904_223
        end = min(count, end + Int(state >> 24) % 23)
        ends.append(end)
    }
    return ends + [count]
}

private func fuzzCheckFields(_ fields: ContiguousArray<HeaderField>, _ bytes: RawSpan, within end: Int) -> [Range<Int>]
{
    var lineStart = -1
    for field in fields {
        precondition(lineStart < 0 || field.line.lowerBound == lineStart, "lines are not adjacent")
        lineStart = field.line.upperBound
        precondition(!field.nameRange.isEmpty && field.nameRange.lowerBound == field.line.lowerBound)
        precondition(field.nameRange.upperBound < field.valueRange.lowerBound)
        precondition(field.valueRange.upperBound + 2 <= field.line.upperBound && field.line.upperBound + 2 <= end)
        precondition(HeaderName.classify(bytes.extracting(field.nameRange)) == field.name)
        for offset in field.line.dropLast(2) {
            let byte = bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            precondition(byte == 0x09 || byte >= 0x20 && byte != 0x7F, "a control character was accepted")
        }
    }
    return fields.flatMap { [$0.nameRange, $0.valueRange, $0.line] }
}

private func fuzzRequest(_ bytes: RawSpan, ends: [Int], limits: HTTPLimits) -> FuzzOutcome {
    var outcome = FuzzOutcome()
    var head = HTTPRequestHead()
    do throws(HTTPRefusal) {
        for end in ends where try head.parse(bytes.extracting(0..<end), limits: limits) {
            precondition(head.headLength <= end && head.headLength <= limits.maxHeadBytes)
            precondition(!(head.contains(.contentLength) && head.contains(.transferEncoding)))
            precondition(head.fields.count <= limits.maxFields && head.target.count <= limits.maxTargetBytes)
            precondition(head.isHTTP10 || head.contains(.host))
            precondition(head.target.upperBound <= end && !head.path.isEmpty)
            precondition(head.path.lowerBound >= head.target.lowerBound)
            precondition(head.path.upperBound <= head.target.upperBound)
            outcome.consumed = head.headLength
            outcome.ranges = fuzzCheckFields(head.fields, bytes, within: head.headLength)
            outcome.ranges += [head.methodRange, head.target, head.path]
            let length: Int =
                switch head.body {
                case .none: -1
                case .chunked: -2
                case .length(let length): length
                }
            precondition(length >= -2)
            outcome.facts = [Int(head.method.rawValue), length, Int(head.connection.rawValue)]
            outcome.facts += [head.isHTTP10, head.keepAlive, head.expectsContinue].map { $0 ? 1 : 0 }
            break
        }
    } catch {
        outcome.refusal = error
    }
    return outcome
}

private func fuzzResponse(_ bytes: RawSpan, ends: [Int], limits: HTTPLimits, forHEAD: Bool) -> FuzzOutcome {
    var outcome = FuzzOutcome()
    var head = HTTPResponseHead()
    do throws(HTTPRefusal) {
        for end in ends where try head.parse(bytes.extracting(0..<end), limits: limits, forHEAD: forHEAD) {
            precondition(head.headLength <= end && head.headLength <= limits.maxHeadBytes)
            precondition(!(head.contains(.contentLength) && head.contains(.transferEncoding)))
            precondition((100...599).contains(head.status) && head.status != 101)
            precondition(!(head.body == .untilClose && head.keepAlive))
            outcome.consumed = head.headLength
            outcome.ranges = fuzzCheckFields(head.fields, bytes, within: head.headLength) + [head.reason]
            let length: Int =
                switch head.body {
                case .none: -1
                case .chunked: -2
                case .untilClose: -3
                case .length(let length): length
                }
            precondition(length >= -3)
            outcome.facts = [head.status, length, Int(head.connection.rawValue)]
            outcome.facts += [head.isHTTP10, head.keepAlive].map { $0 ? 1 : 0 }
            break
        }
    } catch {
        outcome.refusal = error
    }
    return outcome
}

private func fuzzChunked(_ bytes: RawSpan, ends: [Int], limits: HTTPLimits) -> FuzzOutcome {
    var outcome = FuzzOutcome()
    var decoder = ChunkedDecoder(limits: limits)
    var start = 0
    do throws(HTTPRefusal) {
        arrivals: for end in ends {
            let portion = bytes.extracting(start..<end)
            var offset = 0
            portion: while true {
                switch try decoder.next(portion, from: offset) {
                case .data(let range):
                    precondition(range.lowerBound >= offset && !range.isEmpty && range.upperBound <= portion.byteCount)
                    for index in range {
                        outcome.payload.append(portion.unsafeLoad(fromByteOffset: index, as: UInt8.self))
                    }
                    offset = range.upperBound
                case .needMore:
                    break portion
                case .end(let consumed):
                    precondition(consumed > offset && consumed <= portion.byteCount)
                    outcome.consumed = start + consumed
                    break arrivals
                }
            }
            start = end
        }
    } catch {
        outcome.refusal = error
    }
    return outcome
}

/// Entry that libFuzzer calls for each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHTTP1(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count >= 2 else { return 0 }
    let input = UnsafeRawBufferPointer(start: start, count: count)
    // A copy without slack, so that the address sanitizer sees a load beyond the end.
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: count - 2, alignment: 1)
    defer { copy.deallocate() }
    copy.copyMemory(from: UnsafeRawBufferPointer(rebasing: input[2...]))
    let bytes = UnsafeRawBufferPointer(copy).bytes
    let tight = HTTPLimits(
        maxHeadBytes: 120,
        maxTargetBytes: 16,
        maxFields: 3,
        maxChunkLineBytes: 8,
        maxTrailerBytes: 16
    )
    let limits = input[0] & 0x10 == 0 ? HTTPLimits() : tight
    let whole = [bytes.byteCount]
    let ends = fuzzEnds(bytes.byteCount, seed: input[1])
    switch input[0] & 3 {
    case 0:
        let outcome = fuzzRequest(bytes, ends: whole, limits: limits)
        precondition(outcome == fuzzRequest(bytes, ends: ends, limits: limits), "a split changed the outcome")
    case 1, 2:
        let forHEAD = input[0] & 3 == 2
        let outcome = fuzzResponse(bytes, ends: whole, limits: limits, forHEAD: forHEAD)
        let split = fuzzResponse(bytes, ends: ends, limits: limits, forHEAD: forHEAD)
        precondition(outcome == split, "a split changed the outcome")
    default:
        let outcome = fuzzChunked(bytes, ends: whole, limits: limits)
        precondition(outcome == fuzzChunked(bytes, ends: ends, limits: limits), "a split changed the outcome")
    }
    return 0
}
