/// What the workshops of a type took, over those whose record says so.
public struct Outlay: Sendable, Equatable {
    /// Kronor per participant; nil where no workshop says.
    public let costPerParticipant: Double?
    /// How many workshops say what they cost.
    public let workshopsWithCost: Int
    /// Hours per participant, weighted by participants; nil where no workshop says.
    public let hoursPerParticipant: Double?
    /// How many workshops say how long they took.
    public let workshopsWithHours: Int

    /// What `workshops` took; those without participants say nothing.
    public init(_ workshops: [WorkshopFigures]) {
        let attended = workshops.filter { $0.attended > 0 }
        let costed = attended.filter { $0.cost != nil }
        let timed = attended.filter { $0.hours != nil }
        workshopsWithCost = costed.count
        workshopsWithHours = timed.count
        func people(_ some: [WorkshopFigures]) -> Double { Double(some.reduce(0) { $0 + $1.attended }) }
        costPerParticipant =
            costed.isEmpty ? nil : costed.reduce(0) { $0 + ($1.cost ?? 0) } / people(costed)
        hoursPerParticipant =
            timed.isEmpty ? nil : timed.reduce(0) { $0 + ($1.hours ?? 0) * Double($1.attended) } / people(timed)
    }

    /// Kronor per participant and point of change; nil unless the whole interval of `effect` is over 0: the ratio has no
    /// meaning where the effect may be nothing or harm.
    public func costPerPoint(_ effect: PooledEffect) -> Double? {
        guard effect.interval.isAboveZero, let costPerParticipant else { return nil }
        return costPerParticipant / effect.mean
    }
}
