import Workshop

/// What the console's one big button says and does.
extension Pages {
    /// The button for `act`, with a line that says what it will bring.
    ///
    /// - Parameter isUnanswered: Whether it would close, or show the result of, what nobody has answered: mostly a slip,
    ///   so the button asks first.
    func next(
        _ act: NextAct, in workshop: Workshop, turnout: Turnout, isUnanswered: Bool = false, _ wording: Wording
    ) -> [String: Any] {
        func title(_ id: Identifier) -> String { Self.title(of: id, in: workshop, wording) }
        func button(_ act: FacilitatorAct, _ id: Identifier, help: String) -> [String: Any] {
            [
                "path": "act", "fields": [["name": "activity", "value": id.description]], "field": "act",
                "value": act.rawValue, "label": wording["act_\(act.rawValue)"], "help": help,
            ]
        }
        switch act {
        case .open(let id):
            return button(.open, id, help: wording.count("next_help_open", turnout.joined))
        case .close(let id):
            if isUnanswered { return confirmed(button(.close, id, help: wording["next_help_unanswered"]), wording) }
            let waiting = max(0, turnout.joined - turnout.answered)
            return button(
                .close, id,
                help: waiting == 0 && turnout.answered > 0
                    ? wording["next_help_close_all"] : wording.count("next_help_close", waiting))
        case .reopen(let id, _): return button(.reopen, id, help: wording["next_help_reopen"])
        case .reveal(let id):
            if isUnanswered { return confirmed(button(.reveal, id, help: wording["next_help_unanswered"]), wording) }
            return button(.reveal, id, help: wording["next_help_reveal"])
        case .advance(let id):
            return [
                "path": "move", "fields": [[String: Any]](), "field": "to", "value": id.description,
                "label": wording["move_next"], "help": wording.text("next_help_advance", ["title": title(id)]),
            ]
        case .gather(let id, let lack):
            return [
                "path": "move", "fields": [[String: Any]](), "field": "to", "value": id.description,
                "label": wording["next_gather_\(lack.what.rawValue)"],
                "help": wording.text("next_help_gather", ["title": title(id)]),
            ]
        case .arrange:
            return [
                "link": ["href": "#arrange-part", "label": wording["next_arrange"]] as [String: Any],
                "help": wording["next_help_arrange"],
            ]
        case .done:
            return [
                "link": ["href": "#files", "label": wording["export_title"]] as [String: Any],
                "help": wording["next_help_done"],
            ]
        }
    }

    /// The same button, which first asks whether it is meant.
    private func confirmed(_ button: [String: Any], _ wording: Wording) -> [String: Any] {
        guard let act = button["value"] as? String else { return button }
        return button.merging(["confirm": ["yes": wording["next_confirm_\(act)_yes"]]]) { $1 }
    }

    /// Whether `act` closes or shows what nobody has answered.
    static func unanswered(_ act: NextAct, _ snapshot: RoomSnapshot) -> Bool {
        switch act {
        case .close(let id), .reveal(let id): (snapshot.turnouts[id]?.answered ?? 0) == 0
        default: false
        }
    }

    /// What is missing, in words: for what the big button is about, else for the current step.
    func lack(of next: NextAct, _ snapshot: RoomSnapshot, _ wording: Wording) -> String? {
        let current = snapshot.workshop.currentActivity.flatMap { snapshot.lacks[$0.id] }
        var ahead: Lack?
        if case .advance(let id) = next { ahead = snapshot.lacks[id] }
        guard let lack = next.lack ?? current ?? ahead else { return nil }
        let title = ["title": Self.title(of: lack.activity, in: snapshot.workshop, wording)]
        if lack.what == .groups { return wording.count("lack_groups", lack.count, title) }
        return wording.text("lack_\(lack.what.rawValue)", title)
    }

    private static func title(of id: Identifier, in workshop: Workshop, _ wording: Wording) -> String {
        workshop.activity(id)?.definition.title.text(in: wording.code, or: workshop.language)
            ?? ""
    }

    /// What is left beside the big button: every other act that is possible now.
    static func otherActs(
        _ activity: Activity, shown: Activity?, next: NextAct, _ wording: Wording
    ) -> [[String: Any]] {
        var acts: [(act: FacilitatorAct, on: Identifier)] = []
        if activity.asks {
            if activity.status == .upcoming { acts.append((.open, activity.id)) }
            if activity.status == .open { acts.append((.close, activity.id)) }
            if activity.status == .closed { acts.append((.reopen, activity.id)) }
            if activity.status != .upcoming { acts.append((activity.isRevealed ? .seal : .reveal, activity.id)) }
        } else if let shown, shown.id != activity.id, shown.asks, shown.status != .upcoming {
            // While a page is about an earlier activity, that one is what the room looks at.
            acts.append((shown.isRevealed ? .seal : .reveal, shown.id))
        }
        let taken: (FacilitatorAct, Identifier)? =
            switch next {
            case .open(let id): (.open, id)
            case .close(let id): (.close, id)
            case .reopen(let id, _): (.reopen, id)
            case .reveal(let id): (.reveal, id)
            case .advance, .gather, .arrange, .done: nil
            }
        return acts.filter { other in taken.map { $0.0 != other.act || $0.1 != other.on } ?? true }.map { other in
            [
                "from": activity.id.description, "activity": other.on.description, "value": other.act.rawValue,
                "label": wording["act_\(other.act.rawValue)"],
            ]
        }
    }
}
