import ArgumentParser

/// The `signalbox` command.
@main
struct Signalbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signalbox",
        abstract: "An LLM gateway: one fast binary between applications and model providers.",
        discussion: """
            Point any OpenAI SDK at it. Without a configuration file it runs a demonstration on simulated providers.
            """,
        subcommands: [
            Serve.self, Check.self, Schema.self, Cache.self, Explain.self, Replay.self, Eval.self, Train.self,
            Version.self,
        ],
        defaultSubcommand: Serve.self
    )
}
