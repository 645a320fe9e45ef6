/// Bytes of `text/event-stream` that the gateway writes itself.
package enum EventStreamWriter {
    /// A comment that keeps a connection open and that clients pass over.
    package static let ping: [UInt8] = Array(": ping\n\n".utf8)

    /// The event that ends a stream of the OpenAI API.
    package static let done: [UInt8] = Array("data: [DONE]\n\n".utf8)

    /// Appends an event of the given data, one `data` line for each of its lines.
    package static func append(_ data: RawSpan, to bytes: inout [UInt8]) {
        data.withUnsafeBytes { self.append($0, to: &bytes) }
    }

    /// An event of the given data.
    package static func event(_ data: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(data.count + 8)
        data.withUnsafeBytes { self.append($0, to: &bytes) }
        return bytes
    }

    /// The event that reports an error inside a stream whose status was already sent; no `[DONE]` may follow it.
    package static func event(_ error: ErrorEnvelope) -> [UInt8] {
        self.event(error.bytes)
    }

    private static func append(_ data: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: self.prefix)
        var copied = 0
        var index = 0
        while index < data.count {
            let byte = data[index]
            guard byte == Byte.lineFeed || byte == Byte.carriageReturn else {
                index += 1
                continue
            }
            bytes.append(contentsOf: data[copied..<index])
            bytes.append(Byte.lineFeed)
            bytes.append(contentsOf: self.prefix)
            if byte == Byte.carriageReturn, index + 1 < data.count, data[index + 1] == Byte.lineFeed { index += 1 }
            index += 1
            copied = index
        }
        bytes.append(contentsOf: data[copied...])
        bytes.append(Byte.lineFeed)
        bytes.append(Byte.lineFeed)
    }

    private static let prefix: [UInt8] = Array("data: ".utf8)
}
