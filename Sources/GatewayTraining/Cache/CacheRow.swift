package import GatewayWire

/// Why a line of an evaluation file is no row, for the person who wrote it.
package struct CacheRowError: Error, Equatable {
    /// What is wrong and how to mend it.
    package let message: String
}

/// Two prompts and whether one answer may serve both.
package struct CachePair: Sendable, Equatable {
    /// The prompt whose answer is stored.
    package let stored: String
    /// The prompt that asks.
    package let new: String
    /// Whether the stored answer may be served.
    package let isSame: Bool
    /// What kind of pair it is, such as `mutation-number`.
    package let slice: String
}

/// A prompt of a stream; requests of one class may share an answer.
package struct CacheArrival: Sendable, Equatable {
    /// What is asked.
    package let prompt: String
    /// Names the answer.
    package let answer: String
}

/// A wording of a question with a canned answer, or one that has none.
package struct CacheWording: Sendable, Equatable {
    /// The class of prompts that must not hit.
    package static let outside = "oos"

    /// `train` rows are stored, `test` rows ask, `val` rows may set thresholds.
    package let split: String
    /// What is asked.
    package let prompt: String
    /// Names the answer.
    package let answer: String

    /// Whether there is no answer.
    package var isOutside: Bool { self.answer == Self.outside }
}

extension CachePair {
    /// Reads `{"a": …, "b": …, "label": 0 or 1, "slice": …}`; the slice may be missing.
    package init(_ document: JSONValue) throws(CacheRowError) {
        self.stored = try document.required("a")
        self.new = try document.required("b")
        switch document["label"] {
        case .some(.number("1")), .some(.bool(true)): self.isSame = true
        case .some(.number("0")), .some(.bool(false)): self.isSame = false
        default: throw CacheRowError(message: "'label' is not 0 or 1. Write 1 where one answer may serve both.")
        }
        self.slice = document["slice"]?.text ?? "(none)"
    }
}

extension CacheArrival {
    /// Reads `{"prompt": …, "class": …}`.
    package init(_ document: JSONValue) throws(CacheRowError) {
        self.prompt = try document.required("prompt")
        self.answer = try document.requiredClass()
    }
}

extension CacheWording {
    /// Reads `{"split": "train" or "test" or "val", "prompt": …, "class": …}`.
    package init(_ document: JSONValue) throws(CacheRowError) {
        self.split = try document.required("split")
        guard ["train", "test", "val"].contains(self.split) else {
            throw CacheRowError(message: "'split' is not train, test or val.")
        }
        self.prompt = try document.required("prompt")
        self.answer = try document.requiredClass()
    }
}

extension JSONValue {
    fileprivate func required(_ name: String) throws(CacheRowError) -> String {
        guard let text = self[name]?.text else {
            throw CacheRowError(message: "'\(name)' is missing or no text. Write it as a string.")
        }
        return text
    }

    fileprivate func requiredClass() throws(CacheRowError) -> String {
        guard let name = self["class"]?.text ?? self["class"]?.numberText else {
            throw CacheRowError(message: "'class' is missing. Write a number or text that names the answer.")
        }
        return name
    }
}
