import ArgumentParser
import Gateway
import GatewayAdmin
import GatewayWire

/// Shows who would be asked for a request, and why; nobody is called.
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show which deployment a request would go to, and why. No provider is called.",
        discussion: """
            With --config the configuration file decides alone: nothing is measured, so all deployments are idle and \
            well. With --admin, or with neither, a running gateway decides by its live numbers; its admin key comes \
            from SIGNALBOX_ADMIN_KEY.

              signalbox explain --config gateway.yaml --model auto "Write a haiku about rivers"
              signalbox explain --admin http://127.0.0.1:9090 --model auto --header x-signalbox-tags:batch "Hello"
              signalbox explain --config gateway.yaml --request request.json

            Exit codes: 0 the request would be routed, 2 it would be refused, 1 that cannot be said, 64 the command \
            line is wrong.
            """
    )

    @Argument(help: "The prompt, sent as one message of the user.")
    var prompt: String?

    @Option(help: "Model group that the request names.")
    var model: String?

    @Option(help: ArgumentHelp("File with the body of a request instead of a prompt.", valueName: "file"))
    var request: String?

    @Option(help: ArgumentHelp("Header of the request, NAME:VALUE; may be given several times.", valueName: "header"))
    var header: [String] = []

    @Option(help: "Name of the virtual key that the request is sent with.")
    var key: String?

    @Flag(help: "Ask for a stream.")
    var stream = false

    @Option(name: .shortAndLong, help: "Configuration file to decide by, without a running gateway.")
    var config: String?

    @Option(
        help: ArgumentHelp("Address of the admin plane of a running gateway.", valueName: "url"),
        transform: Cache.address
    )
    var admin: HTTPAddress?

    @Option(help: "Seconds to wait for the answer of a running gateway.")
    var timeout = 30

    @Flag(help: "Print the decision as JSON.")
    var json = false

    mutating func validate() throws {
        guard (self.prompt == nil) != (self.request == nil) else {
            throw ValidationError("Give either a prompt or --request FILE.")
        }
        guard self.request != nil || self.model != nil else {
            throw ValidationError("--model names the model group that the prompt is for.")
        }
        guard self.config == nil || self.admin == nil else {
            throw ValidationError("--config decides without a gateway, --admin asks one: give one of them.")
        }
        guard (1...3600).contains(self.timeout) else {
            throw ValidationError("--timeout is not a number of seconds from 1 to 3600.")
        }
        for header in self.header where !header.contains(":") {
            throw ValidationError("The header '\(header)' is not NAME:VALUE.")
        }
    }

    mutating func run() async throws {
        let document: [UInt8]
        do throws(CacheFailure) {
            let body = try self.body()
            document = self.config == nil ? try await self.ask(body) : try await self.decide(body)
        } catch {
            throw CleanExit.failure(error.message)
        }
        guard let value = try? JSONValue.parse(document.span.bytes), let text = ExplainText.text(value) else {
            throw CleanExit.failure("The admin plane answered something else. Is it a gateway of this version?")
        }
        StandardOutput.write(self.json ? String(decoding: document, as: UTF8.self) + "\n" : text)
        if value["outcome"]?.text == "refused" {
            throw ExitCode(2)
        }
    }

    /// What the admin plane takes.
    func body() throws(CacheFailure) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("request")
        if let file = self.request {
            writer.raw(try Self.contents(of: file))
        } else {
            writer.beginObject()
            writer.member("model", self.model)
            if self.stream {
                writer.member("stream", true)
            }
            writer.key("messages")
            writer.beginArray()
            writer.beginObject()
            writer.member("role", "user")
            writer.member("content", self.prompt)
            writer.endObject()
            writer.endArray()
            writer.endObject()
        }
        writer.key("headers")
        writer.beginObject()
        for header in self.header {
            let name = header.prefix { $0 != ":" }
            let value = header.dropFirst(name.utf8.count + 1).drop { $0 == " " }
            writer.key(String(name))
            writer.string(String(value))
        }
        writer.endObject()
        if let key = self.key {
            writer.member("key", key)
        }
        writer.endObject()
        return writer.bytes
    }

    private static func contents(of file: String) throws(CacheFailure) -> [UInt8] {
        let bytes = try WholeFile.contents(of: file, upTo: 16 << 20)
        guard let value = try? JSONValue.parse(bytes.span.bytes), value.members != nil else {
            throw CacheFailure("\(file): that is not a JSON object.")
        }
        return bytes
    }

    private func decide(_ body: [UInt8]) async throws(CacheFailure) -> [UInt8] {
        let settings = try Cache.settings(self.config ?? "", environment: Environment.all)
        let answer: ExplainAnswer
        do {
            answer = try await OfflineDecisions(settings).explain(body)
        } catch {
            throw CacheFailure("\(self.config ?? ""): \(error)")
        }
        switch answer {
        case .document(let document): return document
        case .malformed(let message, _): throw CacheFailure(message)
        }
    }

    private func ask(_ body: [UInt8]) async throws(CacheFailure) -> [UInt8] {
        var options = CacheAdminOptions()
        options.admin = self.admin
        options.config = nil
        options.timeout = self.timeout
        options.json = self.json
        return try await options.ask(HTTPRequest("POST", "/admin/v1/explain", body: body)).body
    }
}
