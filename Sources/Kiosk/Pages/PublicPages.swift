import Store
import Workshop

/// The pages before the workshop's own.
extension Pages {
    /// The front page: type the join code.
    ///
    /// - Parameter offersToStay: Whether the reader's phone may still leave the box's network.
    func front(_ frame: Frame, typedCode: String, notice: Notice?, offersToStay: Bool = false) -> [UInt8] {
        var content: [String: Any] = ["code": typedCode, "offersToStay": offersToStay]
        content["notice"] = Self.notice(notice)
        return document(frame, main: "front", title: frame.wording["front_title"], isInline: true, content)
    }

    /// What somebody who joins has typed.
    struct JoinForm: Sendable {
        var reentry = ""
        var card = ""
        var name = ""
        var background = Ballot()
    }

    /// The page of a workshop for somebody who has not joined: the information, the join button, and the way back in.
    func join(_ frame: Frame, workshop: Workshop, form: JoinForm = JoinForm(), notice: Notice?) -> [UInt8] {
        var content: [String: Any] = [
            "code": workshop.code.description, "workshop": workshop.title, "reentry": form.reentry,
            "key": Self.joinKey(), "workshopLanguage": workshop.language,
            "isReentering": !form.reentry.isEmpty, "card": form.card, "hasCard": !form.card.isEmpty,
            "showsCard": !form.card.isEmpty || workshop.admission == .card,
            "needsCard": workshop.admission == .card, "hasDoor": workshop.admission == .door,
            "name": form.name, "isNamed": workshop.privacy == .named, "isLinked": workshop.privacy == .linked,
            "isAnonymous": workshop.privacy == .anonymous,
            "background": assets.background.filter { workshop.background.contains($0.id) }
                .map { question -> [String: Any] in
                    [
                        "id": question.id, "prompt": words(question.prompt, frame.wording, workshop.language),
                        "options": question.options.map { option -> [String: Any] in
                            [
                                "value": option.id, "label": words(option.text, frame.wording, workshop.language),
                                "isChosen": form.background[question.id] == option.id,
                            ]
                        },
                    ]
                },
            "hasBackground": !workshop.background.isEmpty,
        ]
        content["notice"] = Self.notice(notice)
        let wording = frame.wording
        if let question = assets.background.first(where: { $0.id == workshop.split }) {
            content["split"] = wording.text(
                "background_split", ["question": words(question.name, wording, workshop.language)])
        } else if workshop.privacy != .anonymous {
            // The question may say that answers are compared: here they are not.
            content["split"] = wording["background_no_split"]
        }
        content["organisation"] =
            workshop.organisation.isEmpty
            ? wording["notice_organisation_unknown"]
            : wording.text("notice_organisation", ["organisation": workshop.organisation])
        if !workshop.deletionDate.isEmpty {
            content["deletion"] = wording.text("notice_deletion", ["date": wording.date(workshop.deletionDate)])
        }
        return document(frame, main: "join", title: workshop.title, isInline: true, content)
    }

    /// What makes the form for joining, sent twice, one participant: 128 random bits.
    private static func joinKey() -> String {
        "\(Identifier.random())\(Identifier.random())"
    }

    /// The facilitator's sign-in page.
    func signIn(_ frame: Frame, notice: Notice?) -> [UInt8] {
        var content: [String: Any] = ["nameLimit": Store.facilitatorNameLimit]
        content["notice"] = Self.notice(notice)
        return document(frame, main: "sign_in", title: frame.wording["signin_title"], isInline: true, content)
    }

    /// The new PIN and recovery code, to be written down.
    func recovered(_ frame: Frame, pin: String, recoveryCode: SpokenCode) -> [UInt8] {
        document(
            frame, main: "recovered", title: frame.wording["recovered_title"], isInline: true,
            ["pin": pin, "recoveryCode": recoveryCode.grouped])
    }

    /// A page that says why there is nothing else to show.
    func refusal(_ frame: Frame, status: Int, notice: Notice) -> [UInt8] {
        let content: [String: Any] = ["text": notice.text, "status": status]
        return document(frame, main: "refusal", title: frame.wording["refusal_title"], isInline: true, content)
    }
}
