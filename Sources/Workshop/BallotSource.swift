/// Where a ballot was filled in.
public enum BallotSource: String, Sendable, Codable, CaseIterable {
    /// On a participant's phone.
    case phone
    /// On paper, and entered by the facilitator.
    case paper
}
