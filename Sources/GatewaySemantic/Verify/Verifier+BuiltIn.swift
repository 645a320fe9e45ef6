import CVerifierModel

extension Verifier {
    /// The verifier that is part of the program; nil where the program was built with a damaged one.
    package static let builtIn: Verifier? = {
        guard let start = verifier_model_bytes() else { return nil }
        let bytes = UnsafeRawBufferPointer(start: start, count: verifier_model_length())
        do throws(VerifierModelError) { return Verifier(try VerifierModel(bytes: bytes)) } catch { return nil }
    }()
}
