/// Which of a form's fields are taken. A hall's ballots have few, and need no memory of their own for it.
struct Marks: Sendable {
    private var few: UInt64 = 0
    private var more: [Bool] = []

    init(count: Int) {
        if count > UInt64.bitWidth { more = Array(repeating: false, count: count) }
    }

    subscript(index: Int) -> Bool { more.isEmpty ? few & 1 << UInt64(index) != 0 : more[index] }

    mutating func mark(_ index: Int) {
        if more.isEmpty { few |= 1 << UInt64(index) } else { more[index] = true }
    }
}
