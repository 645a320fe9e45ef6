/// Fuzz target for everything that reads JSON: no input may trap, and the readers must agree with each other.
///
/// Compiled together with the sources of `GatewayWire` into one module; see `run.sh`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let isValid = JSONAgreement.checkScanner(bytes)
    JSONAgreement.checkReplies(bytes, isValid: isValid)
    JSONAgreement.checkRequests(bytes)
    JSONAgreement.checkWriter(bytes)
    return 0
}

/// What must hold for every input.
enum JSONAgreement {
    /// The scanner and the tree accept the same texts, and every error can be put into words.
    static func checkScanner(_ bytes: [UInt8]) -> Bool {
        let tree = try? JSONValue.parse(bytes.span.bytes)
        do throws(JSONError) {
            try JSONScanner.validate(bytes.span.bytes)
            precondition(tree != nil, "the scanner accepts what the reader refuses")
            precondition(String(validating: bytes, as: UTF8.self) != nil, "the scanner accepts what is not UTF-8")
            return true
        } catch {
            precondition(tree == nil, "the reader accepts what the scanner refuses")
            precondition(error.offset >= 0 && error.offset <= bytes.count, "an error lies outside the text")
            precondition(!error.message(in: bytes.span.bytes).isEmpty, "an error has no message")
            return false
        }
    }

    /// The readers of replies agree on validity, and the tap, whole or in pieces, with the scan.
    static func checkReplies(_ bytes: [UInt8], isValid: Bool) {
        let isObject = isValid && (try? JSONValue.parse(bytes.span.bytes))?.members != nil
        let reply = ReplyScan(bytes.span.bytes)
        precondition(reply.isValid == isObject, "the reply scan disagrees on validity")
        let chunk = ChatChunkScan(bytes.span.bytes)
        precondition(chunk.isValid == (isObject || chunk.isDone), "the chunk scan disagrees on validity")
        var whole = UsageTap()
        whole.feed(bytes.span.bytes)
        var pieces = UsageTap()
        var place = 0
        while place < bytes.count {
            let end = min(bytes.count, place + 1 + Int(bytes[place] & 15))
            pieces.feed(Array(bytes[place..<end]).span.bytes)
            place = end
        }
        precondition(whole.usage == pieces.usage, "the tap depends on how a reply is cut")
        precondition(whole.isComplete == pieces.isComplete, "the tap depends on how a reply is cut")
        guard isObject else { return }
        precondition(whole.isComplete, "the tap refuses what the scan accepts")
        precondition(bytes.count > UsageTap.maxUsageBytes || whole.usage == reply.usage, "the tap finds another usage")
    }

    /// A body that is accepted is still one after the gateway's changes, with these changes and no others.
    static func checkRequests(_ bytes: [UInt8]) {
        for endpoint in RequestEndpoint.allCases {
            do throws(RequestScanError) {
                let scan = try RequestScan.scan(bytes.span.bytes, for: endpoint)
                let patch = JSONPatch(scan, quotedModel: Array("\"new\"".utf8), asksForUsage: true)
                let patched = patch.applied(to: bytes.span.bytes)
                precondition(patched.count == patch.patchedCount(of: bytes.count), "the length is wrong")
                let before = (try? JSONValue.parse(bytes.span.bytes))?.members ?? []
                guard let after = try? JSONValue.parse(patched.span.bytes).members else {
                    preconditionFailure("the patched body is not JSON")
                }
                let changed = ["model", "stream_options"]
                precondition(
                    before.filter { !$0.name.hasUTF8Prefix("signalbox") && !changed.contains($0.name) }
                        == after.filter { !changed.contains($0.name) },
                    "another member changed"
                )
                precondition(
                    scan.model == nil || after.contains { $0 == JSONValue.Member("model", .string("new")) },
                    "the model did not change"
                )
            } catch {
                precondition(!error.message.isEmpty, "an error has no message")
            }
        }
    }

    /// Whatever is written comes out as valid JSON.
    static func checkWriter(_ bytes: [UInt8]) {
        var writer = JSONWriter()
        writer.string(bytes.span.bytes)
        precondition((try? JSONScanner.validate(writer.bytes.span.bytes)) != nil, "the writer wrote an invalid string")
        guard let error = ErrorEnvelope(reading: bytes.span.bytes) else { return }
        precondition(ErrorEnvelope(reading: error.bytes.span.bytes) == error, "an error changed on its way")
    }
}

extension String {
    /// Whether the text begins with the bytes of another, combining characters or not.
    func hasUTF8Prefix(_ prefix: String) -> Bool {
        self.utf8.starts(with: prefix.utf8)
    }
}
