import Workshop

extension Refusal {
    /// The HTTP status that fits (RFC 9110, 15): 404 for what does not exist, 403 for what is not the asker's, 409 for
    /// what the activity's state forbids, 422 for an answer that breaks the rules.
    var status: Int {
        switch self {
        case .noSuchWorkshop, .noSuchActivity, .noSuchMethod, .noSuchIdea, .noSuchGroup, .noSuchParticipant: 404
        case .notJoined, .wrongReentryCode, .noSuchCard, .cardNeeded, .notAdmitted, .notYours: 403
        case .notOpen, .notRevealed, .final, .nothingToUndo, .endOfAgenda, .movedOn, .changedMeanwhile, .rehearsal,
            .imported,
            .movedMeanwhile, .renamedMeanwhile, .alreadyAnswered, .cannotUndo, .notLetIn, .noOneAtDoor, .alreadyJoined,
            .hasBeenIn:
            409
        case .wrongKind, .empty, .tooLong, .unreadable, .tooManyIdeas, .overBudget, .overCap, .notAWholeNumber,
            .notANumber,
            .noSuchItem, .tooFew, .tooMany, .exclusive, .unevenTotal, .missingReason, .missingChoice, .halfAnswered,
            .missingField, .tooFewGroups, .splitNeedsAnonymity:
            422
        case .repeatedField, .tooManyFields: 400
        }
    }

    /// The name that scripts know the refusal by.
    var name: String {
        switch self {
        case .noSuchWorkshop: "noSuchWorkshop"
        case .noSuchActivity: "noSuchActivity"
        case .noSuchMethod: "noSuchMethod"
        case .noSuchIdea: "noSuchIdea"
        case .noSuchGroup: "noSuchGroup"
        case .noSuchParticipant: "noSuchParticipant"
        case .notJoined: "notJoined"
        case .wrongReentryCode: "wrongReentryCode"
        case .notRevealed: "notRevealed"
        case .noSuchCard: "noSuchCard"
        case .cardNeeded: "cardNeeded"
        case .notAdmitted: "notAdmitted"
        case .noOneAtDoor: "noOneAtDoor"
        case .alreadyJoined: "alreadyJoined"
        case .hasBeenIn: "hasBeenIn"
        case .notOpen: "notOpen"
        case .final: "final"
        case .wrongKind: "wrongKind"
        case .empty: "empty"
        case .tooLong: "tooLong"
        case .unreadable: "unreadable"
        case .tooManyIdeas: "tooManyIdeas"
        case .notYours: "notYours"
        case .overBudget: "overBudget"
        case .overCap: "overCap"
        case .notAWholeNumber: "notAWholeNumber"
        case .notANumber: "notANumber"
        case .tooFew: "tooFew"
        case .tooMany: "tooMany"
        case .exclusive: "exclusive"
        case .unevenTotal: "unevenTotal"
        case .missingReason: "missingReason"
        case .missingChoice: "missingChoice"
        case .halfAnswered: "halfAnswered"
        case .repeatedField: "repeatedField"
        case .tooManyFields: "tooManyFields"
        case .noSuchItem: "noSuchItem"
        case .missingField: "missingField"
        case .movedOn: "movedOn"
        case .changedMeanwhile: "changedMeanwhile"
        case .rehearsal: "rehearsal"
        case .imported: "imported"
        case .splitNeedsAnonymity: "splitNeedsAnonymity"
        case .nothingToUndo: "nothingToUndo"
        case .movedMeanwhile: "movedMeanwhile"
        case .renamedMeanwhile: "renamedMeanwhile"
        case .alreadyAnswered: "alreadyAnswered"
        case .cannotUndo: "cannotUndo"
        case .tooFewGroups: "tooFewGroups"
        case .notLetIn: "notLetIn"
        case .endOfAgenda: "endOfAgenda"
        }
    }
}
