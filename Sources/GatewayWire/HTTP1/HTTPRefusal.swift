/// Reason why bytes are not an HTTP/1 message that the gateway is willing to understand.
///
/// Closed on purpose: every case is a line of the strictness table, and framing is lost after each of them, so that
/// the connection must be closed. For a message from a provider only `message` matters; the client sees a 502.
package enum HTTPRefusal: Error, Equatable, Sendable, CaseIterable {
    /// A CR that no LF follows (RFC 9112, 2.2).
    case bareCarriageReturn
    /// An LF that no CR precedes (RFC 9112, 2.2).
    case bareLineFeed
    /// A field line that begins with white space (RFC 9112, 5.2).
    case obsoleteFolding
    /// A NUL, another control character or DEL in a line (RFC 9110, 5.5).
    case controlCharacter
    /// A field name that is empty or not a token, for instance with a space before the colon (RFC 9112, 5.1).
    case invalidFieldName
    /// A field line without a colon.
    case missingColon
    /// A request line that is not `method SP target SP HTTP/1.x` (RFC 9112, 3).
    case malformedRequestLine
    /// A request target with white space, control or non-ASCII bytes, or in no known form (RFC 9112, 3.2).
    case invalidTarget
    /// A status line that is not `HTTP/1.x SP 3DIGIT [SP reason]`, or whose status is not 100 to 599.
    case malformedStatusLine
    /// An HTTP version other than 1.0 and 1.1.
    case unsupportedVersion
    /// An HTTP/1.1 request without Host (RFC 9112, 3.2).
    case missingHost
    /// More than one Host (RFC 9112, 3.2).
    case duplicateHost
    /// A Host that is not `host[:port]`.
    case invalidHost
    /// A Content-Length that is not a run of digits, or too large to count.
    case invalidContentLength
    /// More than one Content-Length, equal or not, or a list in one.
    case duplicateContentLength
    /// Content-Length together with Transfer-Encoding: the classic of request smuggling (RFC 9112, 6.1).
    case contentLengthWithTransferEncoding
    /// More than one Transfer-Encoding.
    case duplicateTransferEncoding
    /// A Transfer-Encoding that is not exactly `chunked`.
    case unsupportedTransferEncoding
    /// Transfer-Encoding in an HTTP/1.0 message (RFC 9112, 6.1).
    case transferEncodingOnHTTP10
    /// A provider that answers 101 although the gateway never asks for an upgrade.
    case switchingProtocols
    /// A head beyond `HTTPLimits.maxHeadBytes`.
    case headTooLong
    /// More fields than `HTTPLimits.maxFields`.
    case tooManyFields
    /// A target beyond `HTTPLimits.maxTargetBytes`.
    case targetTooLong
    /// A chunk size that is empty, not hexadecimal, or too large to count (RFC 9112, 7.1).
    case invalidChunkSize
    /// A chunk extension that is not `;name[=value]` (RFC 9112, 7.1.1).
    case invalidChunkExtension
    /// Chunk data that no CRLF follows: the size does not tell the truth.
    case missingChunkTerminator
    /// A chunk size with extensions beyond `HTTPLimits.maxChunkLineBytes`.
    case chunkLineTooLong
    /// A Content-Length or Transfer-Encoding among the trailers (RFC 9110, 6.5.1).
    case framingTrailer
    /// Trailers beyond `HTTPLimits.maxTrailerBytes`.
    case trailersTooLong

    /// Status to answer with when a client sent it.
    package var status: Int {
        switch self {
        case .targetTooLong: 414
        case .headTooLong, .tooManyFields, .trailersTooLong: 431
        case .unsupportedTransferEncoding: 501
        case .unsupportedVersion: 505
        default: 400
        }
    }

    /// What was wrong and how to mend it, for the body of the answer and the log.
    package var message: String {
        switch self {
        case .bareCarriageReturn: "A carriage return stands alone; end every line with CR LF."
        case .bareLineFeed: "A line ends with LF alone; end every line with CR LF."
        case .obsoleteFolding: "A header line begins with white space; write each header on one line."
        case .controlCharacter: "A line contains a control character; remove or encode it."
        case .invalidFieldName:
            "A header name is empty or has a character that names may not have (often a space before the colon); fix it."
        case .missingColon: "A header line has no colon; write 'Name: value'."
        case .malformedRequestLine:
            "The request line is malformed; write 'METHOD target HTTP/1.1' with single spaces."
        case .invalidTarget:
            "The request target is malformed; send a path that begins with '/', percent-encoded, without '#'."
        case .malformedStatusLine: "The status line is malformed; expected 'HTTP/1.1 200 OK'."
        case .unsupportedVersion: "This HTTP version is not spoken here; use HTTP/1.1."
        case .missingHost: "The Host header is missing; HTTP/1.1 requires exactly one."
        case .duplicateHost: "There is more than one Host header; send exactly one."
        case .invalidHost: "The Host header is malformed; send 'name' or 'name:port'."
        case .invalidContentLength: "Content-Length is not a plain decimal number; send the exact body size in digits."
        case .duplicateContentLength: "Content-Length is given more than once; send exactly one."
        case .contentLengthWithTransferEncoding:
            "Both Content-Length and Transfer-Encoding are present; send only one of them."
        case .duplicateTransferEncoding: "Transfer-Encoding is given more than once; send exactly one."
        case .unsupportedTransferEncoding: "Transfer-Encoding is not exactly 'chunked'; no other coding is understood."
        case .transferEncodingOnHTTP10:
            "Transfer-Encoding does not exist in HTTP/1.0; send Content-Length, or use HTTP/1.1."
        case .switchingProtocols: "The answer is 101 Switching Protocols, which was not asked for."
        case .headTooLong: "The request line and headers are too long together; send fewer or shorter headers."
        case .tooManyFields: "There are too many headers; send fewer."
        case .targetTooLong: "The request target is too long; move data from the URL into the body."
        case .invalidChunkSize: "A chunk size is not a plain hexadecimal number; fix the chunked encoding."
        case .invalidChunkExtension: "A chunk extension is malformed; send chunks without extensions."
        case .missingChunkTerminator: "A chunk's data is not followed by CR LF; its size is wrong."
        case .chunkLineTooLong: "A chunk size line is too long; send chunks without extensions."
        case .framingTrailer: "The trailers have a Content-Length or Transfer-Encoding; send it before the body."
        case .trailersTooLong: "The trailer section is too long; send fewer or shorter trailers."
        }
    }
}
