import FoundationEssentials

/// What became of a USB stick, as its service tells the daemon.
public struct StickReport: Codable, Sendable, Equatable {
    /// The report's name.
    public static let name = "stick"
    /// The folder, among the reports, with the files that a stick brought: `0`, `1`, … in the order of ``files``.
    public static let incoming = "incoming"

    /// How far it has come.
    public enum State: String, Codable, Sendable {
        /// The stick must stay in.
        case working
        /// It may be pulled.
        case done
        /// It may be pulled, and something is to be done first.
        case failed
    }

    /// What was to be done.
    public enum Task: String, Codable, Sendable {
        case results, backup, files, update
    }

    /// Why it was not done.
    public enum Reason: String, Codable, Sendable, CaseIterable, Error {
        /// There is no file system on it that the program knows.
        case format
        /// There is nothing on it at all: it is to be formatted first.
        case blank
        /// It is locked by a passphrase.
        case encrypted
        /// What was being done with it was ended before its time.
        case interrupted
        /// The machine's kernel cannot mount its file system.
        case driver
        /// Its file system is damaged or was not ejected.
        case mount
        /// It cannot be written.
        case readonly
        /// It has too little room.
        case full
        /// It was pulled, or is broken.
        case gone
        /// What was read back is not what was written.
        case different
        /// There is nothing on the box to write, or on the stick to read.
        case nothing
        /// The box's data could not be read.
        case data
        /// There are several updates on it.
        case several
        /// The update has no signature beside it.
        case unsigned
        /// Nobody has put a key onto the box by which updates are known.
        case nokey
        /// The signature is not by one of the box's keys, or of another file.
        case signature
        /// The package is another one, or for another kind of machine.
        case package
        /// The update is not newer than what runs.
        case older
        /// A step is open for answers: an update would interrupt it.
        case running
        /// The machine's own files are write-protected, or an overlay lies over them.
        case protected
        /// The update did not start; the earlier version runs again.
        case reverted
        /// Neither the update nor the earlier version could be installed.
        case broken
    }

    /// A file that was brought.
    public struct File: Codable, Sendable, Equatable {
        /// Its name on the stick; control characters are taken out.
        public var name: String
        /// Its bytes.
        public var size: Int

        /// A file called `name` of `size` bytes.
        public init(name: String, size: Int) {
            self.name = name
            self.size = size
        }
    }

    /// The seconds after which something that is still being done has been given up without a word: its services end it
    /// before (TimeoutStartSec= of workshop-kiosk-stick@.service and workshop-kiosk-update.service).
    private static let patience = (stick: 16 * 60, update: 61 * 60)

    /// How far it has come.
    public var state: State
    /// What was to be done.
    public var task: Task
    /// Why, when it failed.
    public var reason: Reason?
    /// The folder on the stick that was written.
    public var folder: String?
    /// The bytes that are needed, when it is full.
    public var needed: Int?
    /// The bytes that are free, when it is full.
    public var free: Int?
    /// The file system, when it cannot be used.
    public var format: String?
    /// The files that were brought.
    public var files: [File] = []
    /// Which file system of the stick was used, from 1, when it has several.
    public var part: Int?
    /// How many file systems the stick has, when several.
    public var parts: Int?
    /// The version of the update.
    public var version: String?
    /// Who signed the update.
    public var signer: String?
    /// Whether the update has been installed.
    public var isInstalled: Bool?

    /// When it was told, in seconds since the machine started.
    public private(set) var toldAt: Int?
    /// Which start of the machine that was.
    public private(set) var boot: String?
    /// Whether it is about a stick that is in; an update is installed without one.
    public var hasStick: Bool?

    /// A report that says only how far it has come.
    public init(_ state: State, _ task: Task, reason: Reason? = nil) {
        self.state = state
        self.task = task
        self.reason = reason
    }

    /// The report that `bytes` are; nil when they are none.
    public init?(_ bytes: [UInt8]) {
        guard let report = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else { return nil }
        self = report
    }

    /// Notes that it is told now.
    public mutating func stamp() {
        (toldAt, boot) = (StickOrder.now, MachineBoot.identifier)
    }

    /// The seconds since it was told, at `now` seconds since the machine started; nil when that is not known.
    public func age(at now: Int) -> Int? {
        guard let toldAt, boot == MachineBoot.identifier, toldAt <= now else { return nil }
        return now - toldAt
    }

    /// What is to be made of it at `now`: something that has been done for longer than it can be has been given up.
    public func settled(at now: Int) -> StickReport {
        let patience = task == .update ? Self.patience.update : Self.patience.stick
        guard state == .working, let age = age(at: now), age > patience else { return self }
        return interrupted
    }

    /// The same, ended before its time.
    public var interrupted: StickReport {
        var report = self
        (report.state, report.reason) = (.failed, .interrupted)
        return report
    }

    /// The report as JSON.
    public var bytes: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return (try? encoder.encode(self)).map { Array($0) } ?? []
    }
}

extension StickOrder.Task {
    /// The name of the task in reports.
    public var name: StickReport.Task {
        switch self {
        case .results: .results
        case .backup: .backup
        case .files: .files
        case .update: .update
        }
    }
}
