import Evaluation
import Workshop

/// What a programme takes from one workshop: what it was, and how the answers to the instrument changed.
public struct WorkshopOutcome: Sendable, Equatable {
    /// The index whose statements are the instrument: the same in every workshop.
    public static let instrument = "ledarindex"

    /// The join code.
    public let code: String
    /// The title.
    public let title: String
    /// The method's identifier.
    public let method: String
    /// The type of intervention; empty where the record does not say.
    public let intervention: String
    /// The day on which it was held, `YYYY-MM-DD`; empty where the record does not say.
    public let date: String
    /// The hours that it took of each participant; nil where the record does not say.
    public let hours: Double?
    /// What it cost, in kronor; nil where the record does not say.
    public let cost: Double?
    /// The people who took part.
    public let attended: Int
    /// The answers at its start and at its end, paired by card.
    public let learning: PairedAnswers
    /// The answers at its start and some months later, paired by card, one for each workshop where the later ones were
    /// given. Somebody who answered in several counts in each.
    public let followUps: [PairedAnswers]

    /// What the programme calculates with.
    public var figures: WorkshopFigures? { Self.figures(learning, self) }
    /// The same for what was still there some months later.
    public var followUpFigures: [WorkshopFigures] { followUps.compactMap { Self.figures($0, self) } }

    private static func figures(_ pairs: PairedAnswers, _ outcome: WorkshopOutcome) -> WorkshopFigures? {
        WorkshopChange(pairs.changes).map {
            WorkshopFigures($0, attended: outcome.attended, hours: outcome.hours, cost: outcome.cost)
        }
    }
}
