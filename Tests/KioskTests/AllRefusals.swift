import Workshop

/// One of each refusal.
enum AllRefusals {
    static let each: [Refusal] = [
        .noSuchWorkshop, .noSuchActivity, .noSuchIdea, .noSuchGroup, .notJoined, .wrongReentryCode, .notOpen, .final,
        .wrongKind, .empty, .tooLong(count: 300, limit: 280), .unreadable, .tooManyIdeas(limit: 5), .notYours,
        .overBudget(placed: 4, budget: 3), .overCap(placed: 2, cap: 1), .notACount, .noSuchItem,
        .missingField(name: "method"), .nothingToUndo, .endOfAgenda,
    ]
}
