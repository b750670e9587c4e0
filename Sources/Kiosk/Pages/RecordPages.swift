import Workshop

/// What a workshop can record of itself, as `kiosk-assets/record.json` names it.
struct RecordFields: Sendable, Decodable {
    /// The types of intervention that evaluations pool by.
    var interventions: [Option]
    /// The types that touch procurement: consulting Konkurrensverket belongs to them.
    var procurement: [String]
    /// Whom the intervention is for.
    var targets: [Option]
    /// The actors of partnerships and consultations.
    var partners: [Option]

    /// Reads what a form says.
    ///
    /// - Throws: `FieldRefusal` naming the field that has to be changed.
    func record(_ value: (String) -> String?) throws(FieldRefusal) -> Ballot {
        var record = Ballot()
        if let type = value("intervention"), !type.isEmpty {
            guard interventions.contains(where: { $0.id == type }) else {
                throw FieldRefusal("intervention", .noSuchItem)
            }
            record["intervention"] = type
        }
        for choice in targets where value("target-\(choice.id)") != nil { record["target-\(choice.id)"] = "1" }
        for choice in partners where value("partner-\(choice.id)") != nil { record["partner-\(choice.id)"] = "1" }
        record["hours"] = try number("hours", most: 1000, value)
        record["cost"] = try number("cost", most: 1_000_000_000, value)
        for field in ["date", "due"] {
            guard let typed = value(field) else { continue }
            do {
                record[field] = try WorkshopPlan.date(typed)
            } catch {
                throw FieldRefusal(field, .missingField(name: field))
            }
        }
        for field in ["consultation", "others", "recipients", "copies"] {
            guard let typed = value(field) else { continue }
            do {
                record[field] = try PlainText.checked(typed, limit: Workshop.recordLimit)
            } catch .empty {
                continue
            } catch {
                throw FieldRefusal(field, error)
            }
        }
        if value("evaluated") != nil {
            // Without its type an evaluation could not pool it.
            guard record["intervention"] != nil else { throw FieldRefusal("intervention", .missingChoice) }
            record["evaluated"] = "1"
        }
        return record
    }

    private func number(
        _ field: String, most: Double, _ value: (String) -> String?
    ) throws(FieldRefusal) -> String? {
        guard let typed = value(field), !typed.allSatisfy(\.isWhitespace) else { return nil }
        var form = try BallotForm([(name: field, value: typed)])
        guard let number = try form.decimal(field, in: 0...most) else { return nil }
        return Int(exactly: number).map(String.init) ?? String(number)
    }

    /// Whether a note on consulting Konkurrensverket is needed and missing.
    func lacksConsultation(_ record: Ballot) -> Bool {
        procurement.contains(record["intervention"] ?? "") && record["consultation"] == nil
    }
}

extension Pages {
    /// What the workshop records for its follow-up, and who took part.
    ///
    /// - Parameter shown: What the form holds: what was typed and not accepted, else what is stored.
    func record(
        _ frame: Frame, _ workshop: Workshop, shown: Ballot, reach: [String: Reach], field: String?, notice: Notice?
    ) -> [UInt8] {
        let wording = frame.wording
        func choices(_ list: [Option], _ prefix: String) -> [[String: Any]] {
            list.map { choice in
                [
                    "name": "\(prefix)-\(choice.id)", "label": words(choice.text, wording, workshop.language),
                    "isChosen": shown["\(prefix)-\(choice.id)"] != nil,
                ]
            }
        }
        var content: [String: Any] = [
            "code": workshop.code.description, "seen": Fingerprint.of(workshop.record.answers),
            "workshop": workshop.title,
            "interventions": assets.record.interventions.map { choice -> [String: Any] in
                [
                    "value": choice.id, "label": words(choice.text, wording, workshop.language),
                    "isChosen": choice.id == shown["intervention"],
                ]
            },
            "targets": choices(assets.record.targets, "target"), "partners": choices(assets.record.partners, "partner"),
            "isEvaluated": shown["evaluated"] != nil, "lacksConsultation": assets.record.lacksConsultation(shown),
            "hasBackground": !workshop.background.isEmpty,
            "reach": assets.background.compactMap { question -> [String: Any]? in
                guard let reach = reach[question.id] else { return nil }
                let rows =
                    question.options.map { ($0.id, words($0.text, wording, workshop.language)) }
                    + [("", wording["background_none"])]
                return [
                    "prompt": words(question.prompt, wording, workshop.language),
                    "rows": rows.map { ["label": $0.1, "count": reach.counts[$0.0] ?? 0] },
                ]
            },
            "hasReach": !reach.isEmpty,
        ]
        for name in ["hours", "cost", "date", "due", "consultation", "others", "recipients", "copies"] {
            content[name] = shown[name] ?? ""
        }
        if let field { content["wrong_\(field)"] = true }
        content["notice"] = Self.notice(notice)
        return document(frame, main: "record", title: wording["record_title"], isInline: false, content)
    }
}
