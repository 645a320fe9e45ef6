package import GatewayCore

/// Azure OpenAI: the deployment stands in the path and the API version in the query; the key has a header of its own.
///
/// Source: Azure OpenAI REST API reference, `POST {endpoint}/openai/deployments/{deployment-id}/chat/completions
/// ?api-version={version}`, header `api-key`. A base URL that ends in `/openai/v1` is Azure's newer form without both.
package struct AzureOpenAI: ProviderAdapter {
    /// Version used where the configuration states none.
    package static let defaultVersion = "2024-10-21"

    /// Creates the dialect.
    package init() {}

    package var asksForStreamUsage: Bool { true }

    package func path(for endpoint: Endpoint, model: String, at provider: Provider) -> [UInt8] {
        let suffix = OpenAICompatible.suffix(of: endpoint)
        return Array(self.path(suffix, query: "", model: model, at: provider).utf8)
    }

    package func passthroughPath(_ path: String, query: String, model: String?, at provider: Provider) -> [UInt8] {
        Array(self.path(path, query: query, model: model, at: provider).utf8)
    }

    package func credential(_ apiKey: Secret) -> (name: String, value: Secret) {
        ("api-key", apiKey)
    }

    private func path(_ suffix: String, query: String, model: String?, at provider: Provider) -> String {
        if provider.basePath.hasSuffix("/openai/v1") {
            return provider.basePath + suffix + (query.isEmpty ? "" : "?" + query)
        }
        let version = "api-version=" + (provider.apiVersion ?? Self.defaultVersion)
        let root = provider.basePath.hasSuffix("/openai") ? provider.basePath : provider.basePath + "/openai"
        let deployment = model.map { "/deployments/" + Self.percentEncoded($0) } ?? ""
        return root + deployment + suffix + "?" + (query.isEmpty ? version : query + "&" + version)
    }

    /// A path segment (RFC 3986 section 3.3): unreserved characters as they are, all others in per cent form.
    private static func percentEncoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                result += "%" + (hex.count == 1 ? "0" : "") + hex
            }
        }
        return result
    }
}
