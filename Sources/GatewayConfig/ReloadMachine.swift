/// Decides when files have changed and come to rest, so that they are worth loading.
///
/// Editors write in pieces or rename a new file into place; links are swapped. A change is loaded once the files have
/// looked the same for a while; a missing file is given more time, because it is often about to come back.
package struct ReloadMachine: Sendable {
    /// What the files look like; nil is a file that is not there.
    package typealias Stamps = [String: FileStamp?]

    /// What to do after a look at the files.
    package enum Action: Sendable, Equatable {
        /// Nothing.
        case wait
        /// Load them.
        case load
    }

    /// How long the files must look the same.
    package let settleTime: Duration
    /// How long a file may be missing before that counts as a change.
    package let absenceTime: Duration
    private var loaded: Stamps = [:]
    private var pending: (stamps: Stamps, since: Duration)?

    /// Creates a machine.
    package init(settleTime: Duration = .milliseconds(200), absenceTime: Duration = .seconds(2)) {
        self.settleTime = settleTime
        self.absenceTime = absenceTime
    }

    /// Files to look at: those that the last load read.
    package var paths: Dictionary<String, FileStamp?>.Keys {
        self.loaded.keys
    }

    /// Notes what the files looked like just before they were read.
    package mutating func filesLoaded(_ stamps: Stamps) {
        self.loaded = stamps
        self.pending = nil
    }

    /// Notes what the files look like at a time on any clock that does not go back.
    package mutating func filesSeen(_ stamps: Stamps, at now: Duration) -> Action {
        guard stamps != self.loaded else {
            self.pending = nil
            return .wait
        }
        guard let pending, pending.stamps == stamps else {
            self.pending = (stamps, now)
            return .wait
        }
        let patience = stamps.values.contains(nil) ? self.absenceTime : self.settleTime
        guard now - pending.since >= patience else { return .wait }
        self.pending = nil
        return .load
    }
}
