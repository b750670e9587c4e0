import Workshop

/// One of each refusal.
enum AllRefusals {
    static let each: [Refusal] = [
        .noSuchWorkshop, .noSuchActivity, .noSuchMethod, .noSuchIdea, .noSuchGroup, .notJoined, .noSuchCard,
        .noSuchParticipant,
        .notRevealed,
        .wrongReentryCode,
        .notOpen, .final,
        .wrongKind, .empty, .tooLong(count: 300, limit: 280), .unreadable, .tooManyIdeas(limit: 5), .notYours,
        .overBudget(placed: 4, budget: 3), .overCap(placed: 2, cap: 1), .noSuchItem,
        .notAWholeNumber(least: 0, most: 3), .notANumber(least: 0, most: 1), .tooFew(chosen: 1, least: 2),
        .tooMany(chosen: 4, most: 3), .exclusive, .unevenTotal(total: 90, whole: 100), .missingReason, .missingChoice,
        .halfAnswered, .repeatedField, .tooManyFields,
        .missingField(name: "method"), .nothingToUndo, .endOfAgenda, .movedOn,
        .changedMeanwhile(now: "Så här"), .rehearsal, .imported, .splitNeedsAnonymity,
        .movedMeanwhile(count: 2), .renamedMeanwhile(name: "B"), .alreadyAnswered(name: "B"), .cannotUndo,
        .tooFewGroups, .notLetIn, .cardNeeded, .notAdmitted, .noOneAtDoor, .alreadyJoined, .hasBeenIn,
    ]
}
