import ArgumentParser
import GatewayAdmin
import GatewayCore
import NIOCore
import NIOPosix
import NIOSSL

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Cache {
    /// Asks for what a file lists, so that the first callers find it.
    struct Warm: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send the requests of a file, so that their answers are stored before callers ask.",
            discussion: """
                FILE has one JSON object per line: the body of a request, or an object with 'body', and 'endpoint' and \
                'headers' if need be.

                  {"model": "chat", "temperature": 0, "messages": [{"role": "user", "content": "Hello"}]}
                  {"endpoint": "/v1/embeddings", "body": {"model": "embed", "input": "Hello"}, \
                "headers": {"x-signalbox-cache-tags": "faq"}}

                The requests go to the data plane as any client's, with its key, limits and costs. A line that cannot \
                be sent is reported with its number, and the others are sent. What is stored already is not asked of a \
                provider again, so a file may be sent as often as one likes.

                At the end stands how many requests were sent; how many of them hit a stored answer, missed and were \
                answered by a provider, or bypassed the cache; and how many failed. Exit code 1 if anything failed.
                """
        )

        @Argument(help: "File of requests; - is standard input.")
        var file: String

        @Option(
            help: ArgumentHelp(
                "Address of the data plane. (default: server.listen of --config, else http://127.0.0.1:8080)",
                valueName: "url"
            ),
            transform: Cache.address
        )
        var url: HTTPAddress?

        @Option(name: .shortAndLong, help: "Configuration file, to take the address from.")
        var config: String?

        @Option(
            help: ArgumentHelp(
                "Key for the data plane. (default: the environment variable SIGNALBOX_API_KEY, which other users of "
                    + "this machine cannot see)"
            )
        )
        var key: String?

        @Option(help: "Requests per second at most.")
        var rate = 10.0

        @Option(help: "Requests at the same time at most.")
        var concurrency = 4

        @Option(help: "Seconds that an answer may take.")
        var timeout = 300

        @Option(help: "Bytes of a line at most.")
        var maxLine = WarmReader.defaultMaxLineBytes

        @Option(help: "File of certificates (PEM) that are trusted beside the system's.")
        var caFile: String?

        @Flag(help: "Print the summary as JSON.")
        var json = false

        mutating func validate() throws {
            guard self.rate >= 0.001, self.rate <= 100_000 else {
                throw ValidationError("--rate is not a number from 0.001 to 100000.")
            }
            guard (1...1000).contains(self.concurrency) else {
                throw ValidationError("--concurrency is not a number from 1 to 1000.")
            }
            guard (1...86_400).contains(self.timeout) else {
                throw ValidationError("--timeout is not a number of seconds from 1 to 86400.")
            }
            guard (1...64 << 20).contains(self.maxLine) else {
                throw ValidationError("--max-line is not a number of bytes from 1 to 67108864.")
            }
        }

        /// The data plane that is meant. What stands on the command line wins over the file.
        func address(environment: [String: String]) throws(CacheFailure) -> HTTPAddress {
            if let url = self.url {
                return url
            }
            guard let config = self.config else { return HTTPAddress(host: "127.0.0.1", port: 8080) }
            let server = try Cache.settings(config, environment: environment).server
            do throws(HTTPAddress.Fault) {
                return try HTTPAddress(of: server.listen, isTLS: server.tls != nil)
            } catch {
                throw CacheFailure("\(config): server.listen: \(error); give --url URL")
            }
        }

        /// The credential of requests that bring none of their own.
        func credential(environment: [String: String]) throws(CacheFailure) -> String? {
            self.key != nil
                ? try Cache.credential(self.key, from: "--key")
                : try Cache.credential(environment["SIGNALBOX_API_KEY"], from: "SIGNALBOX_API_KEY")
        }

        mutating func run() async throws {
            signal(SIGPIPE, SIG_IGN)
            let totals: CacheWarmTotals
            do throws(CacheFailure) {
                totals = try await self.warm()
            } catch {
                throw CleanExit.failure(error.message)
            }
            StandardOutput.write(self.json ? totals.json + "\n" : totals.text)
            if totals.bypassed > 0 {
                StandardError.write(
                    "\(totals.bypassed) answers did not pass through the cache: see whether the model group has one, "
                        + "and whether it takes such requests (temperature 0 or a seed).\n"
                )
            }
            guard totals.isSuccess else { throw ExitCode.failure }
        }

        private func warm() async throws(CacheFailure) -> CacheWarmTotals {
            let environment = Environment.all
            let source = try CacheWarmSource(self.file)
            let client = CacheWarmClient(
                address: try self.address(environment: environment),
                key: try self.credential(environment: environment),
                group: MultiThreadedEventLoopGroup.singleton,
                trust: try self.trust(),
                timeout: .seconds(Int64(self.timeout))
            )
            let clock = ContinuousClock()
            let start = clock.now
            var reader = WarmReader(maxLineBytes: self.maxLine)
            var warmer = CacheWarmer(
                name: self.file == "-" ? "standard input" : self.file,
                concurrency: self.concurrency,
                pace: CacheWarmPace(perSecond: self.rate),
                now: { start.duration(to: clock.now) },
                pause: { try? await clock.sleep(for: $0) },
                send: { await client.send($0) },
                report: { StandardError.write($0 + "\n") }
            )
            return await warmer.run {
                switch await source.read() {
                case .bytes(let bytes): .lines(reader.read(bytes[...]))
                case .end: .last(reader.finish())
                case .failed(let reason): .failed(reason)
                }
            }
        }

        private func trust() throws(CacheFailure) -> NIOSSLContext {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.applicationProtocols = ["http/1.1"]
            if let file = self.caFile {
                configuration.additionalTrustRoots = [.file(file)]
            }
            do {
                return try NIOSSLContext(configuration: configuration)
            } catch {
                throw CacheFailure("The certificates cannot be read\(self.caFile.map { ": \($0)" } ?? "").")
            }
        }
    }
}
