import Workshop

/// What is printed and what is entered from paper.
extension Pages {
    /// A sheet of cards to cut out.
    func cards(_ frame: Frame, _ cards: [(code: SpokenCode, address: String)]) -> [UInt8] {
        let content: [String: Any] = [
            "cards": cards.map { card -> [String: Any] in
                [
                    "code": card.code.grouped, "address": card.address,
                    "qrCode": QRCode(card.address)?.svg ?? "",
                ]
            },
            "count": frame.wording.count("cards_printed", cards.count),
        ]
        return document(frame, main: "cards", title: frame.wording["cards_title"], isInline: false, content)
    }

    /// The activities that a ballot on paper can answer.
    func paperList(_ frame: Frame, _ workshop: Workshop) -> [UInt8] {
        let content: [String: Any] = [
            "code": workshop.code.description,
            "steps": workshop.agenda.filter(Routes.fitsPaper).map { activity -> [String: Any] in
                [
                    "id": activity.id.description, "isOpen": activity.status == .open,
                    "words": words(activity.definition.title, frame.wording, workshop.language),
                ]
            },
        ]
        return document(frame, main: "paper", title: frame.wording["paper_title"], isInline: false, content)
    }

    /// The ballot of an activity as a sheet of paper.
    func paperBallot(
        _ frame: Frame, _ workshop: Workshop, _ activity: Activity, _ form: ActivityForm
    ) -> [UInt8] {
        let content = paperContent(frame, workshop, activity, form, refused: nil)
        return document(frame, main: "paper_ballot", title: frame.wording["paper_title"], isInline: false, content)
    }

    /// The form in which the facilitator enters a ballot from paper.
    func paperEntry(
        _ frame: Frame, _ workshop: Workshop, _ activity: Activity, _ form: ActivityForm, card: String = "",
        typed: Ballot = Ballot(), field: String? = nil, notice: Notice? = nil
    ) -> [UInt8] {
        let text = notice?.text ?? ""
        var content = paperContent(
            frame, workshop, activity, form, refused: Refused(ballot: typed, field: field, text: text))
        content["card"] = card
        content["notice"] = Self.notice(notice)
        return document(frame, main: "paper_entry", title: frame.wording["paper_title"], isInline: false, content)
    }

    /// What was entered, to be compared with the paper before it counts.
    func paperCheck(
        _ frame: Frame, _ workshop: Workshop, _ activity: Activity, _ form: ActivityForm, card: SpokenCode,
        _ ballot: Ballot
    ) -> [UInt8] {
        var content = paperContent(
            frame, workshop, activity, form, refused: Refused(ballot: ballot, field: nil, text: ""))
        content["card"] = card.grouped
        content["hidden"] = ballot.fields.map { ["name": $0.name, "value": $0.value] }
        return document(frame, main: "paper_check", title: frame.wording["paper_title"], isInline: false, content)
    }

    private func paperContent(
        _ frame: Frame, _ workshop: Workshop, _ activity: Activity, _ form: ActivityForm, refused: Refused?
    ) -> [String: Any] {
        // On paper an activity is as if it were open.
        var open = activity
        open.status = .open
        let snapshot = PhoneSnapshot(workshop: workshop, form: form)
        var content = ballotContent(frame, snapshot, open, isOpen: true, refused: refused) ?? [:]
        if let rules = activity.kind.writing {
            let writer = ControlWriter(wording: frame.wording, fallback: workshop.language, refused: refused)
            let controls = rules.controls(
                label: writingLabel(activity, frame.wording), builtOn: activity.kind.items == nil ? [] : form.items,
                shown: refused?.ballot ?? Ballot())
            content["parts"] = [["controls": controls.map { writer.content($0, prefix: "") }]]
        }
        content["code"] = workshop.code.description
        content["workshop"] = workshop.title
        content["activity"] = activity.id.description
        content["prompt"] = words(activity.definition.prompt, frame.wording, workshop.language)
        content["step"] = words(activity.definition.title, frame.wording, workshop.language)
        return content
    }
}
