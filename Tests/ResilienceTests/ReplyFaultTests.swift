import GatewayTesting
import GatewayWire
import Testing

extension Resilience {
    /// Replies that are no answer though they look like one.
    @Suite struct ReplyFaultTests {
        private static let answer = FaultyAnswer.counting(20)
        private let answer = Self.answer

        /// Replies that must not reach a client.
        enum Unusable: CaseIterable, Sendable {
            case page, errorObject, gzippedStream, gzippedJSON, largeHead, empty, notJSON, stalledHead

            var reply: FaultyReply {
                let error = #"{"error":{"message":"Busy.","type":"server_error","param":null,"code":"busy"}}"#
                switch self {
                case .page: return .page
                case .errorObject: return .json(error)
                case .gzippedStream: return .gzipped("data: [DONE]\n\n", type: "text/event-stream")
                case .gzippedJSON: return .gzipped("{}", type: "application/json")
                case .largeHead:
                    let fill = String(repeating: "x", count: 256 << 10)
                    return .answer(ReplyFaultTests.answer).with { $0.headers = ["x-fill: \(fill)"] }
                case .empty: return .json("")
                case .notJSON: return .text("upstream connect error", type: "text/plain")
                case .stalledHead: return .answer(ReplyFaultTests.answer).cut(.afterBytes(40, .close))
                }
            }
        }

        @Test(arguments: Unusable.allCases, [ChatRequest.sampled, .whole])
        func `A reply that is no answer is followed by one that is`(
            _ fault: Unusable,
            _ request: ChatRequest
        ) async throws {
            try await Stage.run([Seat(.steps(fault.reply)), Seat(self.answer.script)]) { stage in
                let reply = try await stage.ask(request)
                #expect(reply.isComplete(self.answer))
                #expect(reply.lastModel == "beta-1")
                #expect(reply.header("content-encoding") == nil)
                #expect((1...2).contains(stage.alpha.count))
                #expect(stage.beta.count == 1)
            }
        }

        @Test(arguments: Unusable.allCases)
        func `A reply that is no answer is told as an error where nobody else can be asked`(
            _ fault: Unusable
        ) async throws {
            try await Stage.run([Seat(.steps(fault.reply))]) { stage in
                let reply = try await stage.ask(.whole)
                #expect(reply.status >= 500)
                #expect(reply.isWhole)
                #expect(reply.error != nil)
            }
        }

        @Test func `An answer that comes byte by byte is an answer`() async throws {
            let trickle = FaultyReply.answer(self.answer).with { $0.trickle = .microseconds(20) }
            try await Stage.run([Seat(.steps(trickle)), .healthy]) { stage in
                for request in [ChatRequest.sampled, .whole] {
                    let reply = try await stage.ask(request)
                    #expect(reply.isComplete(self.answer))
                    #expect(reply.lastModel == "alpha-1")
                }
                #expect(stage.beta.count == 0)
            }
        }

        /// Ways in which JSON ends too early.
        enum Cut: CaseIterable, Sendable {
            case lengthClosed, lengthReset, chunkedClosed, chunkedReset, untilClose, framedShort

            var reply: FaultyReply {
                let answer = FaultyReply.answer(ReplyFaultTests.answer)
                switch self {
                case .lengthClosed: return answer.cut(.afterBodyBytes(120, .close))
                case .lengthReset: return answer.cut(.afterBodyBytes(120, .reset))
                case .chunkedClosed: return answer.with { $0.framing = .chunked }.cut(.afterBodyBytes(120, .close))
                case .chunkedReset: return answer.with { $0.framing = .chunked }.cut(.beforeLastChunk(.reset))
                case .untilClose: return answer.with { $0.framing = .untilClose }.cut(.afterBodyBytes(120, .close))
                case .framedShort: return answer.with { $0.keepsBytes = 120 }
                }
            }
        }

        @Test(arguments: Cut.allCases)
        func `JSON cut short is asked for again, and never passed on`(_ cut: Cut) async throws {
            try await Stage.run([Seat(.steps(cut.reply, .answer(self.answer)))]) { stage in
                let reply = try await stage.ask(.whole)
                #expect(reply.isComplete(self.answer))
                #expect(stage.alpha.count == 2)
            }
        }

        @Test(arguments: Cut.allCases)
        func `JSON cut short each time is an error`(_ cut: Cut) async throws {
            try await Stage.run([Seat(.steps(cut.reply))]) { stage in
                let reply = try await stage.ask(.whole)
                #expect(reply.status == 502)
                #expect(reply.isWhole)
                #expect(reply.text().isEmpty)
                #expect(stage.alpha.count == 3)
            }
        }

        @Test func `JSON that stalls is cancelled, and asked of another`() async throws {
            let stall = FaultyReply.answer(self.answer).cut(.afterBodyBytes(120, .stall))
            let group = GroupText.usual.with { $0.timeouts = "{idle: 300ms}" }
            try await Stage.run([Seat(.steps(stall)), Seat(self.answer.script)], group) { stage in
                let reply = try await stage.ask(.whole)
                #expect(reply.isComplete(self.answer))
                #expect(reply.elapsed < .seconds(2))
                #expect(stage.alpha.count == 1)
                #expect(await stage.alpha.saw(within: .seconds(1)) { $0.cancelled.count == 1 } != nil)
            }
        }
    }
}
