package import GatewayCore
import GatewayWire

/// What every object of one reply has in common.
package struct ReplyIdentity: Sendable, Equatable {
    /// Id of the completion.
    package var id: String
    /// Unix time in seconds.
    package var created: Int
    /// Model name without a fault.
    package var model: String
    /// Fingerprint of the backend, always the same for a model.
    package var system: String

    /// The identity of a reply to a request, with an id drawn from `chance`.
    package init(form: GenerationRequest.Form, model: String, created: Int, from chance: inout Chance) {
        self.id = (form == .chat ? "chatcmpl-" : "cmpl-") + Identifier.text(29, from: &chance)
        self.created = created
        self.model = model
        var systemChance = Chance(seed: Fingerprint(model).value)
        self.system = "fp_" + Identifier.hex(10, from: &systemChance)
    }

    /// Writes the members that come before the choices.
    func write(object: StaticString, into writer: inout JSONWriter) {
        writer.member("id", self.id)
        writer.member("object", object)
        writer.member("created", self.created)
        writer.member("model", self.model)
        writer.member("service_tier", "default" as StaticString)
        writer.member("system_fingerprint", self.system)
    }
}
