extension JSONPatch {
    /// Everything that the gateway changes in a request body before a provider sees it.
    ///
    /// - Parameters:
    ///   - scan: The scan of the body.
    ///   - quotedModel: The provider's name of the model as a JSON string, quotes included; nil to leave it. A body
    ///     that names no model is left without one.
    ///   - asksForUsage: Whether the reply stream must end with a usage chunk. Where the body already asks for it
    ///     nothing changes.
    ///   - cutsGatewayFields: Whether the members meant for the gateway are removed.
    ///   - cutsFallbacks: Whether `fallbacks` is one of them: where it is, it says nothing to a provider.
    package init(
        _ scan: RequestScan,
        quotedModel: [UInt8]? = nil,
        asksForUsage: Bool = false,
        cutsGatewayFields: Bool = true,
        cutsFallbacks: Bool = false
    ) {
        self.init()
        let cutsBoth = cutsGatewayFields && cutsFallbacks
        if asksForUsage {
            self.askForUsage(scan, isEmpty: cutsBoth ? scan.isEmptyWithoutFallbacks : scan.isEmptyObject)
        }
        if let quotedModel, let value = scan.modelValue { self.replace(value, with: quotedModel) }
        if cutsGatewayFields {
            for field in cutsBoth ? scan.gatewayFieldsAndFallbacks : scan.gatewayFields {
                self.replace(field, with: [])
            }
        }
    }

    private mutating func askForUsage(_ scan: RequestScan, isEmpty: Bool) {
        guard scan.includeUsage != true else { return }
        if let value = scan.includeUsageValue { return self.replace(value, with: UsageRequest.yes) }
        switch (scan.optionsShape, scan.optionsValue) {
        case (.null, let value?):
            self.replace(value, with: UsageRequest.options)
        case (.emptyObject, let value?):
            self.replace((value.lowerBound + 1)..<(value.lowerBound + 1), with: UsageRequest.onlyMember)
        case (.object, let value?):
            self.replace((value.lowerBound + 1)..<(value.lowerBound + 1), with: UsageRequest.firstMember)
        case (.absent, _):
            let bytes = isEmpty ? UsageRequest.onlyOptions : UsageRequest.firstOptions
            self.replace(scan.objectStart..<scan.objectStart, with: bytes)
        default:
            break
        }
    }
}

/// The byte strings that ask a provider for a usage chunk, allocated once.
private enum UsageRequest {
    static let yes = Array("true".utf8)
    static let onlyMember = Array(#""include_usage":true"#.utf8)
    static let firstMember = Array(#""include_usage":true,"#.utf8)
    static let options = Array(#"{"include_usage":true}"#.utf8)
    static let onlyOptions = Array(#""stream_options":{"include_usage":true}"#.utf8)
    static let firstOptions = Array(#""stream_options":{"include_usage":true},"#.utf8)
}
