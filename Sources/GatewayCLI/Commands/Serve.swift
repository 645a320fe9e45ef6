import ArgumentParser
import CAllocator
import Dispatch
import Gateway
import GatewayConfig
import GatewayCore
import Logging

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Runs the gateway until it is told to stop.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the gateway.",
        discussion: """
            SIGTERM and SIGINT stop it gracefully: running streams finish within server.timeouts.drain. SIGHUP reads \
            the configuration again and reopens the access log. With --takeover the new process is given the listening \
            sockets of the running one, which then finishes its streams and ends; no request is lost. Without --config \
            a demonstration runs on simulated providers.
            """
    )

    @Option(name: .shortAndLong, help: "Configuration file (YAML).")
    var config: String?

    @Flag(help: "Take the listening sockets over from the running process; without one, start as usual.")
    var takeover = false

    mutating func run() async throws {
        signal(SIGPIPE, SIG_IGN)
        signalbox_keep_large_buffers()
        let log = Logger(label: "signalbox") { StreamLogHandler.standardError(label: $0) }
        let stops = SignalWaiter([SIGTERM, SIGINT])
        let source: Gateway.Source = self.config.map { .file($0) } ?? .demo
        let gateway: Gateway
        do {
            gateway = try await Gateway.start(
                source,
                environment: Environment.all,
                takesOver: self.takeover,
                log: log,
                handedOver: stops.trigger
            )
        } catch let errors as ConfigErrors {
            throw CleanExit.failure("\(errors)")
        } catch {
            throw CleanExit.failure("signalbox cannot start: \(error)")
        }
        let hangUps = SignalWaiter([SIGHUP]) { gateway.hangUp() }
        Self.announce(gateway, isDemo: self.config == nil)
        await stops.wait()
        withExtendedLifetime(hangUps) {}
        await gateway.stop()
    }

    private static func announce(_ gateway: Gateway, isDemo: Bool) {
        let host = gateway.settings.server.listen.host
        let scheme = gateway.settings.server.tls == nil ? "http" : "https"
        let base = "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(gateway.port)"
        var text = "signalbox \(SignalboxVersion.current) serves \(base)/v1"
        text += ", admin http://\(gateway.settings.server.admin.host):\(gateway.adminPort)\n"
        if isDemo {
            text += """

                Demonstration on simulated providers; no keys needed. Try it:

                  curl \(base)/v1/chat/completions -H 'content-type: application/json' \\
                    -d '{"model":"demo","messages":[{"role":"user","content":"Hello"}],"stream":true}'

                or with the OpenAI SDK (pip install openai):

                  from openai import OpenAI
                  client = OpenAI(base_url="\(base)/v1", api_key="none")
                  for chunk in client.chat.completions.create(
                      model="demo", messages=[{"role": "user", "content": "Hello"}], stream=True
                  ):
                      print(chunk.choices[0].delta.content or "", end="", flush=True)


                """
        }
        StandardError.write(text)
    }
}

/// Runs a closure, or resumes a task, when one of a set of signals arrives.
final class SignalWaiter {
    /// Resumes the task as a signal does.
    let trigger: @Sendable () -> Void
    private let sources: [any DispatchSourceSignal]
    private let stream: AsyncStream<Void>

    init(_ signals: [Int32], _ action: (@Sendable () -> Void)? = nil) {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.stream = stream
        self.trigger = { continuation.yield() }
        self.sources = signals.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                action?()
                continuation.yield()
            }
            source.resume()
            return source
        }
    }

    /// Suspends until a signal arrives.
    func wait() async {
        for await _ in self.stream {
            return
        }
    }
}
