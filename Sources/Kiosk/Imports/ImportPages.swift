import Exports
import Store
import Workshop

/// The page on which files are taken in, and the page of a workshop that was.
extension Pages {
    /// What became of a file, in words, with what can be done next.
    struct ImportOutcome: Sendable {
        /// Somewhere to go.
        struct Link: Sendable {
            var path: String
            var words: String
        }

        /// Whether it was not taken in.
        var isError: Bool
        /// What became of it.
        var text: String
        /// The title of what it is, by which the buttons of one file are told from those of another.
        var subject = ""
        /// Where it can be seen.
        var link: Link?
        /// Where it can be erased again.
        var undo: Link?
        /// Where a method is taken away again, by a form.
        var removal: String?
    }

    /// The form, above it what became of the files that were just sent.
    ///
    /// - Parameter into: The join code of the workshop that examples go to.
    func importForm(
        _ frame: Frame, _ workshops: [WorkshopSummary], into code: String, outcomes: [ImportOutcome], problem: String?
    ) -> [UInt8] {
        let wording = frame.wording
        var content: [String: Any] = [
            "outcomes": outcomes.map { outcome -> [String: Any] in
                var entry: [String: Any] = [
                    "isError": outcome.isError, "text": outcome.text, "subject": outcome.subject,
                ]
                if let link = outcome.link { entry["link"] = ["path": link.path, "words": link.words] }
                if let undo = outcome.undo { entry["undo"] = ["path": undo.path, "words": undo.words] }
                if let removal = outcome.removal { entry["removal"] = removal }
                return entry
            },
            "hasOutcomes": !outcomes.isEmpty, "hasErrors": outcomes.contains(where: \.isError),
            "workshops": workshops.map { workshop -> [String: Any] in
                [
                    "code": workshop.code.description, "title": workshop.title,
                    "isChosen": workshop.code.description == code,
                ]
            },
            "hasWorkshops": !workshops.isEmpty,
            "help": wording.text("import_files_help", Uploads.arguments),
        ]
        content["notice"] = Self.notice(problem.map { Notice(isError: true, text: $0) })
        return document(frame, main: "import", title: wording["import_title"], isInline: false, content)
    }

    /// What is said of a file that was read.
    func outcome(_ outcome: FileImport.Outcome, file: String, _ wording: Wording) -> ImportOutcome {
        switch outcome {
        case .workshop(let taken, let title, let code, let wasOpen):
            return self.outcome(taken, title: title, code: code, wasOpen: wasOpen, wording)
        case .method(let method, let isKnown):
            let key = isKnown ? "import_method_known" : "import_method_done"
            let title = words(method.title, wording, wording.code)
            return ImportOutcome(
                isError: false, text: wording.text(key, ["title": title]), subject: title,
                link: .init(
                    path: "/facilitator/methods#method-\(method.id)", words: wording["import_method_show"]),
                removal: isKnown ? nil : "/facilitator/methods/\(method.id)/remove")
        case .pack: return ImportOutcome(isError: true, text: wording.text("import_pack_where", ["file": file]))
        }
    }

    private func outcome(
        _ taken: Store.TakenIn, title: String, code: String, wasOpen: Bool, _ wording: Wording
    ) -> ImportOutcome {
        let (key, there, isNew): (String, SpokenCode, Bool) =
            switch taken {
            case .added(let there): ("import_workshop_done", there, true)
            case .replaced(let there, _, _): ("import_workshop_replaced", there, true)
            case .known(let there): ("import_workshop_known", there, false)
            case .own(let there): ("import_workshop_own", there, false)
            case .changedHere(let there): ("import_workshop_changed", there, false)
            }
        var sentences = [wording.text(key, ["title": title])]
        if case .replaced(_, let earlier, let joined) = taken {
            // Anybody can make a file that calls itself later: what is odd has to be seen.
            sentences.append(
                wording.text(
                    "import_replaced_counts",
                    ["earlier": wording.whole(earlier), "joined": wording.whole(joined)]))
        }
        if isNew && there.description != code {
            sentences.append(wording.text("import_other_code", ["old": code, "new": there.description]))
        }
        if isNew && wasOpen { sentences.append(wording["import_was_open"]) }
        let isError = if case .changedHere = taken { true } else { false }
        return ImportOutcome(
            isError: isError, text: sentences.joined(separator: " "), subject: title,
            link: .init(path: "/facilitator/\(there)", words: wording["import_workshop_show"]),
            undo: isNew || isError
                ? .init(path: "/facilitator/\(there)/erase", words: wording["import_workshop_undo"]) : nil)
    }

    /// Why a file was not taken in.
    func words(_ problem: FileImport.Problem, file: String, _ wording: Wording) -> String {
        switch problem {
        case .file(let error): return Uploads.words(error, file: file, wording)
        case .fault(let place): return wording.text("import_fault", ["file": file, "place": place])
        case .workshop(.mixed): return wording.text("import_mixed", ["file": file])
        case .workshop(.inconsistent): return wording.text("import_inconsistent", ["file": file])
        case .overdue(let date): return wording.text("import_overdue", ["file": file, "date": wording.date(date)])
        case .method(let error): return error.words(of: file, wording)
        case .tooLarge: return wording.text("import_too_large", ["file": file])
        }
    }

    /// The page of a workshop that was taken in.
    func imported(_ frame: Frame, _ workshop: Workshop, joined: Int, today: CalendarDay) -> [UInt8] {
        let wording = frame.wording
        let day = workshop.origin?.day.map { wording.date(CalendarDay(number: $0)) }
        let name = workshop.origin?.facilitator ?? ""
        var content: [String: Any] = [
            "code": workshop.code.description, "workshop": workshop.title,
            "joined": wording.count("joined_count", joined),
            "when": [day, name.isEmpty ? nil : name].compactMap { $0 }.joined(separator: " · "),
            "isChanged": workshop.revision != workshop.origin?.revision,
            "hasPDF": PDFWriter.program != nil,
            "steps": workshop.agenda.map { activity -> [String: Any] in
                [
                    "title": words(activity.definition.title, wording, workshop.language),
                    "isSealed": activity.asks && !activity.isRevealed,
                ]
            },
        ]
        if let due = due(
            workshop.deletionDate, shown: workshop.shownDue, code: workshop.code, today: today, wording)
        {
            content["due"] = due.merging(["isFull": true]) { $1 }
        }
        return document(frame, main: "imported", title: workshop.title, isInline: false, content)
    }
}
