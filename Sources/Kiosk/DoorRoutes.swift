import HTTP
import Store
import Workshop

/// Who may answer: the setting, and what a facilitator does at the door.
extension Routes {
    /// Says who may answer.
    func setAdmission(_ form: Form, _ workshop: Workshop) async throws {
        guard let admission = Admission(rawValue: form["admission"] ?? "") else {
            throw Refusal.missingField(name: "admission")
        }
        _ = try await store.setAdmission(admission, of: workshop.code)
    }

    /// Lets participants in, turns one away or sends one back.
    ///
    /// A row of the list carries its `number`; what a facilitator types comes as `typed`. “Let all in” carries, as
    /// `numbers`, those whom its page knew of: who came after that was not looked at.
    func actAtDoor(_ form: Form, _ workshop: Workshop) async throws {
        let single = (form.all("number") + form.all("typed")).compactMap { typed in
            Int(typed.filter { !$0.isWhitespace })
        }
        let numbers = single + form.all("numbers").flatMap { $0.split(separator: " ") }.compactMap { Int($0) }
        let act: DoorAct
        switch (form["do"], numbers.first) {
        case ("admit", .some): act = .admit(numbers)
        case ("turn-away", let number?): act = .turnAway(number)
        case ("send-back", let number?): act = .sendBack(number)
        case (_, nil): throw Refusal.missingField(name: "door-number")
        default: throw Refusal.missingField(name: "do")
        }
        _ = try await store.act(act, atDoorOf: workshop.code)
        if case .turnAway = act { await screens.callWaiting(workshop.code) }
    }

    /// The number that a facilitator typed, if it was typed and not tapped.
    static func typedAtDoor(_ form: Form) -> Pages.TypedAtDoor? {
        form["typed"].map { Pages.TypedAtDoor(number: $0, isSentBack: form["do"] == "send-back") }
    }
}
