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
    /// “Let all in” carries the numbers that its page showed: who came after that was not looked at.
    func actAtDoor(_ form: Form, _ workshop: Workshop) async throws {
        let numbers = form.all("number").compactMap { typed in Int(typed.filter { !$0.isWhitespace }) }
        let act: DoorAct
        switch (form["do"], numbers.first) {
        case ("admit", .some): act = .admit(numbers)
        case ("turn-away", let number?): act = .turnAway(number)
        case ("send-back", let number?): act = .sendBack(number)
        case (_, nil): throw Refusal.missingField(name: "door-number")
        default: throw Refusal.missingField(name: "do")
        }
        _ = try await store.act(act, atDoorOf: workshop.code)
    }
}
