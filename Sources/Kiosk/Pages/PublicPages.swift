import Workshop

/// The pages before the workshop's own.
extension Pages {
    /// The front page: type the join code.
    func front(_ frame: Frame, typedCode: String, notice: Notice?) -> [UInt8] {
        var content: [String: Any] = ["code": typedCode]
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
            "isReentering": !form.reentry.isEmpty, "card": form.card, "hasCard": !form.card.isEmpty,
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
        content["organisation"] =
            workshop.organisation.isEmpty
            ? wording["notice_organisation_unknown"]
            : wording.text("notice_organisation", ["organisation": workshop.organisation])
        if !workshop.deletionDate.isEmpty {
            content["deletion"] = wording.text("notice_deletion", ["date": wording.date(workshop.deletionDate)])
        }
        return document(frame, main: "join", title: workshop.title, isInline: true, content)
    }

    /// The facilitator's sign-in page.
    func signIn(_ frame: Frame, notice: Notice?) -> [UInt8] {
        var content: [String: Any] = [:]
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

    /// What the form for a new workshop holds.
    struct WorkshopForm: Sendable {
        var method = ""
        var title = ""
        var language = ""
        var organisation = ""
        var deletion = ""
        var privacy = ""
        /// The background questions that are ticked; nil before anything was.
        var background: [String]?
    }

    /// The methods under what they are good for; those that no goal names come last.
    private func proposals(_ methods: [Method], chosen: String, _ wording: Wording) -> [[String: Any]] {
        func entry(_ method: Method) -> [String: Any] {
            [
                "id": method.id, "title": words(method.title, wording, wording.code),
                "purpose": words(method.purpose, wording, wording.code), "isChosen": method.id == chosen,
                "minutes": wording.count("minutes_count", method.agenda.reduce(0) { $0 + $1.minutes }),
            ]
        }
        func section(_ id: String, _ heading: String, _ proposed: [Method]) -> [String: Any]? {
            if proposed.isEmpty { return nil }
            return [
                "id": id, "heading": heading, "isOpen": proposed.contains { $0.id == chosen },
                "methods": proposed.map(entry),
            ]
        }
        let named = Set(assets.goals.flatMap(\.methods))
        let goals = assets.goals.map { goal in
            let proposed = goal.methods.compactMap { id in methods.first { $0.id == id } }
            return section(goal.id, words(goal.text, wording, wording.code), proposed)
        }
        let others = section("others", wording["workshops_other_methods"], methods.filter { !named.contains($0.id) })
        return (goals + [others]).compactMap { $0 }
    }

    /// The facilitator's start page: the workshops, a new one, and what to print.
    func workshops(
        _ frame: Frame, _ list: [WorkshopSummary], methods: [Method], form: WorkshopForm,
        box: (pin: String, recoveryCode: SpokenCode),
        faults: [(id: Identifier, text: String)], material: (folder: String, files: [(name: String, openings: Int)]),
        notice: Notice?
    ) -> [UInt8] {
        let wording = frame.wording
        let chosenLanguage = form.language.isEmpty ? wording.code : form.language
        var content: [String: Any] = [
            "workshops": list.map { workshop -> [String: Any] in
                [
                    "code": workshop.code.description, "title": workshop.title,
                    "joined": wording.count("joined_count", workshop.joined),
                    "isOpen": workshop.isOpen,
                ]
            },
            "hasWorkshops": !list.isEmpty,
            "goals": proposals(methods, chosen: form.method, wording),
            "languageChoices": assets.languages.values.sorted { $0.code < $1.code }.map { language -> [String: Any] in
                [
                    "code": language.code, "name": language.name,
                    "isChosen": language.code == chosenLanguage,
                ]
            },
            "privacies": Privacy.allCases.map { privacy -> [String: Any] in
                [
                    "value": privacy.rawValue, "name": wording["privacy_\(privacy.rawValue)"],
                    "about": wording["privacy_\(privacy.rawValue)_about"],
                    "isChosen": privacy.rawValue == (form.privacy.isEmpty ? "anonymous" : form.privacy),
                ]
            },
            "background": assets.background.map { question -> [String: Any] in
                [
                    "id": question.id, "prompt": words(question.prompt, wording, wording.code),
                    "isOn": form.background?.contains(question.id) ?? question.isOnUnlessStated,
                ]
            },
            "hasBroken": !assets.brokenMethods.isEmpty,
            "faults": faults.map { ["id": $0.id.description, "text": $0.text] }, "hasFaults": !faults.isEmpty,
            "materialFolder": material.folder,
            "material": material.files.map {
                ["name": $0.name, "openings": wording.count("material_openings", $0.openings)]
            },
            "typedTitle": form.title, "organisation": form.organisation, "deletion": form.deletion,
            "pin": box.pin, "recoveryCode": box.recoveryCode.grouped,
        ]
        content["notice"] = Self.notice(notice)
        return document(frame, main: "workshops", title: wording["workshops_title"], isInline: false, content)
    }
}
