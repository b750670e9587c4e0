import Workshop

/// The page on which the workshops of a programme are chosen.
extension Pages {
    /// What the page's form holds.
    struct ProgrammeForm: Sendable {
        /// The join codes of the workshops that are ticked.
        var ticked: Set<String> = []
        /// The language code of the report.
        var language: String
        /// What kept the report from being made.
        var problems: [String] = []
        /// Whether files were sent, which no page can put back into a form.
        var hadFiles = false
    }

    /// The page on which workshops of this box and files from others are chosen.
    func programmeForm(_ frame: Frame, _ own: [Workshop], _ form: ProgrammeForm) -> [UInt8] {
        let wording = frame.wording
        let content: [String: Any] = [
            "own": own.map { workshop -> [String: Any] in
                let record = workshop.record
                let type = assets.record.interventions.first { $0.id == record["intervention"] }
                let facts = [
                    workshop.code.description, record["date"].map(wording.date),
                    type.map { words($0.text, wording, wording.code) },
                ]
                return [
                    "code": workshop.code.description, "title": workshop.title,
                    "facts": facts.compactMap { $0 }.joined(separator: " · "),
                    "isTicked": form.ticked.contains(workshop.code.description),
                ]
            },
            "hasOwn": !own.isEmpty,
            "uploadHelp": wording.text("files_export", Uploads.arguments),
            "languageChoices": assets.languages.values.sorted { $0.code < $1.code }.map { language -> [String: Any] in
                ["code": language.code, "name": language.name, "isChosen": language.code == form.language]
            },
            "hasPDF": PDFWriter.program != nil,
            "problems": form.problems, "hasProblems": !form.problems.isEmpty, "hadFiles": form.hadFiles,
        ]
        return document(
            frame, main: "programme_form", title: wording["programme_link"], isInline: false, content)
    }
}
