import Appliance
import Store
import Workshop

/// The facilitator's start page, and the page on which a workshop is made.
extension Pages {
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
        /// The one by which results are split; empty for what is usual.
        var split = ""
        var admission = ""
    }

    /// The methods under what they are good for; those that no goal names come last.
    private func proposals(_ methods: [Method], _ wording: Wording) -> [[String: Any]] {
        func entry(_ method: Method) -> [String: Any] {
            [
                "id": method.id, "title": words(method.title, wording, wording.code),
                "purpose": words(method.purpose, wording, wording.code),
                "minutes": wording.count("minutes_count", method.agenda.reduce(0) { $0 + $1.minutes }),
            ]
        }
        func section(_ id: String, _ heading: String, _ proposed: [Method]) -> [String: Any]? {
            proposed.isEmpty ? nil : ["id": id, "heading": heading, "methods": proposed.map(entry)]
        }
        let named = Set(assets.goals.flatMap(\.methods))
        let goals = assets.goals.map { goal in
            let proposed = goal.methods.compactMap { id in methods.first { $0.id == id } }
            return section(goal.id, words(goal.text, wording, wording.code), proposed)
        }
        let others = section("others", wording["workshops_other_methods"], methods.filter { !named.contains($0.id) })
        return (goals + [others]).compactMap { $0 }
    }

    /// What the start page says of the machine.
    struct Machine: Sendable {
        /// The box's clock, in seconds since 1970.
        var now: Int64
        /// Whether it cannot be right; nil where it cannot be set from here.
        var isClockWrong: Bool?
        /// What is to be said of the room on the disk; nil while there is plenty.
        var space: Finding?
        /// Whether there is a box that can be switched off from here.
        var isBox: Bool
    }

    /// The facilitator's start page: what to achieve, the workshops, and what to print.
    func workshops(
        _ frame: Frame, _ list: [WorkshopSummary], today: CalendarDay, facilitator: String, methods: [Method],
        box: (pin: String, recoveryCode: SpokenCode), isSetUp: Bool, machine: Machine,
        wifi: (name: String, passphrase: String, isRefused: Bool),
        faults: [(id: Identifier, text: String)], material: (folder: String, files: [(name: String, openings: Int)]),
        notice: Notice?
    ) -> [UInt8] {
        let wording = frame.wording
        var content: [String: Any] = [
            "workshops": list.map { workshop -> [String: Any] in
                [
                    "code": workshop.code.description, "title": workshop.title,
                    "joined": wording.count("joined_count", workshop.joined),
                    "isOpen": workshop.isOpen, "isRehearsal": workshop.isRehearsal,
                    "isImported": workshop.isImported,
                ]
            },
            "due": list.filter { !$0.isRehearsal }.compactMap { workshop in
                due(workshop.deletionDate, shown: workshop.shownDue, code: workshop.code, today: today, wording)
                    .map { $0.merging(["dueTitle": workshop.title, "isFull": true]) { $1 } }
            },
            "hasWorkshops": list.contains { !$0.isRehearsal },
            "hasList": !list.isEmpty,
            "isNew": !isSetUp,
            "goals": proposals(methods, wording),
            "hasBroken": !assets.brokenMethods.isEmpty,
            "faults": faults.map { ["id": $0.id.description, "text": $0.text] }, "hasFaults": !faults.isEmpty,
            "materialFolder": material.folder,
            "material": material.files.map {
                ["name": $0.name, "openings": wording.count("material_openings", $0.openings)]
            },
            "pin": box.pin, "recoveryCode": box.recoveryCode.grouped,
            "wifiName": wifi.name, "wifiRefused": wifi.isRefused, "wifiPassphrase": wifi.passphrase,
        ]
        content["nameLimit"] = Store.facilitatorNameLimit
        if !facilitator.isEmpty { content["facilitator"] = facilitator }
        content["space"] = space(machine.space, wording)
        content["isBox"] = machine.isBox
        if let isWrong = machine.isClockWrong {
            content["clock"] = ["isWrong": isWrong, "seconds": String(machine.now)]
        }
        content["notice"] = Self.notice(notice)
        return document(frame, main: "workshops", title: wording["workshops_title"], isInline: false, content)
    }

    /// The page on which a workshop is made from a method: its name is enough, the rest has a good beginning.
    func newWorkshop(_ frame: Frame, methods: [Method], form: WorkshopForm, notice: Notice?) -> [UInt8] {
        let wording = frame.wording
        let chosenLanguage = form.language.isEmpty ? wording.code : form.language
        let method = methods.first { $0.id == form.method }
        var content: [String: Any] = [
            "methods": methods.map { other -> [String: Any] in
                [
                    "id": other.id, "title": words(other.title, wording, wording.code),
                    "isChosen": other.id == form.method,
                ]
            },
            "languageChoices": assets.languages.values.sorted { $0.code < $1.code }.map { language -> [String: Any] in
                ["code": language.code, "name": language.name, "isChosen": language.code == chosenLanguage]
            },
            "privacies": Privacy.allCases.map { privacy -> [String: Any] in
                [
                    "value": privacy.rawValue, "name": wording["privacy_\(privacy.rawValue)"],
                    "about": wording["privacy_\(privacy.rawValue)_about"],
                    "isChosen": privacy.rawValue == (form.privacy.isEmpty ? "anonymous" : form.privacy),
                ]
            },
            "admissions": Self.admissions(form.admission, wording),
            "background": assets.background.map { question -> [String: Any] in
                [
                    "id": question.id, "prompt": words(question.prompt, wording, wording.code),
                    "isOn": form.background?.contains(question.id) ?? question.isOnUnlessStated,
                ]
            },
            "splits": assets.background.filter { $0.splitsUnlessStated != true }.map { question -> [String: Any] in
                [
                    "value": question.id, "name": words(question.name, wording, wording.code),
                    "isChosen": question.id == form.split,
                ]
            },
            "typedTitle": form.title, "titleLimit": Workshop.titleLimit, "organisation": form.organisation,
            "deletion": form.deletion,
            // What was wrong may stand among the settings.
            "isMoreOpen": notice != nil,
        ]
        if let method {
            content["method"] =
                [
                    "id": method.id, "title": words(method.title, wording, wording.code),
                    "purpose": words(method.purpose, wording, wording.code),
                    "minutes": wording.count("minutes_count", method.agenda.reduce(0) { $0 + $1.minutes }),
                    "steps": method.agenda.map { step -> [String: Any] in
                        [
                            "title": words(step.title, wording, wording.code),
                            "minutes": wording.count("minutes_count", step.minutes),
                        ]
                    },
                ] as [String: Any]
        }
        content["notice"] = Self.notice(notice)
        return document(frame, main: "new_workshop", title: wording["workshops_new"], isInline: false, content)
    }
}
