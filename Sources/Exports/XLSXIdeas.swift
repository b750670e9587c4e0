import Workshop

/// Turns the texts that participants wrote for each other into tables of a sheet.
struct XLSXIdeas {
    let words: ExportWords
    /// The title of the question, which its chart carries.
    let title: String

    /// How many ideas each group has, and the ideas by group: those that the screens show. Hidden and withdrawn ones are
    /// among all answers only, where their status says so.
    func tables(_ results: ActivityResults) -> [XLSXTable] {
        let visible = results.ideas.filter { $0.idea.status == .visible }
        guard !visible.isEmpty, let rules = results.activity.kind.writing else { return [] }
        let names: [(id: Identifier?, name: String)] =
            results.groups.map { ($0.id, $0.name) } + [(nil, words(.phrase("xlsx_no_group")))]
        let byGroup = names.map { group in (group, visible.filter { $0.idea.group == group.id }) }
            .filter { !$0.1.isEmpty }
        let ideas = XLSXTable(
            columns: [
                words(.phrase("xlsx_group")), words(.phrase("xlsx_sort")),
                rules.label.map { words(.localized($0)) } ?? words(.phrase("xlsx_idea")),
            ] + rules.parts.map { words(.localized($0.text)) } + [words(.phrase("xlsx_builds_on"))],
            rows: byGroup.flatMap { group, ideas in
                ideas.map { row($0.idea, results.groups.isEmpty ? "" : group.name, rules, visible) }
            }
        ).withoutEmptyColumns
        guard !results.groups.isEmpty else { return [ideas] }
        let counts = XLSXTable(
            caption: words(.phrase("xlsx_groups")),
            columns: [
                words(.phrase("xlsx_group")), words(.phrase("xlsx_ideas")), words(.phrase("plot_people")),
            ],
            rows: byGroup.map { group, ideas in
                [.text(group.name), .count(ideas.count), .count(Set(ideas.map(\.pseudonym)).count)]
            },
            charts: [
                .init(title: XLSXText.cut(title, to: 120), kind: .bars, rows: 0..<byGroup.count, texts: 0, amounts: [1])
            ])
        return [ideas, counts]
    }

    private func row(
        _ idea: Idea, _ group: String, _ rules: WritingRules, _ visible: [AuthoredIdea]
    ) -> [XLSXCell] {
        func cell(_ text: String?) -> XLSXCell { text.map { $0.isEmpty ? .blank : .text($0) } ?? .blank }
        let sort = rules.sorts.first { $0.id == idea.details["sort"] }.map { words(.localized($0.text)) }
        let base = visible.first { $0.idea.id.description == idea.details["builds-on"] }?.idea.text
        return [cell(group), cell(sort), cell(idea.text)]
            + rules.parts.map { cell(idea.details["part-\($0.id)"]) } + [cell(base)]
    }
}
