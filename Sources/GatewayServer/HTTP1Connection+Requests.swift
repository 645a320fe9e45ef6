import GatewayCore
import GatewayWire
import NIOCore

/// Reading: heads, bodies, refusals.
extension HTTP1Connection {
    func process() {
        guard !self.isProcessing else { return }
        self.isProcessing = true
        defer { self.isProcessing = false }
        while self.context != nil {
            switch self.state {
            case .head:
                guard self.pending.readableBytes > 0, self.readHead() else { return }
            case .length(let left):
                guard self.readBody(left) else { return }
            case .chunked:
                guard self.readChunks() else { return }
            case .responding:
                if self.pending.readableBytes > Self.maxPipelinedBytes {
                    self.holdsReads = true
                    self.updateReading()
                }
                return
            case .lingering:
                self.pending = ByteBuffer()
                return
            }
        }
    }

    /// Reads a head from `pending`; false while it is not complete.
    private func readHead() -> Bool {
        let now = self.loop.now
        if !self.sawFirstByte {
            self.sawFirstByte = true
            self.responseEnded = false
            self.servesHEAD = false
            self.isHTTP10 = false
            // Only now: the last exchange is gone, so that its head's storage can be used again.
            self.head.reset()
            self.headStartedAt = now
            self.setDeadline(now &+ self.loop.bounds.headTimeout)
        }
        let isComplete: Bool
        let pending = self.pending
        do throws(HTTPRefusal) {
            isComplete = try self.head.parse(pending.readableBytesSpan, limits: self.loop.bounds.http)
        } catch {
            self.refuse(error)
            return false
        }
        guard isComplete, let slice = self.pending.readSlice(length: self.head.headLength) else { return false }
        self.dropEmptyPending()
        self.sawFirstByte = false
        self.setDeadline(.max)
        self.servesHEAD = self.head.method == .head
        self.isHTTP10 = self.head.isHTTP10
        self.isLastRequest = !self.head.keepAlive
        let framing = self.head.body
        let expectsContinue = self.head.expectsContinue
        let head = RequestHead(bytes: slice, parsed: self.head)
        self.state = .responding
        switch framing {
        case .none: break
        case .length(let length): if length > 0 { self.isBodyUnread = true }
        case .chunked: self.isBodyUnread = true
        }
        guard let (exchange, plan) = self.intake.begin(head, on: self, at: self.headStartedAt) else { return true }
        self.exchange = exchange
        self.bodyBytes = 0
        if case .stream(let after) = plan {
            self.streamAfter = after
        } else {
            self.streamAfter = .max
        }
        switch framing {
        case .none:
            self.bodyComplete()
        case .length(let length):
            if length == 0 {
                self.bodyComplete()
                return true
            }
            self.state = .length(length)
            self.prepare(for: length, expectsContinue: expectsContinue)
        case .chunked:
            self.chunks = ChunkedDecoder(limits: HTTPLimits())
            self.state = .chunked
            self.prepare(for: 0, expectsContinue: expectsContinue)
        }
        return true
    }

    private func prepare(for length: Int, expectsContinue: Bool) {
        self.setDeadline(self.loop.recent &+ self.loop.bounds.bodyTimeout)
        if expectsContinue, self.pending.readableBytes == 0 {
            self.write(ByteBuffer(staticString: HTTPStatusLine.continue))
            self.flush()
        }
        guard length > self.pending.readableBytes else { return }
        if length > 32 << 10 {
            // Few large reads instead of many small ones.
            self.hasLargeReads = true
            self.setReads(FixedSizeRecvByteBufferAllocator(capacity: min(length, 128 << 10)))
            self.exchange?.body.reserveCapacity(min(length, 1 << 20))
        }
    }

    private func setReads(_ allocator: some RecvByteBufferAllocator) {
        try? self.context?.channel.syncOptions?.setOption(.recvAllocator, value: allocator)
    }

    /// Takes body bytes from `pending`; false while more are needed.
    private func readBody(_ left: Int) -> Bool {
        let count = min(left, self.pending.readableBytes)
        guard count > 0, let slice = self.pending.readSlice(length: count) else { return false }
        self.dropEmptyPending()
        self.state = .length(left - count)
        if left == count {
            self.isBodyUnread = false
            self.bodyArrived(slice, isLast: true)
            return true
        }
        self.setDeadline(self.loop.now &+ self.loop.bounds.bodyTimeout)
        self.bodyArrived(slice, isLast: false)
        return false
    }

    /// Lets go of the read buffer, which the channel can then use again.
    private func dropEmptyPending() {
        if self.pending.readableBytes == 0 {
            self.pending = ByteBuffer()
        }
    }

    private func readChunks() -> Bool {
        var offset = 0
        let bytes = self.pending
        do throws(HTTPRefusal) {
            while case .chunked = self.state {
                switch try self.chunks.next(bytes.readableBytesSpan, from: offset) {
                case .data(let range):
                    offset = range.upperBound
                    guard let slice = bytes.getSlice(at: bytes.readerIndex + range.lowerBound, length: range.count)
                    else { return false }
                    self.bodyArrived(slice, isLast: false)
                case .needMore:
                    self.pending = ByteBuffer()
                    self.setDeadline(self.loop.now &+ self.loop.bounds.bodyTimeout)
                    return false
                case .end(let consumed):
                    self.pending.moveReaderIndex(forwardBy: consumed)
                    self.isBodyUnread = false
                    self.bodyArrived(ByteBuffer(), isLast: true)
                    return true
                }
            }
        } catch {
            self.refuse(error)
        }
        return false
    }

    private func bodyArrived(_ bytes: ByteBuffer, isLast: Bool) {
        guard let exchange = self.exchange else { return }
        self.bodyBytes += bytes.readableBytes
        let limit = self.intake.maxBodyBytes
        guard self.bodyBytes <= limit else {
            self.refuseBody(exchange, limit)
            return
        }
        guard let streamAfter = self.streamAfter else {
            // The pipeline runs already; the rest goes straight to its relay.
            if isLast {
                self.state = .responding
                self.setDeadline(.max)
            }
            if let listener = self.listener {
                listener.requestBodyArrived(bytes, isLast: isLast)
            } else if bytes.readableBytes > 0 {
                // Between attempts, or after the reply: nobody takes it.
                self.isLastRequest = true
            }
            return
        }
        if exchange.body.readableBytes == 0, exchange.body.capacity <= bytes.readableBytes {
            exchange.body = bytes
        } else {
            exchange.body.writeImmutableBuffer(bytes)
        }
        if isLast {
            self.bodyComplete()
        } else if exchange.body.readableBytes >= streamAfter {
            self.streamAfter = nil
            exchange.isBodyComplete = false
            self.bodyIsHeld = true
            self.updateReading()
            self.intake.bodyReceived(exchange)
        }
    }

    /// Answers a body that is over the limit, whatever has become of the exchange meanwhile, and closes.
    private func refuseBody(_ exchange: Exchange, _ limit: Int) {
        let isRunning = self.streamAfter == nil
        let relay = self.listener
        self.exchange = nil
        self.listener = nil
        self.isLastRequest = true
        self.state = .responding
        Pipeline.fail(exchange, with: RequestIntake.tooLarge(limit))
        if isRunning {
            relay?.clientWentAway()
        } else {
            exchange.settle()
        }
    }

    private func bodyComplete() {
        guard let exchange = self.exchange else { return }
        self.state = .responding
        self.streamAfter = nil
        self.setDeadline(.max)
        if self.hasLargeReads {
            self.hasLargeReads = false
            self.setReads(Listener.readBuffers)
        }
        self.intake.bodyReceived(exchange)
    }

    /// Answers broken framing and closes: what follows on the connection cannot be told apart.
    private func refuse(_ refusal: HTTPRefusal) {
        let error = GatewayError(refusal)
        self.isBodyUnread = true
        if let exchange = self.exchange {
            self.exchange = nil
            self.state = .responding
            if self.streamAfter == nil {
                self.listener?.clientWentAway()
            } else {
                Pipeline.fail(exchange, with: error)
                exchange.settle()
            }
            return
        }
        self.isLastRequest = true
        self.state = .responding
        self.loop.refuse(error, to: self)
    }
}
