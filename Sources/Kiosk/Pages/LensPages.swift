import Workshop

/// The lenses through which any idea can be assessed, as `kiosk-assets/lenses.json` names them.
struct Lenses: Sendable, Decodable {
    /// Several things of which any number may apply.
    struct Tags: Sendable, Decodable {
        var id: String
        var text: LocalizedText
        var choices: [Option]
    }

    /// The generational goal.
    var goal: Option
    /// The environmental objectives.
    var objectives: [Option]
    /// The other lenses.
    var tags: [Tags]

    /// How an idea acts on an objective. Not judging is none of these: it is unassessed, never "no effect".
    enum Direction: String, CaseIterable {
        case supports, hinders, none
    }

    /// Everything that is judged by direction.
    var judged: [Option] { [goal] + objectives }

    /// The most characters of a reason.
    static let reasonLimit = 280

    /// Reads what a form says.
    ///
    /// - Throws: `FieldRefusal` naming the field that has to be changed.
    func assessment(_ value: (String) -> String?) throws(FieldRefusal) -> Ballot {
        var lenses = Ballot()
        for choice in judged {
            let field = "objective-\(choice.id)"
            let typed = value(field) ?? ""
            var reason: String?
            do {
                reason = try PlainText.checked(value("why-\(choice.id)") ?? "", limit: Self.reasonLimit)
            } catch .empty {
                reason = nil
            } catch {
                throw FieldRefusal("why-\(choice.id)", error)
            }
            if typed.isEmpty {
                if reason != nil { throw FieldRefusal(field, .missingChoice) }
                continue
            }
            guard let direction = Direction(rawValue: typed) else { throw FieldRefusal(field, .noSuchItem) }
            if direction != .none, reason == nil { throw FieldRefusal("why-\(choice.id)", .missingReason) }
            lenses[field] = typed
            lenses["why-\(choice.id)"] = reason
        }
        for tags in tags {
            for choice in tags.choices where value("\(tags.id)-\(choice.id)") != nil {
                lenses["\(tags.id)-\(choice.id)"] = "1"
            }
        }
        return lenses
    }
}

extension Pages {
    /// Every idea with how far it is assessed, and what that comes to.
    func lensList(
        _ frame: Frame, _ workshop: Workshop, _ collected: [(activity: Activity, ideas: [Idea])]
    ) -> [UInt8] {
        let wording = frame.wording
        func say(_ text: LocalizedText) -> String { words(text, wording, workshop.language) }
        let ideas = collected.flatMap(\.ideas)
        func count(_ field: String, _ value: String) -> Int { ideas.count { $0.lenses[field] == value } }
        let dimensions = assets.lenses.tags.first { $0.id == "dimension" }?.choices ?? []
        let lacking = ideas.filter { idea in
            !idea.lenses.isEmpty && dimensions.contains { idea.lenses["dimension-\($0.id)"] == nil }
        }
        let content: [String: Any] = [
            "code": workshop.code.description,
            "sections": collected.filter { !$0.ideas.isEmpty }.map { activity, ideas -> [String: Any] in
                [
                    "heading": say(activity.definition.title),
                    "ideas": ideas.map { idea -> [String: Any] in
                        [
                            "id": idea.id.description, "text": idea.text,
                            "state": idea.lenses.isEmpty ? wording["lens_unassessed"] : wording["lens_assessed"],
                        ]
                    },
                ]
            },
            "summary": wording.count(
                "lens_summary", ideas.count, ["assessed": String(ideas.count { !$0.lenses.isEmpty })]),
            "objectives": assets.lenses.judged.map { choice -> [String: Any] in
                let field = "objective-\(choice.id)"
                let counts = Lenses.Direction.allCases.map { count(field, $0.rawValue) }
                return [
                    "name": choice.id == assets.lenses.goal.id ? wording["lens_goal"] : say(choice.text),
                    "cells": counts + [ideas.count - counts.reduce(0, +)],
                ]
            },
            "tags": assets.lenses.tags.map { tags -> [String: Any] in
                let rows = tags.choices.map { choice in (say(choice.text), count("\(tags.id)-\(choice.id)", "1")) }
                let missing = rows.filter { $0.1 == 0 }.map(\.0)
                var table: [String: Any] = [
                    "name": say(tags.text), "rows": rows.map { ["name": $0.0, "count": $0.1] },
                ]
                if !missing.isEmpty {
                    table["missing"] = wording.text("lens_missing", ["names": missing.joined(separator: ", ")])
                }
                return table
            },
            "lacking": lacking.map { idea in idea.text }, "isLacking": !lacking.isEmpty,
            "hasIdeas": !ideas.isEmpty,
            // Columns of noughts say nothing before anything is assessed.
            "isBegun": ideas.contains { !$0.lenses.isEmpty },
        ]
        return document(frame, main: "lenses", title: wording["lens_title"], isInline: false, content)
    }

    /// The form in which one idea is assessed.
    func lensForm(
        _ frame: Frame, _ workshop: Workshop, _ idea: Idea, shown: Ballot, refused: (field: String, text: String)?
    ) -> [UInt8] {
        let wording = frame.wording
        func say(_ text: LocalizedText) -> String { words(text, wording, workshop.language) }
        var content: [String: Any] = [
            "code": workshop.code.description, "idea": idea.id.description, "text": idea.text,
            "judged": assets.lenses.judged.map { choice -> [String: Any] in
                let field = "objective-\(choice.id)"
                var item: [String: Any] = [
                    "id": choice.id, "name": say(choice.text), "why": shown["why-\(choice.id)"] ?? "",
                    "entries": ([""] + Lenses.Direction.allCases.map(\.rawValue)).map { value -> [String: Any] in
                        [
                            "value": value, "label": wording["lens_direction_\(value.isEmpty ? "unassessed" : value)"],
                            "isChosen": value == shown[field] ?? "",
                        ]
                    },
                ]
                if let refused, refused.field == field || refused.field == "why-\(choice.id)" {
                    item["error"] = refused.text
                }
                return item
            },
            "tags": assets.lenses.tags.map { tags -> [String: Any] in
                [
                    "legend": say(tags.text),
                    "choices": tags.choices.map { choice -> [String: Any] in
                        let name = "\(tags.id)-\(choice.id)"
                        return ["name": name, "label": say(choice.text), "isChosen": shown[name] != nil]
                    },
                ]
            },
        ]
        content["notice"] = Self.notice(refused.map { Notice(isError: true, text: $0.text) })
        return document(frame, main: "lens", title: wording["lens_title"], isInline: false, content)
    }
}
