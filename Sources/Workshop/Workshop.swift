/// One facilitated session: a title, a language, a join code and an agenda.
public struct Workshop: Sendable, Equatable {
    /// The join code.
    public let code: SpokenCode
    /// The title.
    public var title: String
    /// The language code that its pages start in.
    public var language: String
    /// The identifier of the method it was made from, such as `t01`.
    public var method: String
    /// Who is responsible for the data.
    public var organisation: String
    /// The day by which the data is deleted, `YYYY-MM-DD`.
    public var deletionDate: String
    /// The days on which people were shown that the deletion date has passed.
    public var shownDue: [CalendarDay] = []
    /// What is kept of who answered what.
    public var privacy: Privacy
    /// Who may answer.
    public var admission = Admission.open
    /// The identifiers of the background questions that participants are asked.
    public var background: [String] = []
    /// The identifier of the background question by which results are split; empty for none.
    public var split = ""
    /// What is recorded for the follow-up, by name of field.
    public var record = Ballot()
    /// How long it has been running; nil before its first act.
    public var pace: Pace?
    /// The workshop that this one rehearses with simulated participants; nil for a real one.
    public var rehearsalOf: SpokenCode?
    /// How it came here from another box; nil for one that was held here.
    public var origin: WorkshopOrigin?
    /// The agenda, in order.
    public var agenda: [Activity]
    /// The place in the agenda of the current activity.
    public var current: Int
    /// Counts the facilitator's acts; a page made at another revision is out of date.
    public var revision: Int

    /// A workshop with the given content.
    public init(
        code: SpokenCode, title: String, language: String, method: String, organisation: String = "",
        deletionDate: String = "", privacy: Privacy = .anonymous, agenda: [Activity], current: Int = 0,
        revision: Int = 0
    ) {
        self.code = code
        self.title = title
        self.language = language
        self.method = method
        self.organisation = organisation
        self.deletionDate = deletionDate
        self.privacy = privacy
        self.agenda = agenda
        self.current = current
        self.revision = revision
    }

    /// The most characters in a title or an organisation's name.
    public static let titleLimit = 120
    /// The most characters in one field of the record for the follow-up.
    public static let recordLimit = 2000

    /// Whether its participants are simulated.
    public var isRehearsal: Bool { rehearsalOf != nil }

    /// Whether any activity takes answers now.
    public var isAsking: Bool { agenda.contains { $0.status == .open } }

    /// Whether it was taken in from a file: it is over, and nobody can join it or change its agenda.
    public var isImported: Bool { origin != nil }

    /// The activity that phones and the display show now; nil only for an empty agenda.
    public var currentActivity: Activity? {
        agenda.indices.contains(current) ? agenda[current] : nil
    }

    /// The activity with identifier `id`.
    public func activity(_ id: Identifier) -> Activity? {
        agenda.first { $0.id == id }
    }
}
