import FoundationEssentials
import GRDB
import Workshop

/// What the box itself has copied elsewhere: into later workshops, into the logs that undo, into methods.
extension Erasing {
    /// Replaces what was taken over from `items` of the workshop with `code`, and from what was taken over from there in
    /// turn; nil takes all that came from that workshop.
    mutating func eraseCopies(of items: Set<String>?, in code: SpokenCode, _ db: Database) throws {
        if let items, items.isEmpty { return }
        var sought: [Copied] = [Copied(workshop: code.description, items: items, texts: nil)]
        var next = 0
        while next < sought.count {
            let source = sought[next]
            next += 1
            for (workshop, taken) in try eraseCopies(of: source, db) {
                // An option's name is unique in its step only: the text must be the same, too.
                let further = Copied(workshop: workshop, items: Set(taken.keys), texts: Set(taken.values))
                if !taken.isEmpty, !sought.contains(further) { sought.append(further) }
            }
        }
    }

    /// What copies are looked for by.
    private struct Copied: Equatable {
        var workshop: String
        /// The identifiers there; nil for all.
        var items: Set<String>?
        /// The texts, where identifiers are not enough.
        var texts: Set<LocalizedText>?

        func includes(_ option: Option) -> Bool {
            guard let origin = option.origin, origin.workshop == workshop else { return false }
            return (items?.contains(origin.item) ?? true) && (texts?.contains(option.text) ?? true)
        }
    }

    /// Erases the copies of `source`; returns what was taken, by workshop and name of option.
    private mutating func eraseCopies(
        of source: Copied, _ db: Database
    ) throws -> [String: [String: LocalizedText]] {
        var taken: [String: [String: LocalizedText]] = [:]
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT activity.id, activity.definition, workshop.code FROM activity
                JOIN workshop ON workshop.id = activity.workshop WHERE instr(definition, ?) > 0
                """, arguments: [source.workshop])
        for row in rows {
            var definition = try Definitions.decode(row["definition"])
            guard let gone = replace(source, in: &definition) else { continue }
            extent.copies += gone.count
            taken[row["code"], default: [:]].merge(gone) { first, _ in first }
            if let code = SpokenCode(row["code"] as String, length: SpokenCode.joinLength) { touched.insert(code) }
            try db.execute(
                sql: "UPDATE activity SET definition = ? WHERE id = ?",
                arguments: [try Definitions.encode(definition), row["id"] as String])
        }
        try eraseInLogs(source, db)
        try eraseInMethods(source, db)
        return taken
    }

    private func eraseInLogs(_ source: Copied, _ db: Database) throws {
        let rows = try Row.fetchAll(
            db, sql: "SELECT id, inverse FROM act WHERE instr(inverse, ?) > 0", arguments: [source.workshop])
        for row in rows {
            var inverse = try JSONDecoder().decode(AgendaInverse.self, from: Data((row["inverse"] as String).utf8))
            var isChanged = false
            for index in inverse.arrangement?.changed.indices ?? 0..<0 {
                guard var definition = inverse.arrangement?.changed[index].definition else { continue }
                if replace(source, in: &definition) == nil { continue }
                inverse.arrangement?.changed[index].definition = definition
                isChanged = true
            }
            if !isChanged { continue }
            try db.execute(
                sql: "UPDATE act SET inverse = ? WHERE id = ?",
                arguments: [
                    String(decoding: try JSONEncoder().encode(inverse), as: UTF8.self), row["id"] as Int64,
                ])
        }
    }

    private func eraseInMethods(_ source: Copied, _ db: Database) throws {
        let rows = try Row.fetchAll(
            db, sql: "SELECT id, content FROM method WHERE instr(content, ?) > 0", arguments: [source.workshop])
        for row in rows {
            var method = try Store.decodeMethod(row["content"])
            var isChanged = false
            for index in method.agenda.indices where replace(source, in: &method.agenda[index]) != nil {
                isChanged = true
            }
            if !isChanged { continue }
            try db.execute(
                sql: "UPDATE method SET content = ? WHERE id = ?",
                arguments: [try Store.content(of: method), row["id"] as String])
        }
    }

    /// Puts the mark in the place of what came from `source`; returns what stood there, by name of option, or nil when
    /// nothing came from it.
    private func replace(_ source: Copied, in definition: inout ActivityDefinition) -> [String: LocalizedText]? {
        guard var carried = definition.kind.kind as? CarriedKind else { return nil }
        var gone: [String: LocalizedText]?
        for index in carried.options.indices where source.includes(carried.options[index]) {
            gone = gone ?? [:]
            // The title of an erased workshop is part of what is erased.
            if source.items == nil { carried.options[index].origin?.title = "" }
            if carried.options[index].text == mark { continue }
            gone?[carried.options[index].id] = carried.options[index].text
            carried.options[index].text = mark
        }
        if gone != nil { definition.kind = AnyActivityKind(carried) }
        return gone
    }

    /// Puts the mark in the place of a group's name, and of the names it had before, which the log keeps.
    mutating func eraseGroupName(_ id: Identifier, in code: SpokenCode, _ db: Database) throws {
        let stored = try StoredWorkshop.fetch(db, code)
        let name = mark.text(in: stored.workshop.language)
        for facts in stored.facts {
            let activity = facts.activity.id.description
            let row = try Row.fetchOne(
                db, sql: "SELECT name FROM idea_group WHERE id = ? AND activity = ?",
                arguments: [id.description, activity])
            guard let row else { continue }
            try db.execute(sql: "UPDATE idea_group SET name = ? WHERE id = ?", arguments: [name, id.description])
            extent.others += 1
            touched.insert(code)
            let steps = try LoggedStep.fetch(db, sql: "activity = ? ORDER BY id", [activity])
            var names: Set<String> = [row["name"]]
            for step in steps {
                let states = step.record.groups + (step.record.after?.groups ?? [])
                names.formUnion(states.filter { $0.id == id }.map(\.name))
            }
            for step in steps { extent.others += try step.rename(id, names, to: name, db) ? 1 : 0 }
            try eraseCopies(of: [id.description], in: code, db)
            return
        }
        throw Refusal.noSuchGroup
    }
}

extension LoggedStep {
    /// Gives a group another name in the log: in the line, and in what undoing it restores. False when it names it not.
    fileprivate func rename(_ id: Identifier, _ names: Set<String>, to name: String, _ db: Database) throws -> Bool {
        func renamed(_ states: [StepRecord.GroupState]) -> [StepRecord.GroupState] {
            states.map { state in
                var state = state
                if state.id == id { state.name = name }
                return state
            }
        }
        var (step, record) = (step, record)
        if let group = step.group, names.contains(group) { step.group = name }
        record.groups = renamed(record.groups)
        if var after = record.after {
            after.groups = renamed(after.groups)
            record.after = after
        }
        if step == self.step, record.groups == self.record.groups, record.after?.groups == self.record.after?.groups {
            return false
        }
        let encoder = JSONEncoder()
        let inverse = reverts == nil ? String(decoding: try encoder.encode(record), as: UTF8.self) : "{}"
        try db.execute(
            sql: "UPDATE step SET step = ?, inverse = ? WHERE id = ?",
            arguments: [String(decoding: try encoder.encode(step), as: UTF8.self), inverse, number])
        return true
    }
}
