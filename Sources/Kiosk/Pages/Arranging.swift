/// What the page in which ideas are arranged holds beside what is stored: a search, and what was typed and refused.
struct Arranging: Sendable {
    /// The words searched for.
    var filter = ""
    /// Whether only ideas without a group are shown.
    var onlyUngrouped = false
    /// Whether all ideas that are shown are ticked.
    var ticksAll = false
    /// The ideas that were ticked.
    var ticked: Set<String> = []
    /// The group that was chosen for them, and the name typed for a new one.
    var group = ""
    /// See `group`.
    var name = ""
    /// The group whose name was being changed, and what was typed.
    var renamed = ""
    /// See `renamed`.
    var newName = ""

    /// Whether an idea is shown: each word searched for is in its text or its group's name, without regard to case and
    /// accents.
    func shows(_ text: String, group: String?) -> Bool {
        if onlyUngrouped && group != nil { return false }
        let words = Self.folded(filter).split(whereSeparator: \.isWhitespace)
        if words.isEmpty { return true }
        let place = Self.folded("\(text) \(group ?? "")")
        return words.allSatisfy { place.contains($0) }
    }

    private static let plainLetters: [Unicode.Scalar: String] = {
        let accented: [(String, String)] = [
            ("a", "àáâãäåāăą"), ("ae", "æ"), ("c", "çćč"), ("d", "ďđð"), ("e", "èéêëēęě"), ("g", "ğģ"), ("i", "ìíîïī"),
            ("l", "ļľł"), ("n", "ñńņňŋ"), ("o", "òóôõöøōő"), ("oe", "œ"), ("r", "ŕř"), ("s", "śşšș"), ("ss", "ß"),
            ("t", "ţťŧț"), ("u", "ùúûüūůűų"), ("y", "ýÿ"), ("z", "źżž"), ("th", "þ"),
        ]
        var letters: [Unicode.Scalar: String] = [:]
        for (plain, others) in accented { for other in others.unicodeScalars { letters[other] = plain } }
        return letters
    }()

    /// `text` in lower case and without accents, as the page's script has it, too.
    static func folded(_ text: String) -> String {
        var folded = ""
        for scalar in text.lowercased().unicodeScalars {
            if scalar.isASCII {
                folded.unicodeScalars.append(scalar)
            } else if let plain = plainLetters[scalar] {
                folded += plain
            } else if !(0x300...0x36F).contains(scalar.value) {
                folded.unicodeScalars.append(scalar)
            }
        }
        return folded
    }
}
