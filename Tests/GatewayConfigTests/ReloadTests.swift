import GatewayCore
import Synchronization
import Testing

@testable import GatewayConfig

@Suite struct ReloadMachineTests {
    private func stamps(_ inode: UInt64?) -> ReloadMachine.Stamps {
        ["f": inode.map { FileStamp(inode: $0, size: 1, modified: 1) }]
    }

    private func machine() -> ReloadMachine {
        var machine = ReloadMachine(settleTime: .milliseconds(200), absenceTime: .seconds(2))
        machine.filesLoaded(self.stamps(1))
        return machine
    }

    @Test func `files that stay the same are left alone`() {
        var machine = self.machine()
        for step in 0..<10 {
            #expect(machine.filesSeen(self.stamps(1), at: .seconds(step)) == .wait)
        }
    }

    @Test func `a change is loaded once it has come to rest`() {
        var machine = self.machine()
        #expect(machine.filesSeen(self.stamps(2), at: .milliseconds(0)) == .wait)
        #expect(machine.filesSeen(self.stamps(2), at: .milliseconds(199)) == .wait)
        #expect(machine.filesSeen(self.stamps(2), at: .milliseconds(200)) == .load)
        machine.filesLoaded(self.stamps(2))
        #expect(machine.filesSeen(self.stamps(2), at: .milliseconds(900)) == .wait)
    }

    @Test func `each further change begins the wait anew`() {
        var machine = self.machine()
        for step in 2..<20 {
            #expect(machine.filesSeen(self.stamps(UInt64(step)), at: .milliseconds(step * 150)) == .wait)
        }
        #expect(machine.filesSeen(self.stamps(19), at: .milliseconds(19 * 150 + 200)) == .load)
    }

    @Test func `a change that is taken back is no change`() {
        var machine = self.machine()
        #expect(machine.filesSeen(self.stamps(2), at: .milliseconds(0)) == .wait)
        #expect(machine.filesSeen(self.stamps(1), at: .milliseconds(100)) == .wait)
        #expect(machine.filesSeen(self.stamps(2), at: .milliseconds(300)) == .wait)
    }

    @Test func `a file that is renamed into place is not missed and not reported missing`() {
        var machine = self.machine()
        #expect(machine.filesSeen(self.stamps(nil), at: .milliseconds(0)) == .wait)
        #expect(machine.filesSeen(self.stamps(nil), at: .milliseconds(1_000)) == .wait)
        #expect(machine.filesSeen(self.stamps(3), at: .milliseconds(1_100)) == .wait)
        #expect(machine.filesSeen(self.stamps(3), at: .milliseconds(1_300)) == .load)
    }

    @Test func `a file that stays away is loaded once, to say so`() {
        var machine = self.machine()
        #expect(machine.filesSeen(self.stamps(nil), at: .seconds(0)) == .wait)
        #expect(machine.filesSeen(self.stamps(nil), at: .seconds(2)) == .load)
        machine.filesLoaded(self.stamps(nil))
        #expect(machine.filesSeen(self.stamps(nil), at: .seconds(9)) == .wait)
    }
}

/// Files and a clock that a test moves.
private final class World: Sendable {
    struct State {
        var files: [String: (text: String, inode: UInt64)] = [:]
        var next: UInt64 = 1
        var now: Duration = .zero
        var applied: [(settings: Settings, version: UInt64)] = []
        var refusal: ConfigErrors?
    }

    let state = Mutex(State())

    func write(_ text: String?, to path: String) {
        self.state.withLock { state in
            state.next += 1
            state.files[path] = text.map { ($0, state.next) }
        }
    }

    func advance(by duration: Duration) {
        self.state.withLock { $0.now += duration }
    }

    var versions: [UInt64] {
        self.state.withLock { $0.applied.map(\.version) }
    }

    func reloader() -> ConfigReloader {
        ConfigReloader(
            path: "/c.yaml",
            environment: environment,
            knownKinds: kinds,
            conditions: conditions,
            files: FileSource(
                read: { path throws(FileProblem) in
                    guard let file = self.state.withLock({ $0.files[path] }) else { throw FileProblem(reason: "gone") }
                    return Array(file.text.utf8)
                },
                stamp: { path in
                    self.state.withLock { $0.files[path] }.map { FileStamp(inode: $0.inode, size: 1, modified: 1) }
                }
            ),
            now: { self.state.withLock { $0.now } },
            apply: { settings, version throws(ConfigErrors) in
                let refusal = self.state.withLock { state in
                    if state.refusal == nil { state.applied.append((settings, version)) }
                    return state.refusal
                }
                if let refusal { throw refusal }
            }
        )
    }
}

@Suite struct ReloaderTests {
    private func started(_ world: World, text: String = file()) throws -> ConfigReloader {
        world.write(text, to: "/c.yaml")
        let reloader = world.reloader()
        _ = try reloader.load()
        return reloader
    }

    @Test func `the start gives version one and applies nothing by itself`() throws {
        let world = World()
        let reloader = try self.started(world)
        #expect(reloader.lastOutcome == ReloadOutcome(trigger: .start, version: 1))
        #expect(world.versions == [])
    }

    @Test func `a file that cannot be read at the start says why`() {
        let reloader = World().reloader()
        let errors = #expect(throws: ConfigErrors.self) { try reloader.load() }
        #expect(
            errors?.description
                == "/c.yaml:1:1: the file cannot be read: gone; check the path and the permissions"
        )
        #expect(reloader.lastOutcome.version == 0)
    }

    @Test func `a changed file is applied after it came to rest`() throws {
        let world = World()
        let reloader = try self.started(world)
        world.write(file(rest: "access_log: off"), to: "/c.yaml")
        #expect(reloader.poll() == nil)
        world.advance(by: .milliseconds(100))
        #expect(reloader.poll() == nil)
        world.advance(by: .milliseconds(100))
        #expect(reloader.poll() == ReloadOutcome(trigger: .change, version: 2))
        #expect(world.versions == [2])
        #expect(world.state.withLock { $0.applied[0].settings.accessLog.destination } == .off)
        #expect(reloader.poll() == nil)
    }

    @Test func `a bad file changes nothing, says why, and a good one follows`() throws {
        let world = World()
        let reloader = try self.started(world)
        world.write("modles: 1", to: "/c.yaml")
        let bad = reloader.reload()
        #expect(!bad.isApplied)
        #expect(bad.version == 1)
        #expect(bad.errors?.errors.map(\.message) == ["unknown key 'modles'", "'providers' is missing"])
        #expect(reloader.lastOutcome == bad)
        #expect(world.versions == [])
        world.write(file(), to: "/c.yaml")
        #expect(reloader.reload() == ReloadOutcome(trigger: .request, version: 2))
        #expect(reloader.lastOutcome.errors == nil)
    }

    @Test func `settings that cannot be put to use leave the version`() throws {
        let world = World()
        let reloader = try self.started(world)
        let refusal = ConfigErrors(ConfigError(file: "/c.yaml", line: 1, column: 1, message: "port in use"))
        world.state.withLock { $0.refusal = refusal }
        #expect(reloader.reload() == ReloadOutcome(trigger: .request, version: 1, errors: refusal))
        world.state.withLock { $0.refusal = nil }
        #expect(reloader.reload().version == 2)
    }

    @Test func `a file that holds a secret is watched too`() throws {
        let world = World()
        world.write("first-secret", to: "/key")
        let reloader = try self.started(world, text: file(rest: "keys: [{name: k, key: '${file:/key}'}]"))
        world.write("second-secret", to: "/key")
        #expect(reloader.poll() == nil)
        world.advance(by: .milliseconds(200))
        #expect(reloader.poll()?.version == 2)
    }

    @Test func `requests from many threads are served one after the other`() async throws {
        let world = World()
        let reloader = try self.started(world)
        await withTaskGroup { group in
            for _ in 0..<20 {
                group.addTask { _ = reloader.reload() }
            }
        }
        #expect(world.versions == Array(2...21))
    }
}
