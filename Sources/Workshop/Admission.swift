/// Who may answer in a workshop, chosen when it is made and until somebody joins. Pages say the same.
public enum Admission: String, Sendable, Codable, CaseIterable {
    /// Whoever has the join code. Each browser window that keeps its own cookies is another participant.
    case open
    /// Whoever has a card of the box. One card is one participant, on whatever device.
    case card
    /// Whoever a facilitator lets in. Who has joined looks on until then.
    case door
}

/// What the console shows of a workshop's door.
public struct Door: Sendable, Equatable {
    /// The numbers of those who wait, those who came first, first, as far as the program saw them come.
    public var waiting: [Int]
    /// The numbers of those who were let in and can still be sent back out, ascending.
    public var admitted: [Int]
    /// Those of ``waiting`` who may have answered before, ascending: they are not turned away.
    public var returned: [Int]

    /// A door with the given numbers.
    public init(waiting: [Int] = [], admitted: [Int] = [], returned: [Int] = []) {
        self.waiting = waiting
        self.admitted = admitted
        self.returned = returned
    }
}

/// What a facilitator does at the door.
public enum DoorAct: Sendable, Equatable {
    /// Lets in those who wait under these numbers.
    case admit([Int])
    /// Turns away whoever waits under this number and has never been let in: the phone has to join anew.
    case turnAway(Int)
    /// Sends whoever was let in under this number back to wait. What has been answered stays.
    case sendBack(Int)
}
