package import NIOCore

/// A Lua script, known to servers by the SHA-1 of its text.
///
/// The name depends on the text alone, so one script serves any number of servers. A server that does not know it (new,
/// restarted, flushed) is given the text once, by the same call that runs it.
package struct RedisScript: Sendable, Hashable {
    /// The text in Lua.
    package let source: String
    /// The SHA-1 of the text in lower-case hexadecimal, as `SCRIPT LOAD` answers it.
    package let identifier: String

    /// A script by its text.
    package init(_ source: String) {
        self.source = source
        self.identifier = SHA1.hexadecimal(source.utf8)
    }
}

/// A script under way: up to two commands, of which the second is sent when the server does not know the script.
package final class RedisScriptCall {
    private let client: any RedisClient
    private var ticket: RedisTicket?
    private var isOver = false

    fileprivate init(_ client: any RedisClient) { self.client = client }

    /// Gives up: the call ends with `cancelled`.
    package func cancel() {
        guard let ticket, !self.isOver else { return }
        self.client.cancel(ticket)
    }

    fileprivate func run(_ call: ScriptArguments, within timeout: TimeAmount, _ done: @escaping (RedisReply) -> Void) {
        let deadline = self.client.eventLoop.now + timeout
        self.ticket = self.client.send(call.byIdentifier, within: timeout) { reply in
            guard case .failure(.server(let error)) = reply, error.kind == .noScript else {
                self.isOver = true
                return done(reply)
            }
            let left = deadline - self.client.eventLoop.now
            self.ticket = self.client.send(call.byText, within: left) {
                self.isOver = true
                done($0)
            }
        }
    }
}

/// One call of a script, in both forms.
private struct ScriptArguments {
    let script: RedisScript
    let keys: [RESPArgument]
    let arguments: [RESPArgument]

    var byIdentifier: RESPCommand {
        .evalsha(.string(self.script.identifier), keys: self.keys, arguments: self.arguments)
    }

    var byText: RESPCommand { .eval(.string(self.script.source), keys: self.keys, arguments: self.arguments) }
}

extension RedisClient {
    /// Runs a script on the server that owns its keys; all of them must be of one slot in a cluster.
    @discardableResult
    package func send(
        script: RedisScript,
        keys: [RESPArgument],
        arguments: [RESPArgument] = [],
        within timeout: TimeAmount,
        _ done: @escaping (RedisReply) -> Void
    ) -> RedisScriptCall {
        let call = RedisScriptCall(self)
        call.run(ScriptArguments(script: script, keys: keys, arguments: arguments), within: timeout, done)
        return call
    }
}
