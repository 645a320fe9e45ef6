package import GatewayCore
package import GatewayWire

/// What is wrong with a price book, and where in it.
package struct PriceBookError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The closed list of reasons.
    package enum Kind: Hashable, Sendable {
        /// The file is not JSON.
        case malformed(JSONError)
        /// The file says another format, currency or unit than this version reads.
        case unsupported
        /// A field that must be there is not.
        case missing
        /// A field holds another kind of value than it must.
        case wrongType
        /// A field that no version knows: a misspelt price would else be lost without a sound.
        case unknownField
        /// A text that must say something is empty.
        case emptyText
        /// A price is no decimal text of dollars.
        case badPrice(DollarTextError)
        /// A date is not `YYYY-MM-DD`.
        case badDate
        /// Two entries of one provider have the same name.
        case duplicate
    }

    /// The reason.
    package var kind: Kind
    /// Path of the field, such as `models[3].input`, or `provider/model` of a duplicate.
    package var place: String

    /// An error of one kind at one place.
    package init(_ kind: Kind, at place: String) {
        self.kind = kind
        self.place = place
    }

    /// One sentence for people.
    package var description: String {
        let place = self.place.isEmpty ? "the file" : self.place
        return switch self.kind {
        case .malformed(let error): "The price book is not JSON: \(error.kind) at byte \(error.offset)."
        case .unsupported: "The price book has a value at \(place) that this version does not read."
        case .missing: "The price book lacks \(place)."
        case .wrongType: "The price book has a value of the wrong kind at \(place)."
        case .unknownField: "The price book has an unknown field at \(place)."
        case .emptyText: "The price book has an empty text at \(place)."
        case .badPrice(let error): "The price book has no price in decimal dollars at \(place): \(error)."
        case .badDate: "The price book has no date like 2026-01-31 at \(place)."
        case .duplicate: "The price book has \(place) twice."
        }
    }
}
