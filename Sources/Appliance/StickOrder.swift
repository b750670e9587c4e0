import Glibc
import Workshop

/// What is to be done with the next USB stick, as the daemon asks for it.
public struct StickOrder: Sendable, Equatable {
    /// What to do.
    public enum Task: Sendable, Equatable {
        /// Write the results of one workshop onto it, or of all.
        case results(SpokenCode?)
        /// Write the whole box onto it.
        case backup
        /// Bring the files that boxes save, to be chosen from in the console.
        case files
        /// Bring an update, to be confirmed in the console.
        case update
    }

    /// How many seconds a stick is waited for.
    public static let patience = 600

    /// What to do.
    public let task: Task
    /// When it was asked for, in seconds since the machine started: no change of the date makes it last longer.
    public let armedAt: Int

    /// An order.
    public init(_ task: Task, armedAt: Int) {
        self.task = task
        self.armedAt = armedAt
    }

    /// The order that `text` is, exactly as ``text`` writes it; nil for anything else.
    public init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard let last = words.last, let seconds = Int(last), seconds >= 0, "\(seconds)" == last else { return nil }
        switch words.dropLast() {
        case ["results", "all"]: task = .results(nil)
        case ["backup"]: task = .backup
        case ["files"]: task = .files
        case ["update"]: task = .update
        default:
            guard words.count == 3, words[0] == "results",
                let code = SpokenCode(words[1], length: SpokenCode.joinLength), code.description == words[1]
            else { return nil }
            task = .results(code)
        }
        armedAt = seconds
    }

    /// The content of the request.
    public var text: String {
        switch task {
        case .results(let code): "results \(code?.description ?? "all") \(armedAt)"
        case .backup: "backup \(armedAt)"
        case .files: "files \(armedAt)"
        case .update: "update \(armedAt)"
        }
    }

    /// The whole seconds for which it still holds at `now`, both since the machine started; 0 when it holds no longer.
    public func secondsLeft(at now: Int) -> Int {
        armedAt <= now ? max(0, armedAt + Self.patience - now) : 0
    }

    /// The seconds since the machine started, through sleep, whatever the date.
    public static var now: Int { Int(MachineBoot.milliseconds / 1000) }
}
