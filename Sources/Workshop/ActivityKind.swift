/// What an activity asks, with its rules.
public enum ActivityKind: Sendable, Equatable, Codable {
    /// Texts from each participant.
    case ideas(IdeasRules)
    /// Dots that each participant spreads over items.
    case dots(DotsRules)
}

/// The rules of an ideas activity.
public struct IdeasRules: Sendable, Equatable, Codable {
    /// The most characters in one idea, counted as people count them.
    public var characterLimit: Int
    /// The most ideas of one participant.
    public var perPerson: Int

    /// Rules with the given limits.
    public init(characterLimit: Int = 280, perPerson: Int = 5) {
        self.characterLimit = characterLimit
        self.perPerson = perPerson
    }
}

/// The rules of a dots activity.
public struct DotsRules: Sendable, Equatable, Codable {
    /// The dots that each participant has.
    public var budget: Int
    /// The most dots of one participant on one item; 1 when stacking is off.
    public var cap: Int
    /// The position (0-based) in the agenda of the ideas activity whose visible ideas are the items.
    public var source: Int

    /// Rules with the given budget, cap and source. Without stacking the cap is 1; with it, `cap` or the whole budget.
    public init(budget: Int, stacking: Bool, cap: Int? = nil, source: Int) {
        self.budget = budget
        self.cap = stacking ? min(cap ?? budget, budget) : 1
        self.source = source
    }

    /// Whether several dots of one participant may lie on one item.
    public var stacking: Bool { cap > 1 }
}
