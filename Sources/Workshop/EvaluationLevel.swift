/// What answers say of an intervention, beside the index: the levels by which training is evaluated (D. L. Kirkpatrick,
/// 1959). Each is reported apart. Learning is not here: the index and the quiz tell it by themselves.
public enum EvaluationLevel: String, Sendable, Codable, CaseIterable {
    /// What participants thought of it.
    case reaction
    /// What they say that they have done since.
    case behaviour
    /// What they say has come of that for others.
    case results
}
