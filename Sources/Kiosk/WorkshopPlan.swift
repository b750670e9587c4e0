import Store
import Workshop

/// From what a facilitator fills in to a workshop ready to be stored.
public enum WorkshopPlan {
    /// A new workshop's content.
    ///
    /// - Parameters:
    ///   - methods: The methods to choose from; those in `assets` unless given.
    ///   - method: The identifier of one of them.
    ///   - title: 1 to ``Workshop/Workshop/titleLimit`` characters.
    ///   - language: The code of one of the languages in `assets`.
    ///   - organisation: Who is responsible for the data; may be empty.
    ///   - deletionDate: `YYYY-MM-DD`; may be empty.
    ///   - background: The identifiers of the background questions; those that are on unless stated when nil.
    ///   - split: The identifier of the one by which results are split, which is asked then; when empty, one that
    ///     splits unless stated, if it is asked.
    ///   - privacy: The name of a `Privacy`; anonymous when empty.
    ///   - admission: The name of an `Admission`; open when empty.
    /// - Throws: `Refusal` naming what is missing or wrong.
    public static func draft(
        assets: Assets, methods: [Method]? = nil, method: String, title: String, language: String,
        organisation: String = "",
        deletionDate: String = "", privacy: String = "", admission: String = "",
        background: [String]? = nil, split: String = ""
    ) throws(Refusal) -> Store.WorkshopDraft {
        guard let chosen = (methods ?? assets.methods).first(where: { $0.id == method }) else {
            throw .missingField(name: "method")
        }
        guard assets.languages[language] != nil else { throw .missingField(name: "language") }
        let organisation = try optional(organisation)
        let deletionDate = try date(deletionDate)
        guard let privacy = privacy.isEmpty ? .anonymous : Privacy(rawValue: privacy) else {
            throw .missingField(name: "privacy")
        }
        guard let admission = admission.isEmpty ? .open : Admission(rawValue: admission) else {
            throw .missingField(name: "admission")
        }
        var generator = SystemRandomNumberGenerator()
        guard let agenda = try? chosen.activities(using: &generator) else { throw .missingField(name: "method") }
        var draft = Store.WorkshopDraft(
            title: try PlainText.checked(title, limit: Workshop.titleLimit), language: language, method: chosen.id,
            organisation: organisation, deletionDate: deletionDate, privacy: privacy,
            agenda: agenda)
        draft.admission = admission
        guard split.isEmpty || assets.background.contains(where: { $0.id == split }) else {
            throw .missingField(name: "split")
        }
        let asked = assets.background.filter {
            $0.id == split || background?.contains($0.id) ?? $0.isOnUnlessStated
        }
        draft.background = asked.map(\.id)
        if privacy == .anonymous {
            draft.split = split.isEmpty ? asked.first { $0.splitsUnlessStated == true }?.id ?? "" : split
        } else if !split.isEmpty {
            throw .splitNeedsAnonymity
        }
        return draft
    }

    private static func optional(_ text: String) throws(Refusal) -> String {
        do {
            return try PlainText.checked(text, limit: Workshop.titleLimit)
        } catch {
            if case .empty = error { return "" }
            throw error
        }
    }

    /// A date as `YYYY-MM-DD` (ISO 8601) that exists in the calendar, or nothing.
    static func date(_ text: String) throws(Refusal) -> String {
        let trimmed = text.filter { !$0.isWhitespace }
        if trimmed.isEmpty { return "" }
        guard CalendarDay(trimmed) != nil else { throw .missingField(name: "deletion") }
        return trimmed
    }
}
