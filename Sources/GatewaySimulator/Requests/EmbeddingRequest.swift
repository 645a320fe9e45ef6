package import GatewayWire

/// A request for embeddings.
package struct EmbeddingRequest: Sendable {
    /// Inputs of one request at most.
    package static let maxInputs = 2048
    /// Dimensions of a vector at most.
    package static let maxDimensions = 4096
    /// Numbers of one reply at most, which bounds its memory.
    package static let maxNumbers = 4 << 20

    /// Model name without a fault.
    package var model: String
    /// Fault that the model name asks for.
    package var fault: Fault?
    /// Texts to embed.
    package var inputs: [String]
    /// Dimensions of each vector.
    package var dimensions: Int
    /// Whether vectors are base64 of little-endian 32-bit floats, not lists of numbers.
    package var isBase64: Bool

    /// Reads a request's body.
    package init(_ body: JSONValue) throws(RequestProblem) {
        guard let name = body["model"]?.text, !name.isEmpty else {
            throw RequestProblem("The model is missing; send \"model\": \"NAME\".", param: "model")
        }
        (self.model, self.fault) = Fault.split(name)
        self.inputs = try TextInput.read(body["input"], param: "input", limit: Self.maxInputs)
        self.dimensions = 1536
        if let value = body["dimensions"], !value.isNull {
            guard let dimensions = value.integer, (1...Self.maxDimensions).contains(dimensions) else {
                throw RequestProblem(
                    "dimensions must be an integer from 1 to \(Self.maxDimensions).",
                    param: "dimensions"
                )
            }
            self.dimensions = dimensions
        }
        guard self.inputs.count * self.dimensions <= Self.maxNumbers else {
            throw RequestProblem("The reply would be too large; send fewer inputs at a time.", param: "input")
        }
        switch body["encoding_format"]?.text {
        case nil, "float": self.isBase64 = false
        case "base64": self.isBase64 = true
        default: throw RequestProblem("encoding_format must be float or base64.", param: "encoding_format")
        }
    }
}
