import Workshop

/// A workshop as one JSON document that another box can read. The format is described by
/// `kiosk-assets/exports/bundle.schema.json`.
public struct Bundle: Sendable, Equatable, Codable {
    /// The value of ``format`` in every bundle.
    public static let formatName = "workshop-kiosk-bundle"
    /// The newest version that this program reads, and writes where it is needed.
    public static let currentVersion = 2

    /// Always ``formatName``.
    public var format: String
    /// The lowest version of the format that has all that is in it: see ``version(for:)``.
    public var version: Int
    /// The workshop.
    public var workshop: WorkshopPart
    /// The activities, in agenda order.
    public var activities: [ActivityPart]
    /// The SHA-256 of the bundle as it is written with nothing here, in hexadecimal digits. It tells what was changed on
    /// the way by mistake; who changes it on purpose can make a new one.
    public var sha256: String

    /// The version of a bundle of `workshop`: 2 where it says who could answer, else 1.
    ///
    /// A program that does not know a field takes the bundle for altered, because what it has read has another hash. So
    /// a field that comes later makes a new version, by which that program can say that it is too old; and a bundle
    /// without it stays what it was, to the byte, for every program to read.
    static func version(for workshop: WorkshopPart) -> Int { workshop.admission == nil ? 1 : 2 }

    /// What the workshop says of itself.
    public struct WorkshopPart: Sendable, Equatable, Codable {
        /// The join code.
        public var code: String
        /// The title.
        public var title: String
        /// The language code that its pages start in.
        public var language: String
        /// The method's identifier.
        public var method: String
        /// Who is responsible for the data.
        public var organisation: String
        /// The day by which the data is deleted, `YYYY-MM-DD`, or nothing.
        public var deletionDate: String
        /// What is kept of who answered what.
        public var privacy: Privacy
        /// Who could answer; nothing where whoever had the join code could, as in every bundle of before version 2.
        public var admission: Admission?
        /// What is recorded for the follow-up, by name of field.
        public var record: [String: String]
        /// How many have joined.
        public var joined: Int
        /// Counts what facilitators have changed in the workshop: of two bundles of it, the later one has the greater.
        public var revision: Int
        /// The names that participants gave, by the mark of their answers; only in named workshops.
        public var names: [String: String]?
    }

    /// One activity with what may be exported of it.
    public struct ActivityPart: Sendable, Equatable, Codable {
        /// The random identifier.
        public var id: Identifier
        /// Its words and rules, as methods carry them.
        public var definition: ActivityDefinition
        /// How far it has come.
        public var status: ActivityStatus
        /// Whether the answers are left out because they are sealed.
        public var isSealed: Bool
        /// How many participants have answered.
        public var answered: Int
        /// How many ideas, dots or ballots there are.
        public var answers: Int
        /// The items for each of which it was asked; empty when it was asked once.
        public var targets: [ItemPart]
        /// The items asked about.
        public var items: [ItemPart]
        /// The groups, in their order.
        public var groups: [GroupPart]
        /// The ideas, in order of identifier.
        public var ideas: [IdeaPart]
        /// The ballots, in order of pseudonym.
        public var ballots: [BallotPart]
    }

    /// Something that was asked about.
    public struct ItemPart: Sendable, Equatable, Codable {
        /// The identifier: that of an option, an idea or a group.
        public var id: String
        /// The wordings by language code; what somebody typed stands under the workshop's language.
        public var text: LocalizedText
    }

    /// A group of ideas.
    public struct GroupPart: Sendable, Equatable, Codable {
        /// The random identifier.
        public var id: Identifier
        /// The name.
        public var name: String
    }

    /// An idea.
    public struct IdeaPart: Sendable, Equatable, Codable {
        /// The random identifier.
        public var id: Identifier
        /// The author's pseudonym in this activity.
        public var answer: String
        /// Where it was written.
        public var source: BallotSource
        /// Empty when the idea is withdrawn.
        public var text: String
        /// How far it has come.
        public var status: IdeaStatus
        /// The group that it lies in.
        public var group: Identifier?
        /// What belongs to it beside the text.
        public var details: [String: String]
        /// How the facilitator has assessed it; empty where nobody has.
        public var lenses: [String: String]
    }

    /// A ballot.
    public struct BallotPart: Sendable, Equatable, Codable {
        /// The caster's pseudonym in this activity.
        public var answer: String
        /// Where it was filled in.
        public var source: BallotSource
        /// The answers by name of field.
        public var fields: [String: String]
    }
}

extension Bundle {
    /// Reads a bundle in one go. What is of another format, or of a later version, need not have its fields.
    ///
    /// - Throws: ``BundleError/otherFormat``, ``BundleError/newerVersion(_:)``; `DecodingError`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let format = try container.decodeIfPresent(String.self, forKey: .format)
        let version = try container.decodeIfPresent(Int.self, forKey: .version)
        guard format == Self.formatName, let version, version >= 1 else { throw BundleError.otherFormat }
        guard version <= Self.currentVersion else { throw BundleError.newerVersion(version) }
        self.init(
            format: Self.formatName, version: version,
            workshop: try container.decode(WorkshopPart.self, forKey: .workshop),
            activities: try container.decode([ActivityPart].self, forKey: .activities),
            sha256: try container.decode(String.self, forKey: .sha256))
    }
}

/// Why a document is not a bundle that can be read.
public enum BundleError: Error, Sendable, Equatable {
    /// It is not JSON, or lacks something.
    case unreadable(String)
    /// It is JSON of another format.
    case otherFormat
    /// It is of a version that this program does not know yet.
    case newerVersion(Int)
    /// It is not as it was written: its hash is another.
    case altered
}
