import GatewayWire

/// Everything beside the body on which it depends whether two requests may share an answer.
///
/// Each part goes into the key with its length in front, so no two scopes have the same bytes.
package struct KeyScope: Hashable, Sendable {
    /// Who answers, as far as the key is concerned.
    package enum Target: Hashable, Sendable {
        /// Any deployment of a model group.
        case group(String)
        /// One deployment only.
        case deployment(String)
    }

    /// A request header or tag by which answers vary.
    package struct Variation: Hashable, Sendable {
        /// The name, lower case.
        package let name: String
        /// The value; nil where the request has none, which is not the same as an empty one.
        package let value: String?

        /// A header or tag with its value.
        package init(name: String, value: String?) {
            self.name = name
            self.value = value
        }
    }

    /// The route, such as `/v1/chat/completions`.
    package var endpoint: String
    /// Who answers.
    package var target: Target
    /// Digest of the settings that change an answer on its way, such as guardrails; see `KeyMaker.fingerprint(of:)`.
    package var policy: CacheKey
    /// The tenant whose answers these are; nil only where all tenants are to share them.
    package var tenant: String?
    /// Raised to leave all older entries behind.
    package var epoch: UInt64
    /// The version of the caller's prompt, where it names one.
    package var promptVersion: String?
    /// The version of the model behind the target, where it is known.
    package var modelVersion: String?
    /// Headers and tags by which answers vary, in the order of the policy.
    package var variations: [Variation]

    /// A scope; what is left out is absent.
    package init(
        endpoint: String,
        target: Target,
        policy: CacheKey,
        tenant: String?,
        epoch: UInt64 = 0,
        promptVersion: String? = nil,
        modelVersion: String? = nil,
        variations: [Variation] = []
    ) {
        self.endpoint = endpoint
        self.target = target
        self.policy = policy
        self.tenant = tenant
        self.epoch = epoch
        self.promptVersion = promptVersion
        self.modelVersion = modelVersion
        self.variations = variations
    }

    /// Appends the scope in a form from which each part could be read back.
    func encode(to scratch: inout ByteScratch) {
        scratch.append(text: self.endpoint)
        switch self.target {
        case .group(let name):
            scratch.append(0x67)
            scratch.append(text: name)
        case .deployment(let id):
            scratch.append(0x64)
            scratch.append(text: id)
        }
        scratch.append(self.policy)
        scratch.append(text: self.tenant)
        scratch.append(word: self.epoch)
        scratch.append(text: self.promptVersion)
        scratch.append(text: self.modelVersion)
        scratch.append(length: self.variations.count)
        for variation in self.variations {
            scratch.append(text: variation.name)
            scratch.append(text: variation.value)
        }
    }
}

extension ByteScratch {
    /// Appends a length of any size, so that its end can be told: seven bits a byte, the highest one set on all but
    /// the last.
    mutating func append(length: Int) {
        var rest = UInt64(length)
        while rest >= 0x80 {
            self.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        self.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Appends a text with its length in front.
    mutating func append(text: String) {
        var text = text
        text.withUTF8 { bytes in
            self.append(length: bytes.count)
            self.append(UnsafeRawBufferPointer(bytes))
        }
    }

    /// Appends a text that may be absent, which differs from every text.
    mutating func append(text: String?) {
        guard let text else { return self.append(0) }
        self.append(1)
        self.append(text: text)
    }

    /// Appends eight bytes, the highest one first.
    mutating func append(word: UInt64) {
        Swift.withUnsafeBytes(of: word.bigEndian) { self.append($0) }
    }

    /// Appends the 32 bytes of a key.
    mutating func append(_ key: CacheKey) {
        self.append(word: key.a)
        self.append(word: key.b)
        self.append(word: key.c)
        self.append(word: key.d)
    }
}
