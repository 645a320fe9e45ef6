import GatewayCache
import GatewayCore
import GatewayRouting
import GatewaySemantic

/// What answers by meaning: the embedder that the operator chose, the verifier, the detector of languages.
enum SemanticParts {
    /// Why no answers are given by meaning; everything else works.
    enum Fault: Error, CustomStringConvertible {
        /// The weights cannot be used.
        case embedder(EmbedderError)
        /// The languages cannot be told.
        case language(LanguageModelError)
        /// The verifier cannot be used.
        case verifier

        var description: String {
            switch self {
            case .embedder(let error): "\(error)"
            case .language(let error): "the language model is damaged (\(error)): install the program again"
            case .verifier: "the verifier's model is damaged: install the program again"
            }
        }
    }

    /// Builds what is needed; nil where no group answers by meaning.
    static func parts(for settings: Settings) throws(Fault) -> SemanticState.Parts? {
        guard settings.models.contains(where: { $0.cache?.semantic != nil }) else { return nil }
        let detector: LanguageDetector
        do throws(LanguageModelError) {
            detector = try LanguageDetector()
        } catch {
            throw .language(error)
        }
        guard let verifier = Verifier.builtIn, let prior = verifier.model.calibration else { throw .verifier }
        do throws(EmbedderError) {
            let semantic = settings.cache.semantic
            let folder = semantic.models ?? ""
            let words = try StaticEmbedder(folder: "\(folder)/static-256")
            var embedders: [any LocalEmbedder] = [words]
            var remote: RemoteEmbedder?
            switch semantic.embedder {
            case .staticVectors:
                break
            case .miniLM:
                embedders = [try EmbedderCatalog.builtIn().make("minilm", models: folder)]
            case .remote(let model, let dimensions, let timeout):
                let embedder = RemoteEmbedder(model: model, dimensions: dimensions, timeout: timeout)
                remote = embedder
                embedders.insert(embedder, at: 0)
            }
            return SemanticState.Parts(
                embedders: embedders,
                remote: remote,
                scale: words,
                words: words,
                verifier: verifier,
                prior: prior,
                language: { text in
                    let guess = detector.detect(text)
                    return guess.language == .unknown ? nil : guess.language.code
                }
            )
        } catch {
            throw .embedder(error)
        }
    }
}
