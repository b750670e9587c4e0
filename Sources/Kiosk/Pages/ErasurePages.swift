import Workshop

/// What is asked before something is erased.
struct ErasureQuestion: Sendable {
    /// What it is.
    var target: ErasureTarget
    /// The two fields of the form that named it.
    var what: String
    var which: String
    /// What would be lost.
    var extent: ErasureExtent
    /// The text itself, where it is one.
    var subject: String?
    /// The workshop; nil for the whole box.
    var workshop: Workshop?
}

/// The pages on which things are erased, and the warnings that a deletion date comes near.
extension Pages {
    /// The warning about a deletion date; nil while it is far.
    func due(
        _ date: String, shown: [CalendarDay], code: SpokenCode, today: CalendarDay, _ wording: Wording
    ) -> [String: Any]? {
        let text: String
        switch DeletionDue(date: date, today: today, shown: shown) {
        case .later: return nil
        case .soon(let days):
            text =
                days == 0
                ? wording["due_today"] : wording.count("due_soon", days, ["date": wording.date(date)])
        case .passed(let from):
            let from = max(from ?? CalendarDay(number: today.number + DeletionDue.warningDays), today)
            text = wording.text(
                "due_passed", ["date": wording.date(date), "from": wording.date(from)])
        case .unclear:
            text = wording.text(
                "due_unclear", ["date": wording.date(date), "today": wording.date(today)])
        }
        return ["text": text, "code": code.description]
    }

    /// What can be erased of a workshop.
    func erase(
        _ frame: Frame, _ workshop: Workshop, _ steps: [ErasableStep], today: CalendarDay, typed: String,
        notice: Notice?
    ) -> [UInt8] {
        let wording = frame.wording
        var content: [String: Any] = [
            "code": workshop.code.description, "workshop": workshop.title, "deletion": typed,
            "isRehearsal": workshop.isRehearsal, "isAnonymous": workshop.privacy == .anonymous,
            "isNamed": workshop.privacy == .named, "isLinked": workshop.privacy == .linked,
            "steps": steps.filter { !$0.isEmpty }.map { step -> [String: Any] in
                func entry(_ what: String, _ which: String, _ text: String) -> [String: Any] {
                    ["what": what, "which": which, "text": text, "kind": wording["erase_kind_\(what)"]]
                }
                return [
                    "id": step.activity.id.description,
                    "title": words(step.activity.definition.title, wording, workshop.language),
                    "entries": step.ideas.map { entry("idea", $0.id.description, Self.whole($0)) }
                        + step.answers.map { entry("answer", $0.mark, $0.texts.joined(separator: "\n")) }
                        + step.groups.map { entry("group", $0.id.description, $0.name) },
                ]
            },
        ]
        content["hasSteps"] = steps.contains { !$0.isEmpty }
        content["due"] = due(
            workshop.deletionDate, shown: workshop.shownDue, code: workshop.code, today: today, wording)
        content["notice"] = Self.notice(notice)
        return document(frame, main: "erase", title: wording["erase_title"], isInline: false, content)
    }

    /// What can be erased of the box, and the log of what was erased.
    func eraseBox(
        _ frame: Frame, _ workshops: [WorkshopSummary], log: [Erasure], notice: Notice?
    ) -> [UInt8] {
        let wording = frame.wording
        var content: [String: Any] = [
            "workshops": workshops.filter { !$0.isRehearsal }.map {
                ["code": $0.code.description, "title": $0.title]
            },
            "log": log.map { line -> [String: Any] in
                [
                    "number": String(line.number), "kind": wording["erased_\(line.kind.rawValue)"],
                    "day": line.day.map { wording.date($0) } ?? wording["erase_log_no_day"],
                    "rows": wording.whole(line.rows),
                    "cause": wording[line.isByDate ? "erase_log_by_date" : "erase_log_by_hand"],
                ]
            },
            "hasLog": !log.isEmpty,
        ]
        content["hasWorkshops"] = workshops.contains { !$0.isRehearsal }
        content["notice"] = Self.notice(notice)
        return document(frame, main: "erase_box", title: wording["erase_box_title"], isInline: false, content)
    }

    /// The question whether something is to be erased, with what would be lost.
    func confirmErasure(_ frame: Frame, _ question: ErasureQuestion, notice: Notice? = nil) -> [UInt8] {
        let wording = frame.wording
        let path = question.workshop.map { "/facilitator/\($0.code)/erase" } ?? "/facilitator/erase"
        var content: [String: Any] = [
            "heading": wording["erase_confirm_\(question.what)"], "path": path, "what": question.what,
            "which": question.which, "losses": losses(question.extent, wording),
        ]
        content["hasLosses"] = question.extent.rows > 0
        content["subject"] = question.subject
        content["workshop"] = question.workshop?.title
        content["code"] = question.workshop?.code.description
        if question.extent.untraceable > 0 {
            content["untraceable"] = wording.count("erase_untraceable", question.extent.untraceable)
        }
        switch question.target {
        case .workshop: content["typedLabel"] = wording["erase_type_code"]
        case .box:
            content["typedLabel"] = wording["erase_type_pin"]
            content["stays"] = wording["erase_box_stays"]
        case .person where question.workshop?.privacy == .linked: content["stays"] = wording["erase_person_stays"]
        default: break
        }
        if let workshop = question.workshop, !workshop.isRehearsal { content["exports"] = workshop.code.description }
        content["isWrong"] = notice != nil
        content["notice"] = Self.notice(notice)
        return document(
            frame, main: "erase_confirm", title: wording["erase_confirm_\(question.what)"], isInline: false, content)
    }

    /// What an erasure takes, in words.
    func losses(_ extent: ErasureExtent, _ wording: Wording) -> [String] {
        let counts = [
            ("erase_loses_workshops", extent.workshops), ("erase_loses_participants", extent.participants),
            ("erase_loses_ideas", extent.ideas), ("erase_loses_answers", extent.answers),
            ("erase_loses_copies", extent.copies), ("erase_loses_cards", extent.cards),
        ]
        return counts.filter { $0.1 > 0 }.map { wording.count($0.0, $0.1) }
    }

    /// An idea with everything that was written with it.
    static func whole(_ idea: Idea) -> String {
        ([idea.text] + idea.details.fields(after: "part-").map(\.value))
            .joined(separator: "\n")
    }
}

extension Assets {
    /// What stands where a text was taken over that has been erased since.
    public var erasedMark: LocalizedText {
        LocalizedText(languages.mapValues { $0["erased_mark"] })
    }
}
