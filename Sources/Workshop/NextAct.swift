/// The next right thing for the facilitator to do: what the console's one big button does.
public enum NextAct: Sendable, Equatable {
    /// Let people answer the activity.
    case open(Identifier)
    /// Take no more answers to the activity.
    case close(Identifier)
    /// Show the room the activity's result.
    case reveal(Identifier)
    /// Go to the activity, the next in the agenda.
    case advance(Identifier)
    /// Nothing is left in the agenda: keep the results.
    case done

    /// The next thing to do in `workshop`: open, close, reveal, go on, until the agenda is at its end.
    ///
    /// - Parameter shown: The activity that the screens show: the current one, or the earlier one that a page is about.
    public init(in workshop: Workshop, shown: Activity?) {
        guard let activity = workshop.currentActivity else {
            self = .done
            return
        }
        let after = workshop.current + 1
        let onward: NextAct =
            workshop.agenda.indices.contains(after) ? .advance(workshop.agenda[after].id) : .done
        guard activity.asks else {
            // A page about an activity that the room has answered is about what it brought: that is to be seen first.
            if let shown, shown.id != activity.id, shown.asks, shown.status != .upcoming, !shown.isRevealed {
                self = .reveal(shown.id)
            } else {
                self = onward
            }
            return
        }
        switch activity.status {
        case .upcoming: self = .open(activity.id)
        case .open: self = .close(activity.id)
        case .closed, .final:
            // What is for its author alone has no result that is worth a reveal.
            self = activity.isRevealed || activity.kind.isPrivate ? onward : .reveal(activity.id)
        }
    }
}
