import Workshop

/// The report of one workshop: one HTML document that needs nothing beside itself and prints on A4.
public struct WorkshopReport: Sendable {
    private let pages: Pages

    /// Reports made of `assets`.
    ///
    /// - Throws: `AssetError` when something is missing.
    public init(assets: Assets) throws(AssetError) {
        pages = try Pages(assets: assets)
    }

    /// The report of `results`. The same results give the same bytes. Nothing sealed is in it, and no result of fewer
    /// answers than ``SmallestGroup/people``.
    ///
    /// - Parameters:
    ///   - reach: How background questions were answered, by question: only those that may be shown.
    ///   - language: The language code of its words; an unknown one gives the workshop's.
    ///   - isPaper: Whether it is only printed.
    public func html(_ results: WorkshopResults, reach: [String: Reach], language: String, isPaper: Bool = false)
        -> [UInt8]
    {
        let assets = pages.assets
        let wording =
            assets.languages[language] ?? assets.languages[results.workshop.language] ?? assets.defaultWording
        let writer = WorkshopReportWriter(results: results, reach: reach, assets: assets, wording: wording)
        return pages.standalone(
            wording, main: "workshop_report", title: results.workshop.title, isPaper: isPaper, writer.content)
    }
}

/// Writes the parts of one workshop's report.
struct WorkshopReportWriter {
    let results: WorkshopResults
    let reach: [String: Reach]
    let assets: Assets
    let wording: Wording

    private var workshop: Workshop { results.workshop }
    private var record: Ballot { results.workshop.record }

    private func words(_ text: LocalizedText) -> String {
        text.text(in: wording.code, or: workshop.language)
    }

    private func words(_ label: Label) -> String { wording.words(label, fallback: workshop.language) }

    /// What the template shows.
    var content: [String: Any] {
        var content: [String: Any] = [
            "title": workshop.title, "facts": facts, "summary": summary, "agenda": results.activities.map(step),
            "reach": reachTables, "hidesReach": !workshop.background.isEmpty && reach.isEmpty,
            "results": results.activities.compactMap(result), "collections": results.activities.compactMap(collection),
            "unanswered": unanswered, "isComplete": unanswered.isEmpty, "partners": partners,
            "lacksConsultation": assets.record.lacksConsultation(record), "people": people,
        ]
        content["commitments"] = commitments
        content["consultation"] = record["consultation"]
        content["due"] = record["due"].map(wording.date)
        content["recipients"] = record["recipients"]
        content["copies"] = record["copies"]
        content["privacy"] = wording["report_privacy_\(workshop.privacy.rawValue)"]
        content["admission"] = wording["report_admission_\(workshop.admission.rawValue)"]
        return content
    }

    // MARK: What it was

    private var people: String { wording.count("report_people", results.joined) }

    private var facts: [[String: Any]] {
        func option(_ list: [Option], _ id: String) -> String? { list.first { $0.id == id }.map { words($0.text) } }
        let method = assets.methods.first { $0.id == workshop.method }.map { words($0.title) }
        let targets = assets.record.targets.filter { record["target-\($0.id)"] != nil }.map { words($0.text) }
        let facts: [(String, String?)] = [
            ("report_organisation", workshop.organisation.isEmpty ? nil : workshop.organisation),
            ("report_date", record["date"].map(wording.date)), ("report_method", method),
            ("record_intervention", record["intervention"].map { option(assets.record.interventions, $0) ?? $0 }),
            ("record_targets", targets.isEmpty ? nil : targets.joined(separator: ", ")),
            ("report_joined", wording.whole(results.joined)),
            ("record_hours", record["hours"].flatMap { Double($0) }.map { wording.decimal($0, decimals: 1) }),
            ("record_cost", record["cost"].flatMap { Double($0) }.map { wording.decimal($0, decimals: 0) }),
            ("report_code", workshop.code.description),
        ]
        return facts.compactMap { name, value in value.map { ["name": wording[name], "value": $0] } }
    }

    private func step(_ activity: ActivityResults) -> [String: Any] {
        let definition = activity.activity.definition
        var step: [String: Any] = [
            "title": words(definition.title), "minutes": wording.count("minutes_count", definition.minutes),
            "kind": wording["kind_\(definition.kind.name)"],
        ]
        if definition.prompt != definition.title { step["prompt"] = words(definition.prompt) }
        return step
    }

    private var reachTables: [[String: Any]] {
        assets.background.compactMap { question -> [String: Any]? in
            guard let reach = reach[question.id], reach.mayBeShown else { return nil }
            let rows = question.options.map { ($0.id, words($0.text)) } + [("", wording["background_none"])]
            return [
                "prompt": words(question.name),
                "rows": rows.map { ["label": $0.1, "count": wording.whole(reach.counts[$0.0] ?? 0)] },
            ]
        }
    }

    // MARK: What came of it

    /// Why an activity has no result in the report; nil if it has one.
    private func reason(_ activity: ActivityResults) -> String? {
        guard activity.activity.asks, !activity.activity.kind.isPrivate else { return nil }
        if activity.activity.status == .upcoming { return wording["report_not_opened"] }
        if activity.turnout.answered == 0 { return wording["report_nobody"] }
        if !activity.activity.isRevealed { return wording["report_sealed"] }
        if activity.activity.kind.takesBallots, !hasEnough(activity) { return wording["report_few"] }
        return nil
    }

    private func hasEnough(_ activity: ActivityResults) -> Bool {
        activity.ballots.count { !$0.ballot.isEmpty } >= SmallestGroup.people
    }

    private func isShown(_ activity: ActivityResults) -> Bool {
        activity.activity.isRevealed && activity.activity.kind.takesBallots && !activity.activity.kind.isPrivate
            && hasEnough(activity)
    }

    private func base(_ activity: ActivityResults) -> String {
        let turnout = activity.turnout
        let base = wording.text(
            "report_base",
            ["answered": wording.whole(turnout.answered), "joined": wording.whole(turnout.joined)])
        return activity.activity.status == .open ? base + " " + wording["xlsx_open"] : base
    }

    private func result(_ activity: ActivityResults) -> [String: Any]? {
        guard isShown(activity) else { return nil }
        let definition = activity.activity.definition
        let blocks = results.blocks(of: activity, least: SmallestGroup.people)
        var content = ResultWriter(wording: wording, fallback: workshop.language).sections(blocks)
        content["id"] = activity.activity.id.description
        content["title"] = words(definition.title)
        if definition.prompt != definition.title { content["prompt"] = words(definition.prompt) }
        content["base"] = base(activity)
        let split = SplitContent(activity, workshop, assets, wording)
        content["split"] = split.table
        content["noSplit"] = split.reason
        return content
    }

    private func collection(_ activity: ActivityResults) -> [String: Any]? {
        guard let rules = activity.activity.kind.writing else { return nil }
        let ideas = activity.ideas.map(\.idea).filter { $0.status == .visible }
        guard !ideas.isEmpty else { return nil }
        let details = IdeaDetails(
            rules: rules, items: activity.activity.kind.items == nil ? [] : activity.items, wording: wording,
            fallback: workshop.language)
        return [
            "title": words(activity.activity.definition.title),
            "base": base(activity),
            "sections": Pages.grouped(ideas, activity.groups, wording) { idea in
                ["text": idea.text, "lines": details.lines(of: idea) + lenses(idea)]
            },
        ]
    }

    /// How an idea was assessed, as lines to read.
    private func lenses(_ idea: Idea) -> [String] {
        var lines: [String] = []
        for choice in assets.lenses.judged {
            guard let direction = idea.lenses["objective-\(choice.id)"], direction != Lenses.Direction.none.rawValue
            else { continue }
            lines.append(
                wording.text(
                    "report_lens",
                    [
                        "name": words(choice.text), "direction": wording["lens_direction_\(direction)"],
                        "why": idea.lenses["why-\(choice.id)"] ?? "",
                    ]))
        }
        for tags in assets.lenses.tags {
            let chosen = tags.choices.filter { idea.lenses["\(tags.id)-\($0.id)"] != nil }.map { words($0.text) }
            if !chosen.isEmpty {
                lines.append(
                    wording.text(
                        "report_lens_tags", ["name": words(tags.text), "tags": chosen.joined(separator: ", ")]))
            }
        }
        return lines
    }

    private var unanswered: [[String: Any]] {
        results.activities.compactMap { activity in
            reason(activity).map { ["title": words(activity.activity.definition.title), "why": $0] }
        }
    }

    private var commitments: String? {
        let made = results.activities.filter { $0.activity.kind.isPrivate }.reduce(0) { $0 + $1.turnout.answered }
        return made < SmallestGroup.people ? nil : wording.count("report_commitments", made)
    }

    private var partners: [String] {
        let known = assets.record.partners.filter { record["partner-\($0.id)"] != nil }.map { words($0.text) }
        return known + (record["others"] ?? "").split(separator: "\n").map { String($0) }
    }

    // MARK: The summary

    private var summary: [[String: Any]] {
        var sentences: [[String: Any]] = [["text": people]]
        for activity in results.activities {
            let title = words(activity.activity.definition.title)
            let place = activity.activity.id.description
            if activity.activity.kind.writing != nil, activity.activity.isRevealed {
                let ideas = activity.ideas.count { $0.idea.status == .visible }
                let used = Set(activity.ideas.filter { $0.idea.status == .visible }.compactMap(\.idea.group))
                guard ideas > 0 else { continue }
                let text = wording.count("report_sum_ideas", ideas, ["title": title])
                sentences.append([
                    "text": used.isEmpty ? text : text + " " + wording.count("report_sum_groups", used.count)
                ])
            }
            guard isShown(activity), activity.activity.definition.per == nil else { continue }
            if let first = leaders(activity) {
                sentences.append([
                    "text": wording.text("report_sum_first", ["title": title, "items": first]), "place": place,
                ])
            }
        }
        if let commitments { sentences.append(["text": commitments]) }
        return sentences
    }

    /// What came first in an activity that orders its items; nil where all share the first place, or too few have placed
    /// what came first.
    private func leaders(_ activity: ActivityResults) -> String? {
        let (kind, ballots) = (activity.activity.kind, activity.ballots.map(\.ballot))
        let placed = kind.order(ballots, activity.items)
        let first = placed.filter { $0.place == 1 }
        guard !first.isEmpty, first.count < placed.count,
            first.allSatisfy({ kind.people(behind: $0.id, in: ballots) >= SmallestGroup.people })
        else { return nil }
        return first.compactMap { leader in activity.items.first { $0.id == leader.id } }
            .map { leader in
                // The sentence around it has a full stop of its own.
                let text = words(leader.label)
                return wording.text("report_quoted", ["text": text.hasSuffix(".") ? String(text.dropLast()) : text])
            }.joined(separator: ", ")
    }
}
