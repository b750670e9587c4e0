import Workshop

extension RuleError.Problem {
    /// What is wrong with a setting, for whoever typed it.
    func words(_ wording: Wording) -> String {
        switch self {
        case .missing: wording["rule_missing"]
        case .outOfRange(let least, let most):
            wording.text("rule_range", ["least": String(least), "most": String(most)])
        case .repeated: wording["rule_repeated"]
        case .unknown: wording["rule_unknown"]
        case .invalid: wording["rule_invalid"]
        }
    }
}
