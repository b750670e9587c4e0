/// The next right thing for the facilitator to do: what the console's one big button does.
public enum NextAct: Sendable, Equatable {
    /// Let people answer the activity.
    case open(Identifier)
    /// Take no more answers to the activity.
    case close(Identifier)
    /// Take answers again: nobody has given one, and a later step asks about them.
    case reopen(Identifier, Lack)
    /// Show the room the activity's result.
    case reveal(Identifier)
    /// Go to the activity, the next in the agenda.
    case advance(Identifier)
    /// Go back to the activity, where what a later step asks about comes from.
    case gather(Identifier, Lack)
    /// Put the ideas that the console shows into groups.
    case arrange(Lack)
    /// Nothing is left in the agenda: keep the results.
    case done

    /// The next thing to do in `workshop`: open, close, reveal, go on, until the agenda is at its end. It never leads to
    /// a question that has nothing to ask about, as long as that can be mended.
    ///
    /// - Parameters:
    ///   - shown: The activity that the screens show: the current one, or the earlier one that a page is about.
    ///   - lacks: The activities that have nothing to ask about, with what they lack.
    public init(in workshop: Workshop, shown: Activity?, lacks: [Identifier: Lack] = [:]) {
        guard let activity = workshop.currentActivity else {
            self = .done
            return
        }
        let onward = Self.onward(in: workshop, lacks)
        guard activity.asks else {
            // A page about an activity that the room has answered is about what it brought: that is to be seen first.
            if let shown, shown.id != activity.id, shown.asks, shown.status != .upcoming, !shown.isRevealed {
                let missing = Self.lackOfIdeas(from: shown, lacks).flatMap { Self.gather($0, in: workshop) }
                self = missing ?? .reveal(shown.id)
            } else {
                self = onward
            }
            return
        }
        switch activity.status {
        case .upcoming:
            guard let lack = lacks[activity.id] else {
                self = .open(activity.id)
                return
            }
            self = Self.gather(lack, in: workshop) ?? onward
        case .open: self = .close(activity.id)
        case .closed, .final:
            if activity.status == .closed, let lack = Self.lackOfIdeas(from: activity, lacks) {
                self = .reopen(activity.id, lack)
            } else {
                // What is for its author alone has no result that is worth a reveal.
                self = activity.isRevealed || activity.kind.isPrivate ? onward : .reveal(activity.id)
            }
        }
    }

    /// What has to be there before the activity that the act is about can be answered; nil when nothing is missing.
    public var lack: Lack? {
        switch self {
        case .reopen(_, let lack), .gather(_, let lack), .arrange(let lack): lack
        case .open, .close, .reveal, .advance, .done: nil
        }
    }

    private static func onward(in workshop: Workshop, _ lacks: [Identifier: Lack]) -> NextAct {
        let after = workshop.current + 1
        guard workshop.agenda.indices.contains(after) else { return .done }
        let next = workshop.agenda[after]
        // Groups are best made while their ideas are shown for the last time.
        let waiting = lacks.values.filter { lack in
            lack.what == .groups && lack.place == workshop.currentActivity?.id
        }.min { $0.step < $1.step }
        if let waiting { return .arrange(waiting) }
        return lacks[next.id].flatMap { gather($0, in: workshop) } ?? .advance(next.id)
    }

    private static func gather(_ lack: Lack, in workshop: Workshop) -> NextAct? {
        guard let place = workshop.activity(lack.place), place.id != workshop.currentActivity?.id else { return nil }
        // What is closed for good brings no more ideas.
        if lack.what != .groups, place.status == .final { return nil }
        return .gather(place.id, lack)
    }

    private static func lackOfIdeas(from activity: Activity, _ lacks: [Identifier: Lack]) -> Lack? {
        lacks.values.filter { $0.what != .groups && $0.place == activity.id }.min { $0.step < $1.step }
    }
}

/// What an activity that has nothing to ask about lacks.
public struct Lack: Sendable, Equatable {
    /// What is missing.
    public enum What: String, Sendable, CaseIterable {
        /// Nobody has written an idea that is visible.
        case ideas
        /// There is one, and the activity sets one against another.
        case more
        /// There are ideas, and too many of them are in no group.
        case groups
    }

    /// The activity that cannot be answered.
    public var activity: Identifier
    /// Its place in the agenda.
    public var step: Int
    /// What is missing.
    public var what: What
    /// How many ideas are in no group.
    public var count: Int
    /// The activity where that is mended.
    public var place: Identifier

    /// A lack with the given content.
    public init(activity: Identifier, step: Int, what: What, count: Int = 0, place: Identifier) {
        self.activity = activity
        self.step = step
        self.what = what
        self.count = count
        self.place = place
    }
}
