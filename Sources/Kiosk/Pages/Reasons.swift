import Workshop

extension Pages {
    /// The words for a refusal.
    func reason(_ refusal: Refusal, _ wording: Wording) -> String {
        let key = "reason_\(refusal.name)"
        switch refusal {
        case .tooLong(let count, let limit):
            return wording.text(key, ["count": String(count), "limit": String(limit)])
        case .movedMeanwhile(let count): return wording.count(key, count)
        case .renamedMeanwhile(let name), .alreadyAnswered(let name): return wording.text(key, ["name": name])
        case .tooManyIdeas(let limit): return wording.count(key, limit)
        case .overBudget(let placed, let budget):
            return wording.count(key, budget, ["placed": String(placed)])
        case .overCap(_, let cap): return wording.count(key, cap)
        case .notAWholeNumber(let least, let most):
            return wording.text(key, ["least": String(least), "most": String(most)])
        case .notANumber(let least, let most):
            return wording.text(
                key, ["least": wording.decimal(least, decimals: 0), "most": wording.decimal(most, decimals: 0)])
        case .tooFew(let chosen, let least): return wording.count(key, least, ["chosen": String(chosen)])
        case .tooMany(let chosen, let most): return wording.count(key, most, ["chosen": String(chosen)])
        case .unevenTotal(let total, let whole):
            return wording.text(key, ["total": String(total), "whole": String(whole)])
        case .changedMeanwhile(let now): return wording.text(key, ["now": now])
        case .missingField(let name):
            let field = wording.table["field_\(name)"] ?? name
            return wording.text(key, ["field": field])
        default: return wording[key]
        }
    }
}
