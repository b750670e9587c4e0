/// Why an answer or an act was not accepted. Facts only: the words for people are chosen where they are shown.
public enum Refusal: Error, Sendable, Equatable {
    /// No workshop has that join code.
    case noSuchWorkshop
    /// No activity has that identifier in this workshop.
    case noSuchActivity
    /// No method has that identifier on this box.
    case noSuchMethod
    /// No idea has that identifier in this activity.
    case noSuchIdea
    /// No group has that identifier in this activity.
    case noSuchGroup
    /// The asker has not joined the workshop.
    case notJoined
    /// The result is sealed; it has to be revealed before it can be handed on.
    case notRevealed
    /// The code is of no card that this box has printed.
    case noSuchCard
    /// Only who has a card may join the workshop.
    case cardNeeded
    /// The participant waits to be let in.
    case notAdmitted
    /// Nobody is at the door under that number any more.
    case noOneAtDoor
    /// Somebody has joined: who may answer is settled.
    case alreadyJoined
    /// Whoever is to be turned away at the door has been in, and may have answered.
    case hasBeenIn
    /// The re-entry code fits no participant of this workshop.
    case wrongReentryCode
    /// The activity does not take answers now: it is upcoming, closed or final.
    case notOpen
    /// The activity is closed for good; its key is destroyed and it can never open again.
    case final
    /// No participant of the workshop, or more than one, is known by what was typed.
    case noSuchParticipant
    /// The answer is of another kind than the activity asks for.
    case wrongKind
    /// A text holds nothing but space.
    case empty
    /// A text has `count` characters, more than `limit`.
    case tooLong(count: Int, limit: Int)
    /// A text holds control characters or is not valid UTF-8.
    case unreadable
    /// The participant already has `limit` ideas in this activity.
    case tooManyIdeas(limit: Int)
    /// The idea belongs to somebody else.
    case notYours
    /// `placed` dots, more than the `budget`.
    case overBudget(placed: Int, budget: Int)
    /// `placed` dots on one item, more than the `cap`.
    case overCap(placed: Int, cap: Int)
    /// Not a whole number from `least` to `most`.
    case notAWholeNumber(least: Int, most: Int)
    /// Not a number from `least` to `most`.
    case notANumber(least: Double, most: Double)
    /// A field, an item or an option that the activity does not have (any more).
    case noSuchItem
    /// `chosen` options, fewer than `least`.
    case tooFew(chosen: Int, least: Int)
    /// `chosen` options, more than `most`.
    case tooMany(chosen: Int, most: Int)
    /// An option that rules out every other was chosen with another.
    case exclusive
    /// The points come to `total`, not to `whole`.
    case unevenTotal(total: Int, whole: Int)
    /// An objection or a concern needs its reason.
    case missingReason
    /// Only half of a pair of numbers is filled in.
    case halfAnswered
    /// One of several has to be chosen.
    case missingChoice
    /// A field comes more than once.
    case repeatedField
    /// More fields than any form has.
    case tooManyFields
    /// A title, name or other field is needed.
    case missingField(name: String)
    /// Another facilitator has gone on meanwhile: what was asked for was meant for an earlier step.
    case movedOn
    /// Another facilitator has changed the same thing meanwhile; this is what stands there now.
    case changedMeanwhile(now: String)
    /// A rehearsal's answers are invented: they leave the box in no file.
    case rehearsal
    /// The workshop was held on another box and taken in from a file: it is over.
    case imported
    /// Results are split by a background question only where the answers of several steps do not belong together.
    case splitNeedsAnonymity
    /// Somebody else has moved `count` of the ideas since the page was made.
    case movedMeanwhile(count: Int)
    /// Somebody else has given the group another name since the page was made: `name`.
    case renamedMeanwhile(name: String)
    /// Somebody has answered about the group or idea with this name, which would not be asked about any more.
    case alreadyAnswered(name: String)
    /// A later step has to do with the same ideas or groups.
    case cannotUndo
    /// Two groups or more are needed to make one of them.
    case tooFewGroups
    /// Participants are not let in to group these ideas now.
    case notLetIn
    /// There is nothing left to undo.
    case nothingToUndo
    /// Everything in the agenda is already behind, or ahead of, the current activity.
    case endOfAgenda
}
