import ArgumentParser
import Gateway
import GatewayAdmin
import GatewayConfig
import GatewayCore
import GatewayWire
import NIOCore
import NIOPosix
import NIOSSL

extension Cache {
    /// A key on the command line.
    static func key(_ text: String) throws -> String {
        guard let key = CacheKeyText.canonical(text) else { throw ValidationError(CacheKeyText.advice) }
        return key
    }

    /// An address on the command line.
    static func address(_ text: String) throws -> HTTPAddress {
        do throws(HTTPAddress.Fault) {
            return try HTTPAddress(text)
        } catch {
            throw ValidationError("\(error)")
        }
    }

    /// A credential for a header field; a line break in it would begin another field.
    static func credential(_ text: String?, from source: String) throws(CacheFailure) -> String? {
        guard let text, !text.isEmpty else { return nil }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw CacheFailure("\(source) has blanks or characters that a header field cannot hold.")
        }
        return text
    }

    /// Reads a configuration file.
    static func settings(_ path: String, environment: [String: String]) throws(CacheFailure) -> Settings {
        let bytes: [UInt8]
        do {
            bytes = try ConfigFile.contents(of: path)
        } catch {
            throw CacheFailure("\(path): \(error.reason)")
        }
        let result = ConfigLoader.load(
            bytes: bytes,
            fileName: path,
            environment: environment,
            knownKinds: Gateway.knownKinds,
            conditions: Gateway.checkCondition,
            readFile: { try ConfigFile.contents(of: $0) }
        )
        switch result {
        case .success(let settings): return settings
        case .failure(let errors):
            throw CacheFailure(
                "\(errors)\nThe configuration cannot be used here; give the address instead of --config."
            )
        }
    }
}

/// Why a command about the cache cannot go on.
struct CacheFailure: Error, Equatable {
    /// What is wrong and how to mend it.
    var message: String

    init(_ message: String) {
        self.message = message
    }
}

/// Where the admin plane is, and the key to it.
struct CacheAdminPlane: Equatable {
    var address: HTTPAddress
    var key: String?
}

/// Options of the commands that ask the admin plane.
struct CacheAdminOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Address of the admin plane. (default: server.admin of --config, else http://127.0.0.1:9090)",
            valueName: "url"
        ),
        transform: Cache.address
    )
    var admin: HTTPAddress?

    @Option(name: .shortAndLong, help: "Configuration file, to take address and key of the admin plane from.")
    var config: String?

    @Option(help: "Seconds to wait for the answer.")
    var timeout = 30

    @Flag(help: "Print the answer as JSON.")
    var json = false

    mutating func validate() throws {
        guard (1...3600).contains(self.timeout) else {
            throw ValidationError("--timeout is not a number of seconds from 1 to 3600.")
        }
    }

    /// The admin plane that is meant. What stands on the command line wins over the file; a key in the environment too.
    func plane(environment: [String: String]) throws(CacheFailure) -> CacheAdminPlane {
        var address = HTTPAddress(host: "127.0.0.1", port: 9090)
        var key = try Cache.credential(environment["SIGNALBOX_ADMIN_KEY"], from: "SIGNALBOX_ADMIN_KEY")
        if let config = self.config {
            let server = try Cache.settings(config, environment: environment).server
            if self.admin == nil {
                do throws(HTTPAddress.Fault) {
                    address = try HTTPAddress(of: server.admin)
                } catch {
                    throw CacheFailure("\(config): server.admin: \(error); give --admin URL")
                }
            }
            if key == nil {
                key = try Cache.credential(server.adminKey?.reveal(), from: "server.admin_key")
            }
        }
        return CacheAdminPlane(address: self.admin ?? address, key: key)
    }

    /// Asks the admin plane.
    func ask(_ request: HTTPRequest) async throws(CacheFailure) -> HTTPAnswer {
        let plane = try self.plane(environment: Environment.all)
        var request = request
        if let key = plane.key {
            request.fields.append(("authorization", "Bearer \(key)"))
        }
        request.fields.append(("connection", "close"))
        let timeout = TimeAmount.seconds(Int64(self.timeout))
        let answer: HTTPAnswer
        do throws(HTTPFault) {
            let connection = try await HTTPConnection.connect(
                to: plane.address,
                on: MultiThreadedEventLoopGroup.singleton,
                trust: try Self.trust(for: plane.address),
                timeout: min(timeout, .seconds(5))
            )
            answer = try await connection.send(request, keeping: .whole(upTo: 16 << 20), timeout: timeout)
        } catch {
            throw CacheFailure(
                "The admin plane at \(plane.address): \(error.message). Is the gateway running there? "
                    + "--admin URL names another address, --config FILE takes it from the configuration."
            )
        }
        guard answer.isSuccess else { throw Self.refusal(answer, by: plane) }
        return answer
    }

    private static func trust(for address: HTTPAddress) throws(HTTPFault) -> NIOSSLContext? {
        guard address.isTLS else { return nil }
        do {
            return try NIOSSLContext(configuration: .makeClientConfiguration())
        } catch {
            throw .unreachable("the system's certificates cannot be read")
        }
    }

    private static func refusal(_ answer: HTTPAnswer, by plane: CacheAdminPlane) -> CacheFailure {
        let message = CacheText.plain(ErrorEnvelope(reading: answer.body.span.bytes)?.message ?? "no reason is given")
        let hint =
            switch answer.status {
            case 401 where plane.key == nil: " Set SIGNALBOX_ADMIN_KEY, or give --config FILE."
            case 401: " The key that was sent is another one."
            default: ""
            }
        return CacheFailure("The admin plane at \(plane.address) answered \(answer.status): \(message)\(hint)")
    }

    /// Asks for a document, and prints it as it is or as text.
    func show(_ path: String, _ text: (JSONValue) -> String?) async throws {
        try await self.print(HTTPRequest("GET", path), text)
    }

    /// Sends a request, and prints its answer as it is or as text; returns it as a tree.
    @discardableResult
    func print(_ request: HTTPRequest, _ text: (JSONValue) -> String?) async throws -> JSONValue {
        do throws(CacheFailure) {
            let answer = try await self.ask(request)
            guard let value = try? JSONValue.parse(answer.body.span.bytes), let shown = text(value) else {
                throw CacheFailure("The admin plane answered something else. Is it a gateway of this version?")
            }
            StandardOutput.write(self.json ? String(decoding: answer.body, as: UTF8.self) + "\n" : shown)
            return value
        } catch {
            throw CleanExit.failure(error.message)
        }
    }
}
