import Workshop

/// The facilitator's console, and what it and the display both say of the room.
extension Pages {
    /// The console, or only its `main` element.
    ///
    /// - Parameters:
    ///   - typedNotes: Notes that were typed and not accepted.
    ///   - typedAtDoor: A number at the door that was typed and not accepted.
    func console(
        _ frame: Frame, _ snapshot: RoomSnapshot, room: Room, notice: Notice?, typedNotes: String? = nil,
        typedAtDoor: TypedAtDoor? = nil,
        arranging: Arranging = Arranging(),
        fragment: Bool
    ) -> [UInt8] {
        let wording = frame.wording
        var content = roomContent(frame, snapshot, room)
        content["notice"] = Self.notice(notice)
        let workshop = snapshot.workshop
        var planned = 0
        content["agenda"] = workshop.agenda.map { activity -> [String: Any] in
            defer { planned += activity.definition.minutes }
            return [
                "when": "\(planned)–\(planned + activity.definition.minutes)",
                "id": activity.id.description,
                "title": activity.definition.title.text(in: wording.code, or: workshop.language),
                "isCurrent": activity.position == workshop.current, "name": activity.definition.name,
                "kind": activity.definition.kind.name, "kindName": wording["kind_\(activity.definition.kind.name)"],
                "isOpened": activity.asks && activity.status != .upcoming,
                "minutes": wording.count("minutes_count", activity.definition.minutes),
                "state": Self.state(of: activity, wording),
                "turnout": Self.turnout(snapshot.turnouts[activity.id], wording),
            ]
        }
        content["display"] = displayControls(snapshot, wording)
        content["due"] = due(
            workshop.deletionDate, shown: workshop.shownDue, code: workshop.code, today: room.today, wording)
        content["space"] = space(room.space, wording)
        content.merge(Self.doorContent(snapshot, typed: typedAtDoor, wording)) { $1 }
        content["keepsWaiting"] = room.keepsWaiting
        content["hasPrevious"] = workshop.current > 0
        content["hasNext"] = workshop.current + 1 < workshop.agenda.count
        content["log"] = log(snapshot.acts, in: workshop, wording)
        content["hasLog"] = !snapshot.acts.isEmpty
        content["ownNotes"] = snapshot.notes
        content["typedNotes"] = typedNotes ?? snapshot.notes
        content["hasPDF"] = PDFWriter.program != nil
        content["hasBegun"] = workshop.pace != nil
        content["pace"] = room.pace?.content(wording)
        let next = NextAct(in: workshop, shown: snapshot.shown, lacks: snapshot.lacks)
        let turnout =
            workshop.currentActivity.flatMap { snapshot.turnouts[$0.id] } ?? Turnout(answered: 0, joined: 0, answers: 0)
        let asked = Self.unanswered(next, snapshot)
        content["next"] = self.next(next, in: workshop, turnout: turnout, isUnanswered: asked, wording)
        content["lack"] = lack(of: next, snapshot, wording)
        if let activity = workshop.currentActivity {
            content["state"] = Self.state(of: activity, wording)
            content["others"] = Self.otherActs(activity, shown: snapshot.shown, next: next, wording)
            content["canFinish"] = activity.status == .closed || activity.status == .open
            content["minutes"] = activity.definition.minutes
            content["notes"] = activity.definition.notes?.text(
                in: wording.code, or: workshop.language)
            if let shown = snapshot.shown, shown.kind.writing != nil, snapshot.ideasFrom == shown.id {
                content["arrange"] = arrangement(snapshot, shown, wording, arranging)
            }
        }
        if let blocks = snapshot.results, !blocks.isEmpty {
            let writer = ResultWriter(wording: wording, fallback: workshop.language)
            content["results"] = writer.sections(blocks)
        }
        if fragment { return self.fragment(frame, main: "console", content) }
        return document(frame, main: "console", title: workshop.title, isInline: false, content)
    }

    /// What the console and the display both say.
    func roomContent(_ frame: Frame, _ snapshot: RoomSnapshot, _ room: Room) -> [String: Any] {
        let workshop = snapshot.workshop
        let wording = frame.wording
        var content: [String: Any] = [
            "code": workshop.code.description, "groupedCode": workshop.code.grouped, "workshop": workshop.title,
            "revision": workshop.revision, "joinAddress": room.joinAddress, "shortAddress": room.shortAddress,
            "qrCode": room.qrCode, "isRehearsal": workshop.isRehearsal,
            "needsCard": workshop.admission == .card, "hasDoor": workshop.admission == .door,
        ]
        content["numericAddress"] = room.numericAddress
        guard let activity = workshop.currentActivity else { return content }
        content.merge(Self.activityContent(activity, workshop, frame, secondsLeft: room.secondsLeft)) { $1 }
        let turnout = snapshot.turnouts[activity.id] ?? Turnout(answered: 0, joined: 0, answers: 0)
        content["answers"] = turnout.answers
        content["joinedNumber"] = turnout.joined
        content["joined"] = wording.count("joined_count", turnout.joined)
        content["turnout"] = Self.turnout(turnout, wording)
        content["turnoutShare"] = turnout.joined > 0 ? turnout.answered * 100 / turnout.joined : 0
        if activity.kind.writing != nil { content["answersText"] = wording.count("ideas_count", turnout.answers) }
        content["asks"] = activity.asks
        if turnout.onPaper > 0 {
            content["paperText"] = wording.text(
                "paper_turnout",
                [
                    "phone": String(turnout.answered - turnout.onPaper), "paper": String(turnout.onPaper),
                    "total": String(turnout.answered),
                ])
        }
        return content
    }

    private static func state(of activity: Activity, _ wording: Wording) -> String {
        let status = wording["status_\(activity.status.rawValue)"]
        guard activity.asks else { return wording["status_page"] }
        guard activity.status != .upcoming else { return status }
        return "\(status) · \(wording[activity.isRevealed ? "status_revealed" : "status_sealed"])"
    }

    private static func turnout(_ turnout: Turnout?, _ wording: Wording) -> String {
        guard let turnout else { return "" }
        return wording.count("turnout", turnout.joined, ["answered": String(turnout.answered)])
    }
}
