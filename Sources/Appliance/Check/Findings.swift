/// From what was measured to what it means.
extension BoxFacts {
    /// The bytes that one large workshop may add to the disk, with its log and its files; see the README for the measurement.
    public static let workshopBytes = 10_000_000
    /// The room for how many more workshops there must be before somebody is told.
    public static let workshopsWarned = 50
    /// The same, before it is urgent.
    public static let workshopsUrgent = 5
    /// How many times the size of the database has to be free: an erasure writes the whole database anew, into the log and
    /// from there into the file.
    public static let databaseCopies = 2
    /// The seconds that a clock may be behind the latest known time: it is noted by another clock.
    public static let clockTolerance: Int64 = 300

    /// What the facts mean, in the order in which they are told; nothing of what was not measured.
    public var findings: [Finding] {
        [
            database, space, clock,
            radioFinding, power,
            answers.map { Finding(.port, $0 ? .good : .bad, $0 ? "good" : "silent") },
            namesResolve.map { Finding(.names, $0 ? .good : .warning, $0 ? "good" : "unknown") },
            portalAnswers.map { Finding(.portal, $0 ? .good : .warning, $0 ? "good" : "silent") },
        ].compactMap { $0 }
    }

    /// Whether what is stored is whole, and more can be stored; nil when that could not be measured.
    private var database: Finding? {
        if isWhole == false { return Finding(.database, .bad, "damaged") }
        return unwritable ?? isWhole.map { _ in Finding(.database, .good, "good") }
    }

    /// That nothing can be stored; nil when it can, or that is not known.
    public var unwritable: Finding? { isWritable == false ? Finding(.database, .bad, "unwritable") : nil }

    /// Whether there is room on the disk; nil when that could not be measured.
    public var space: Finding? {
        guard let freeBytes else { return nil }
        let room = freeBytes - Self.databaseCopies * databaseBytes
        let megabytes = freeBytes / 1_000_000
        if room < Self.workshopsUrgent * Self.workshopBytes {
            return Finding(.space, .bad, "urgent", megabytes: megabytes)
        }
        if room < Self.workshopsWarned * Self.workshopBytes {
            return Finding(.space, .warning, "low", megabytes: megabytes)
        }
        return Finding(.space, .good, "good", megabytes: megabytes)
    }

    /// Whether the clock can be right; nil when it was not read. A wrong one is never worse than a warning: the box needs
    /// it for nothing but what it shows.
    public var clock: Finding? {
        guard let now else { return nil }
        let isPossible = now >= ClockRule.earliest && now <= ClockRule.latest && now + Self.clockTolerance >= floor
        return Finding(.clock, isPossible ? .good : .warning, isPossible ? "good" : "wrong")
    }

    /// A box that is to be reached by cable needs no radio.
    private var radioFinding: Finding? {
        switch mode == .wifi ? radio : nil {
        case nil: nil
        case .up: Finding(.wifi, .good, "good")
        case .down: Finding(.wifi, .bad, "down")
        case .off: Finding(.wifi, .bad, "off")
        case .some(.none): Finding(.wifi, .warning, "none")
        }
    }

    /// The bits of `vcgencmd get_throttled`: 0 under-voltage, 1 frequency capped, 2 throttled, 3 soft temperature limit,
    /// now; the same from 16 on, since the machine started.
    private var power: Finding? {
        guard let throttled else { return nil }
        if throttled & 1 != 0 { return Finding(.power, .bad, "weak") }
        if throttled & 0b1110 != 0 { return Finding(.power, .warning, "hot") }
        if throttled & 1 << 16 != 0 { return Finding(.power, .warning, "dipped") }
        return Finding(.power, .good, "good")
    }
}
