/// What a facilitator does to an activity.
public enum FacilitatorAct: String, Sendable, CaseIterable {
    /// Take answers.
    case open
    /// Take no more answers, for now.
    case close
    /// Take answers again.
    case reopen
    /// Let the tally leave the server.
    case reveal
    /// Keep the tally inside.
    case seal
    /// Close for good.
    case finish
}

extension Activity {
    /// The activity after `act`. An act that is already true changes nothing, so that a double tap is harmless.
    ///
    /// - Throws: ``Refusal/final`` when the activity is closed for good and would have to open;
    ///   ``Refusal/notOpen`` when it would be closed or revealed before it was ever opened.
    public func applying(_ act: FacilitatorAct) throws(Refusal) -> Activity {
        var next = self
        switch act {
        case .open, .reopen:
            if status == .final { throw .final }
            next.status = .open
        case .close:
            if status == .upcoming { throw .notOpen }
            if status == .open { next.status = .closed }
            next.timer = nil
        case .reveal:
            if status == .upcoming { throw .notOpen }
            next.isRevealed = true
        case .seal:
            next.isRevealed = false
        case .finish:
            if status == .upcoming { throw .notOpen }
            next.status = .final
            next.timer = nil
        }
        return next
    }
}
