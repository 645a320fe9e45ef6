import NIOCore
import NIOEmbedded
import NIOHTTP1

/// Runs NIO's decoders over a connection's bytes.
enum ReferenceDecoder {
    /// What NIO makes of requests that arrive in these portions.
    static func requests(_ portions: [ArraySlice<UInt8>]) -> FramedConnection {
        var connection = FramedConnection()
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(HTTPRequestDecoder()))
        do {
            for portion in portions { try channel.writeInbound(ByteBuffer(bytes: portion)) }
        } catch {
            connection.refusal = "\(error)"
        }
        while let part = try? channel.readInbound(as: HTTPServerRequestPart.self) {
            switch part {
            case .head(let head):
                // NIO's name of this one method lacks its hyphen.
                let method = head.method == .MSEARCH ? "M-SEARCH" : head.method.rawValue
                connection.messages.append(
                    FramedMessage(
                        start: [method, head.uri],
                        isHTTP10: head.version == .http1_0,
                        fields: Self.fields(head.headers),
                        keepAlive: head.isKeepAlive
                    )
                )
            case .body(let body): connection.messages[connection.messages.count - 1].body += Array(buffer: body)
            case .end: connection.messages[connection.messages.count - 1].isComplete = true
            }
        }
        _ = try? channel.finish(acceptAlreadyClosed: true)
        return connection
    }

    /// Fields as NIO has them, without the white space that it leaves at the end of values (RFC 9110, 5.5).
    private static func fields(_ headers: HTTPHeaders) -> [[String]] {
        headers.map { name, value in
            let kept = value.utf8.reversed().drop { $0 == 0x20 || $0 == 0x09 }.reversed()
            return [name, String(decoding: Array(kept), as: UTF8.self)]
        }
    }

    /// What NIO makes of responses that arrive in these portions before the connection ends.
    static func responses(_ portions: [ArraySlice<UInt8>], answersHEAD: [Bool]) -> FramedConnection {
        var connection = FramedConnection()
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(HTTPResponseDecoder()))
        do {
            for isHEAD in answersHEAD {
                let head = HTTPRequestHead(version: .http1_1, method: isHEAD ? .HEAD : .GET, uri: "/")
                try channel.writeOutbound(HTTPClientRequestPart.head(head))
                try channel.writeOutbound(HTTPClientRequestPart.end(nil))
            }
            for portion in portions { try channel.writeInbound(ByteBuffer(bytes: portion)) }
            channel.pipeline.fireChannelInactive()
            try channel.throwIfErrorCaught()
        } catch {
            connection.refusal = "\(error)"
        }
        while let part = try? channel.readInbound(as: HTTPClientResponsePart.self) {
            switch part {
            case .head(let head):
                connection.messages.append(
                    FramedMessage(
                        start: ["\(head.status.code)"],
                        isHTTP10: head.version == .http1_0,
                        fields: Self.fields(head.headers)
                    )
                )
            case .body(let body): connection.messages[connection.messages.count - 1].body += Array(buffer: body)
            case .end: connection.messages[connection.messages.count - 1].isComplete = true
            }
        }
        _ = try? channel.finish(acceptAlreadyClosed: true)
        return connection
    }
}
