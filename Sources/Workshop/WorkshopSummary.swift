/// One line of the list of workshops.
public struct WorkshopSummary: Sendable, Equatable {
    /// The join code.
    public var code: SpokenCode
    /// The title.
    public var title: String
    /// The method's identifier.
    public var method: String
    /// How many have joined.
    public var joined: Int
    /// Whether any activity is open.
    public var isOpen: Bool
    /// The workshop that this one rehearses; nil for a real one.
    public var rehearsalOf: SpokenCode?
    /// The day by which the data is deleted, `YYYY-MM-DD`; may be empty.
    public var deletionDate = ""
    /// The days on which the passed deletion date has been shown.
    public var shownDue: [CalendarDay] = []
    /// Whether it was taken in from a file.
    public var isImported = false
    /// Whether its participants are simulated.
    public var isRehearsal: Bool { rehearsalOf != nil }

    /// A line with the given content.
    public init(code: SpokenCode, title: String, method: String, joined: Int, isOpen: Bool) {
        self.code = code
        self.title = title
        self.method = method
        self.joined = joined
        self.isOpen = isOpen
    }
}
