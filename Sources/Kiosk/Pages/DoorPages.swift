import Workshop

/// Who may answer, as the console, the phones and the form for a new workshop say it.
extension Pages {
    /// How many of those who wait have a row of their own, those who came first: more would make each new console heavy,
    /// and nobody sees so many people at once.
    static let rowsAtDoor = 30

    /// The choices of who may answer; `chosen` is the name of one, or empty for the usual one.
    static func admissions(_ chosen: String, _ wording: Wording) -> [[String: Any]] {
        Admission.allCases.map { admission in
            [
                "value": admission.rawValue, "name": wording["admission_\(admission.rawValue)"],
                "about": wording["admission_\(admission.rawValue)_about"],
                "isChosen": admission.rawValue == (chosen.isEmpty ? Admission.open.rawValue : chosen),
            ]
        }
    }

    /// A number that was typed at the door and not accepted: it stays in the field in which it was typed.
    struct TypedAtDoor {
        var number: String
        var isSentBack: Bool
    }

    /// What the console says of who may answer, and who waits.
    static func doorContent(_ snapshot: RoomSnapshot, typed: TypedAtDoor?, _ wording: Wording) -> [String: Any] {
        let workshop = snapshot.workshop
        let name = workshop.admission.rawValue
        var content: [String: Any] = [
            "admission": name, "admissionMeaning": wording["admission_\(name)_console"],
            "admissions": admissions(name, wording),
            "canChangeAdmission": !snapshot.hasJoined && !workshop.isRehearsal,
        ]
        guard let door = snapshot.door else { return content }
        let rest = door.waiting.dropFirst(rowsAtDoor).sorted()
        let returned = Set(door.returned)
        let (entering, leaving) = typed?.isSentBack == true ? (nil, typed) : (typed, nil)
        content["door"] =
            [
                "waitingText": wording.count("door_waiting", door.waiting.count),
                "hasWaiting": !door.waiting.isEmpty,
                "waiting": door.waiting.prefix(rowsAtDoor).map { number -> [String: Any] in
                    ["number": String(number), "hasBeenIn": returned.contains(number)]
                },
                "admitAll": wording.count("door_admit_all", door.waiting.count),
                "allNumbers": door.waiting.map { String($0) }.joined(separator: " "),
                "hasRest": !rest.isEmpty, "restText": wording.count("door_rest", rest.count),
                "restNumbers": rest.map { String($0) }.joined(separator: " "),
                "takesNumber": !door.waiting.isEmpty || entering != nil, "typedNumber": entering?.number ?? "",
                "hasAdmitted": !door.admitted.isEmpty || leaving != nil,
                "isSendingBack": leaving != nil, "typedSentBack": leaving?.number ?? "",
                "admittedNumbers": door.admitted.map { String($0) }.joined(separator: " "),
            ] as [String: Any]
        return content
    }

    /// What a phone says to a participant who waits to be let in; nil for one who need not, or will not be any more.
    static func doorWait(_ snapshot: PhoneSnapshot) -> [String: Any]? {
        guard snapshot.isWaiting, let number = snapshot.doorNumber else { return nil }
        return ["number": String(number)]
    }
}
