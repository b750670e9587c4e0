import Workshop

/// What stands in one cell.
enum XLSXCell: Equatable {
    /// Nothing.
    case blank
    /// A text; whatever it looks like, it is never run as a formula.
    case text(String)
    /// A number.
    case number(Double, NumberStyle)

    /// How a number is shown. The cell keeps all of it.
    enum NumberStyle: Hashable {
        /// Without decimals.
        case whole
        /// With so many decimals.
        case decimal(Int)
        /// A share from 0 to 1 in whole percent.
        case percent

        /// Excel's pattern.
        var pattern: String {
            switch self {
            case .whole: "0"
            case .decimal(let decimals): decimals > 0 ? "0." + String(repeating: "0", count: min(decimals, 6)) : "0"
            case .percent: "0%"
            }
        }
    }

    /// A whole number.
    static func count(_ number: Int) -> XLSXCell { .number(Double(number), .whole) }

    /// `label` as a number where it says a number and nothing else, so that Excel can count with it; else as words.
    static func figure(_ label: Label, _ words: ExportWords) -> XLSXCell {
        let text = words(label)
        switch label {
        case .typed(let typed): return answer(typed)
        case .phrase(_, let arguments) where arguments.count == 1 && !text.contains(where: \.isLetter):
            switch arguments.first?.value {
            case .whole(let number): return .count(number)
            case .decimal(let number, let decimals) where number.isFinite: return .number(number, .decimal(decimals))
            case .percent(let share) where share.isFinite: return .number(share, .percent)
            default: return .text(text)
            }
        default: return .text(text)
        }
    }

    /// An answer as it is kept: a number where that is written as numbers are written, else a text.
    static func answer(_ value: String) -> XLSXCell {
        guard let first = value.utf8.first, (0x30...0x39).contains(first) || first == UInt8(ascii: "-"),
            value.utf8.count <= 15
        else { return value.isEmpty ? .blank : .text(value) }
        if let whole = Int(value), String(whole) == value { return .count(whole) }
        if let number = Double(value), String(number) == value, let point = value.firstIndex(of: "."),
            !value.contains("e")
        {
            return .number(number, .decimal(value.distance(from: point, to: value.endIndex) - 1))
        }
        return .text(value)
    }

    /// How its number is shown; nil when it is none.
    var style: NumberStyle? {
        if case .number(_, let style) = self { style } else { nil }
    }

    /// How wide it is, in characters, on its longest line.
    var width: Int {
        switch self {
        case .blank: 0
        case .text(let text): text.split(separator: "\n").reduce(0) { max($0, $1.count) }
        case .number(let number, let style):
            style == .percent ? 5 : String(Int(clamping: Int64(number.rounded(.towardZero)))).count + 3
        }
    }
}
