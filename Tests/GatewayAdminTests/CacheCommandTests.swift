import ArgumentParser
import Testing

@testable import GatewayCLI

@Suite struct CacheCommandTests {
    private static let key = ScriptedCache.key

    private static func purge(_ arguments: String...) throws -> Cache.Purge {
        try #require(try Cache.parseAsRoot(["purge"] + arguments) as? Cache.Purge)
    }

    /// The exit code that a command line is refused with; nil if it is taken.
    private static func refusal(of line: [String]) -> Int32? {
        do {
            _ = try Cache.parseAsRoot(line)
            return nil
        } catch {
            return Cache.exitCode(for: error).rawValue
        }
    }

    static let purges: [(line: [String], body: String, again: String)] = [
        (["--tag", "doc:42"], #"{"tag":"doc:42","dry_run":true}"#, "signalbox cache purge --tag doc:42 --yes"),
        (
            ["--tag", "doc:42", "--yes"], #"{"tag":"doc:42","dry_run":false}"#,
            "signalbox cache purge --tag doc:42 --yes"
        ),
        (
            ["--key", Self.key.uppercased()], "{\"key\":\"\(Self.key)\",\"dry_run\":true}",
            "signalbox cache purge --key \(Self.key) --yes"
        ),
        (["--model", "m"], #"{"model":"m","dry_run":true}"#, "signalbox cache purge --model m --yes"),
        (["--group", "g"], #"{"group":"g","dry_run":true}"#, "signalbox cache purge --group g --yes"),
        (
            ["--tenant", "it's \"x\""], #"{"tenant":"it's \"x\"","dry_run":true}"#,
            #"signalbox cache purge --tenant 'it'\''s "x"' --yes"#
        ),
        (["--tag=-x"], #"{"tag":"-x","dry_run":true}"#, "signalbox cache purge --tag=-x --yes"),
        (
            ["--everything", "--admin", "http://10.0.0.1:9090/", "-c", "a b.yaml"],
            #"{"everything":true,"dry_run":true}"#,
            "signalbox cache purge --everything --admin http://10.0.0.1:9090 --config 'a b.yaml' --yes"
        ),
    ]

    @Test(arguments: Self.purges)
    func `a purge counts unless it is told to remove, and says how to go on`(
        line: [String],
        body: String,
        again: String
    ) throws {
        let command = try #require(try Cache.parseAsRoot(["purge"] + line) as? Cache.Purge)
        #expect(String(decoding: command.body, as: UTF8.self) == body)
        #expect(command.again == again)
    }

    @Test(arguments: [
        ["purge"], ["purge", "--yes"], ["purge", "--tag", "a", "--group", "b"],
        ["purge", "--tag", "a", "--everything"],
        ["purge", "--key", "abc"], ["purge", "--tag", ""], ["purge", "--tag", String(repeating: "x", count: 257)],
        ["purge", "--tag"], ["purge", "everything"], ["purge", "--everything", "--admin", "localhost:9090"],
        ["get"], ["get", "abc"], ["get", Self.key, Self.key], ["get", Self.key, "--timeout", "0"],
        ["hot", "--limit", "0"], ["hot", "--limit", "10001"], ["hot", "--limit", "x"],
        ["stats", "--admin", "ftp://x"], ["stats", "--nothing"],
        ["warm"], ["warm", "f", "--rate", "0"], ["warm", "f", "--rate", "nan"], ["warm", "f", "--rate", "inf"],
        ["warm", "f", "--concurrency", "0"], ["warm", "f", "--concurrency", "1001"], ["warm", "f", "--timeout", "0"],
        ["warm", "f", "--max-line", "0"], ["warm", "f", "--url", "x"], ["nothing"],
    ])
    func `a wrong command line ends with exit code 64`(line: [String]) {
        #expect(Self.refusal(of: line) == 64)
    }

    @Test(arguments: [
        ["stats"], ["stats", "--json", "--admin", "http://[::1]:9090"], ["hot"], ["hot", "--limit", "10000"],
        ["get", Self.key], ["get", Self.key.uppercased(), "--json"], ["warm", "-"],
        ["warm", "f", "--rate", "0.5", "--concurrency", "1000", "--key", "k", "--url", "https://x/v1", "--json"],
    ])
    func `a right command line is taken`(line: [String]) {
        #expect(Self.refusal(of: line) == nil)
    }

    @Test func `limits and defaults are those that the help states`() throws {
        let hot = try #require(try Cache.parseAsRoot(["hot"]) as? Cache.Hot)
        #expect(hot.limit == 20)
        let warm = try #require(try Cache.parseAsRoot(["warm", "f"]) as? Cache.Warm)
        #expect((warm.rate, warm.concurrency, warm.timeout, warm.maxLine) == (10, 4, 300, 1 << 20))
        #expect(try warm.address(environment: [:]) == HTTPAddress(host: "127.0.0.1", port: 8080))
        #expect(try hot.plane.plane(environment: [:]).address == HTTPAddress(host: "127.0.0.1", port: 9090))
    }

    @Test(arguments: ["stats", "hot", "get", "purge", "warm"])
    func `the help of each command teaches it`(name: String) {
        let help = Cache.helpMessage(for: name == "stats" ? Cache.Stats.self : Self.command(name))
        #expect(help.contains("OVERVIEW: "))
        #expect(help.contains("USAGE: "))
    }

    private static func command(_ name: String) -> any ParsableCommand.Type {
        switch name {
        case "hot": Cache.Hot.self
        case "get": Cache.Get.self
        case "purge": Cache.Purge.self
        default: Cache.Warm.self
        }
    }

    // MARK: Address and keys

    @Test func `the admin key comes from the environment`() throws {
        let stats = try #require(try Cache.parseAsRoot(["stats", "--admin", "http://h:1"]) as? Cache.Stats)
        let plane = try stats.plane.plane(environment: ["SIGNALBOX_ADMIN_KEY": "sk-1"])
        #expect(plane == CacheAdminPlane(address: HTTPAddress(host: "h", port: 1), key: "sk-1"))
        #expect(try stats.plane.plane(environment: ["SIGNALBOX_ADMIN_KEY": ""]).key == nil)
    }

    @Test(arguments: ["a b", "a\r\nx: y", "é", "a\u{0}"])
    func `a key that would break out of its header field is refused`(key: String) throws {
        let stats = try #require(try Cache.parseAsRoot(["stats"]) as? Cache.Stats)
        #expect(throws: CacheFailure.self) { try stats.plane.plane(environment: ["SIGNALBOX_ADMIN_KEY": key]) }
        let warm = try #require(try Cache.parseAsRoot(["warm", "f", "--key", key]) as? Cache.Warm)
        #expect(throws: CacheFailure.self) { try warm.credential(environment: [:]) }
    }

    @Test func `a key on the command line wins over the environment`() throws {
        let environment = ["SIGNALBOX_API_KEY": "sk-environment"]
        let plain = try #require(try Cache.parseAsRoot(["warm", "f"]) as? Cache.Warm)
        #expect(try plain.credential(environment: environment) == "sk-environment")
        #expect(try plain.credential(environment: [:]) == nil)
        let keyed = try #require(try Cache.parseAsRoot(["warm", "f", "--key", "sk-line"]) as? Cache.Warm)
        #expect(try keyed.credential(environment: environment) == "sk-line")
    }

    @Test func `a configuration that is not there is a failure that names it`() throws {
        let stats = try #require(try Cache.parseAsRoot(["stats", "--config", "no/such/file.yaml"]) as? Cache.Stats)
        do {
            _ = try stats.plane.plane(environment: [:])
            Issue.record("it was read")
        } catch {
            #expect(error.message.hasPrefix("no/such/file.yaml: "))
        }
    }
}
