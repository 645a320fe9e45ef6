import Dispatch
package import GatewayCore
import Synchronization

/// What came of one attempt to load the configuration.
package struct ReloadOutcome: Sendable, Equatable {
    /// What caused it.
    package enum Trigger: String, Sendable {
        /// The start of the gateway.
        case start
        /// A file that changed.
        case change
        /// SIGHUP or the admin API.
        case request
    }

    /// What caused it.
    package var trigger: Trigger
    /// Version that is in use afterwards; 1 is the first, 0 is none.
    package var version: UInt64
    /// Why nothing was changed; nil if the new settings are in use.
    package var errors: ConfigErrors?

    /// Creates an outcome.
    package init(trigger: Trigger, version: UInt64, errors: ConfigErrors? = nil) {
        self.trigger = trigger
        self.version = version
        self.errors = errors
    }

    /// Whether the new settings are in use.
    package var isApplied: Bool {
        self.errors == nil
    }
}

/// Keeps the settings in step with their file: a good file is handed on, a bad one changes nothing.
///
/// Loads run one at a time on a queue of its own, never on an event loop. The file and the files that its `${file:}`
/// references and certificates name are looked at four times a second; ``ReloadMachine`` decides when to load.
package final class ConfigReloader: Sendable {
    /// Puts settings to use; it throws if they cannot be, and must then have changed nothing.
    package typealias Apply = @Sendable (Settings, UInt64) throws(ConfigErrors) -> Void

    /// Time between two looks at the files.
    private static let pollInterval = DispatchTimeInterval.milliseconds(250)

    /// The configuration's file.
    package let path: String
    private let environment: [String: String]
    private let knownKinds: [ProviderKindInfo]
    private let conditions: ConditionCheck
    private let files: FileSource
    private let now: @Sendable () -> Duration
    private let apply: Apply
    private let report: @Sendable (ReloadOutcome) -> Void
    private let queue = DispatchQueue(label: "signalbox.config")
    private let state = Mutex(State())

    private struct State {
        var machine = ReloadMachine()
        var lastOutcome = ReloadOutcome(trigger: .start, version: 0)
        /// Number of the watch in progress; another or none ends it.
        var watch: UInt64?
        var lastWatch: UInt64 = 0
    }

    /// Creates a reloader; nothing is read before ``load()``.
    ///
    /// - Parameters:
    ///   - path: The configuration's file.
    ///   - environment: Variables that references see, for as long as the process runs.
    ///   - knownKinds: The provider registry's kinds.
    ///   - conditions: Checks the conditions of rules.
    ///   - files: Where files come from.
    ///   - now: Time on a clock that does not go back.
    ///   - report: Told the outcome of each load after the first, on the reloader's queue.
    ///   - apply: Called for each new version after the first, on the reloader's queue; it must not call back.
    package init(
        path: String,
        environment: [String: String],
        knownKinds: [ProviderKindInfo],
        conditions: @escaping ConditionCheck,
        files: FileSource = .system,
        now: @escaping @Sendable () -> Duration,
        apply: @escaping Apply,
        report: @escaping @Sendable (ReloadOutcome) -> Void = { _ in }
    ) {
        self.report = report
        self.path = path
        self.environment = environment
        self.knownKinds = knownKinds
        self.conditions = conditions
        self.files = files
        self.now = now
        self.apply = apply
    }

    /// The last outcome, for the admin API.
    package var lastOutcome: ReloadOutcome {
        self.state.withLock { $0.lastOutcome }
    }

    /// Reads the file for the start: version 1, which the caller puts to use itself.
    package func load() throws(ConfigErrors) -> Settings {
        let result = self.queue.sync { () -> Result<Settings, ConfigErrors> in
            let result = self.read()
            self.finish(.start, with: result.map { _ in })
            return result
        }
        return try result.get()
    }

    /// Reads the file again and puts it to use; returns when that is done. Not to be called on an event loop.
    package func reload() -> ReloadOutcome {
        self.queue.sync { self.reload(for: .request) }
    }

    /// Looks at the files once, and loads them if they changed and came to rest.
    ///
    /// - Returns: The outcome, if they were loaded.
    @discardableResult
    package func poll() -> ReloadOutcome? {
        self.queue.sync { self.pollOnQueue() }
    }

    /// Begins to look at the files from time to time, until ``stop()``.
    package func start() {
        let watch = self.state.withLock { state -> UInt64? in
            guard state.watch == nil else { return nil }
            state.lastWatch += 1
            state.watch = state.lastWatch
            return state.watch
        }
        if let watch {
            self.scheduleLook(for: watch)
        }
    }

    /// Ends looking at the files; a load in progress is finished.
    package func stop() {
        self.state.withLock { $0.watch = nil }
    }

    private func scheduleLook(for watch: UInt64) {
        self.queue.asyncAfter(deadline: .now() + Self.pollInterval) { [weak self] in
            guard let self, self.state.withLock({ $0.watch }) == watch else { return }
            _ = self.pollOnQueue()
            self.scheduleLook(for: watch)
        }
    }

    private func pollOnQueue() -> ReloadOutcome? {
        let paths = self.state.withLock { Array($0.machine.paths) }
        var stamps: ReloadMachine.Stamps = [:]
        for path in paths {
            stamps.updateValue(self.files.stamp(path), forKey: path)
        }
        let now = self.now()
        let action = self.state.withLock { $0.machine.filesSeen(stamps, at: now) }
        return action == .load ? self.reload(for: .change) : nil
    }

    private func reload(for trigger: ReloadOutcome.Trigger) -> ReloadOutcome {
        let version = self.lastOutcome.version + 1
        let applied: Result<Void, ConfigErrors>
        do throws(ConfigErrors) {
            try self.apply(try self.read().get(), version)
            applied = .success(())
        } catch {
            applied = .failure(error)
        }
        let outcome = self.finish(trigger, with: applied)
        self.report(outcome)
        return outcome
    }

    /// Reads and validates, and notes what the files looked like just before.
    private func read() -> Result<Settings, ConfigErrors> {
        let recorder = StampRecorder(self.files)
        defer {
            let stamps = recorder.stamps
            self.state.withLock { $0.machine.filesLoaded(stamps) }
        }
        let bytes: [UInt8]
        do throws(FileProblem) {
            bytes = try recorder.read(self.path)
        } catch {
            let problem = ConfigError(
                file: self.path,
                line: 1,
                column: 1,
                message: "the file cannot be read: \(error.reason)",
                advice: "check the path and the permissions"
            )
            return .failure(ConfigErrors(problem))
        }
        return ConfigLoader.load(
            bytes: bytes,
            fileName: self.path,
            environment: self.environment,
            knownKinds: self.knownKinds,
            conditions: self.conditions,
            readFile: { try recorder.read($0) }
        )
    }

    @discardableResult
    private func finish(_ trigger: ReloadOutcome.Trigger, with result: Result<Void, ConfigErrors>) -> ReloadOutcome {
        self.state.withLock { state in
            var outcome = ReloadOutcome(trigger: trigger, version: state.lastOutcome.version)
            switch result {
            case .success: outcome.version += 1
            case .failure(let errors): outcome.errors = errors
            }
            state.lastOutcome = outcome
            return outcome
        }
    }
}

/// Reads files for one load, and notes what each looked like before it was first read.
private final class StampRecorder {
    private let files: FileSource
    private(set) var stamps: ReloadMachine.Stamps = [:]

    init(_ files: FileSource) {
        self.files = files
    }

    func read(_ path: String) throws(FileProblem) -> [UInt8] {
        if self.stamps[path] == nil {
            self.stamps.updateValue(self.files.stamp(path), forKey: path)
        }
        return try self.files.read(path)
    }
}
