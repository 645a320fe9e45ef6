package import GatewayWire
package import NIOCore

/// Reading of requests from the bytes of one connection, at any split.
package struct RequestReader: Sendable {
    /// What the bytes hold next.
    package enum Step: Sendable, Equatable {
        /// More bytes are needed.
        case needMore
        /// The client waits for `100 Continue` before it sends the body.
        case expectsContinue
        /// A request; its bytes are consumed.
        case request(ReceivedRequest)
        /// The body is longer than the limit; the connection is lost.
        case tooLarge
        /// The bytes are no request; the connection is lost.
        case refused(HTTPRefusal)
    }

    private enum State {
        case head
        case length(Int)
        case chunked(ChunkedDecoder)
    }

    private let limits = HTTPLimits()
    private let maxBodyBytes: Int
    private var head = HTTPRequestHead()
    private var request = ReceivedRequest(method: .get, path: "")
    private var state = State.head

    /// A reader that accepts bodies up to a limit.
    package init(maxBodyBytes: Int) {
        self.maxBodyBytes = maxBodyBytes
    }

    /// Consumes what can be consumed.
    package mutating func next(_ buffer: inout ByteBuffer) -> Step {
        do throws(HTTPRefusal) {
            switch self.state {
            case .head: return try self.readHead(&buffer)
            case .length(let length): return self.readBody(length, &buffer)
            case .chunked(let decoder): return try self.readChunks(decoder, &buffer)
            }
        } catch {
            return .refused(error)
        }
    }

    private mutating func readHead(_ buffer: inout ByteBuffer) throws(HTTPRefusal) -> Step {
        guard buffer.readableBytes > 0 else { return .needMore }
        guard try self.head.parse(buffer.readableBytesSpan, limits: self.limits) else { return .needMore }
        let path = buffer.getString(
            at: buffer.readerIndex + self.head.path.lowerBound,
            length: self.head.path.count
        )
        self.request = ReceivedRequest(
            method: self.head.method,
            path: path ?? "",
            isHTTP10: self.head.isHTTP10,
            keepsAlive: self.head.keepAlive
        )
        buffer.moveReaderIndex(forwardBy: self.head.headLength)
        let body = self.head.body
        let expectsContinue = self.head.expectsContinue && buffer.readableBytes == 0
        self.head.reset()
        switch body {
        case .none: return .request(self.request)
        case .length(let length):
            guard length <= self.maxBodyBytes else { return .tooLarge }
            self.state = .length(length)
        case .chunked: self.state = .chunked(ChunkedDecoder(limits: self.limits))
        }
        return expectsContinue ? .expectsContinue : self.next(&buffer)
    }

    private mutating func readBody(_ length: Int, _ buffer: inout ByteBuffer) -> Step {
        guard buffer.readableBytes >= length else { return .needMore }
        self.request.body = buffer.readBytes(length: length) ?? []
        self.state = .head
        return .request(self.request)
    }

    private mutating func readChunks(
        _ decoder: consuming ChunkedDecoder,
        _ buffer: inout ByteBuffer
    ) throws(HTTPRefusal) -> Step {
        var offset = 0
        while true {
            switch try decoder.next(buffer.readableBytesSpan, from: offset) {
            case .data(let range):
                guard self.request.body.count + range.count <= self.maxBodyBytes else { return .tooLarge }
                buffer.withUnsafeReadableBytes { self.request.body.append(contentsOf: $0[range]) }
                offset = range.upperBound
            case .needMore:
                buffer.moveReaderIndex(forwardBy: buffer.readableBytes)
                self.state = .chunked(decoder)
                return .needMore
            case .end(let consumed):
                buffer.moveReaderIndex(forwardBy: consumed)
                self.state = .head
                return .request(self.request)
            }
        }
    }
}
