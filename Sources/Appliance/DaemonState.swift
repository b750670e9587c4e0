/// How the daemon's unit is, as the service manager tells it.
public struct DaemonState: Sendable, Equatable {
    /// What is to be thought of a version that has been started.
    public enum Verdict: Sendable, Equatable {
        /// It works.
        case up
        /// It does not, and no patience helps.
        case failed
        /// It may still come.
        case waiting
    }

    /// From how many starts after failures on a version is given up: one may be bad luck.
    private static let restarts = 2
    /// The properties to ask `systemctl show` for.
    public static let properties = "ActiveState,NRestarts"

    /// The unit's state: `active`, `activating`, `failed`, …
    public let state: String
    /// How often it was started again after a failure since it was last stopped.
    public let restarts: Int

    /// The state that `systemctl show --property=ActiveState,NRestarts` tells in `text`; nil when it tells none.
    public init?(_ text: String) {
        var values: [Substring: Substring] = [:]
        for line in text.split(separator: "\n") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            values[line[..<equals]] = line[line.index(after: equals)...]
        }
        guard let state = values["ActiveState"], let restarts = values["NRestarts"].flatMap({ Int($0) }) else {
            return nil
        }
        self.state = String(state)
        self.restarts = restarts
    }

    /// The verdict; `answers` is asked only when the unit is active, because a socket that is kept for a daemon that has
    /// not started yet lets whoever asks wait.
    public func verdict(answers: () -> Bool) -> Verdict {
        if state == "failed" || restarts >= Self.restarts { return .failed }
        return state == "active" && answers() ? .up : .waiting
    }
}
