import HTTP
import Workshop

/// Reads a dots form: a field `dots-IDEA` with the count of each item, and `step` from the button that was pressed.
enum DotsForm {
    /// The dots that the form asks for, after its step.
    ///
    /// A step never goes below 0; what is above the cap or the budget is the ballot's to refuse.
    ///
    /// - Throws: `Refusal.notACount` for anything but whole numbers from 0, `Refusal.noSuchItem` for a field that names
    ///   no identifier.
    static func dots(in form: Form) throws(Refusal) -> [Identifier: Int] {
        var dots: [Identifier: Int] = [:]
        for (name, value) in form.fields where name.hasPrefix("dots-") {
            guard let item = Identifier(name.dropFirst("dots-".count)) else { throw .noSuchItem }
            let typed = value.isEmpty ? "0" : value
            guard typed.utf8.count <= 6, let count = Int(typed), count >= 0 else { throw .notACount }
            dots[item] = count
        }
        if let step = form["step"] {
            let parts = step.split(separator: ":")
            guard parts.count == 2, let item = Identifier(parts[0]), parts[1] == "+1" || parts[1] == "-1" else {
                throw .notACount
            }
            dots[item] = max(0, dots[item, default: 0] + (parts[1] == "+1" ? 1 : -1))
        }
        return dots
    }
}
