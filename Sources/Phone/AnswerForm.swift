/// A form of a participant's page, as somebody sees it who has never heard of kinds: fields to choose from and to fill.
public struct AnswerForm: Sendable, Equatable {
    /// One field.
    public struct Field: Sendable, Equatable {
        /// What sort of field it is.
        public enum Sort: Sendable, Equatable {
            /// One of these values, by radio button.
            case radio([String])
            /// Ticked or not; this is its value.
            case box(String)
            /// One of these values, from a list; an empty one means no answer.
            case list([String])
            /// A whole number of dots.
            case dots
            /// A line for a number.
            case number
            /// A whole number; those of the form add up to this.
            case share(of: Int)
            /// A text of at most so many characters.
            case text(limit: Int)
            /// Buttons that send this value at once.
            case button([String])
        }

        /// The name.
        public var name: String
        /// What sort of field it is.
        public var sort: Sort
    }

    /// The fields, in order.
    public var fields: [Field] = []
    /// The dots that may be placed, if the form has any.
    public var budget: Int?

    /// The form called `name` (`ballot` or `idea`) in `page`; nil when the page has none.
    public init?(_ name: String, in page: Page) {
        guard let start = page.html.firstRange(of: "data-form=\"\(name)\"") else { return nil }
        let rest = page.html[start.upperBound...]
        let html = rest[..<(rest.firstRange(of: "</form>")?.lowerBound ?? rest.endIndex)]
        for match in html.matches(of: /<(input|select|textarea|button|option|div)\b([^>]*)>/) {
            add(String(match.output.1), match.output.2)
        }
    }

    private mutating func add(_ tag: String, _ attributes: Substring) {
        func attribute(_ name: String) -> String? {
            guard let start = attributes.firstRange(of: " \(name)=\"") else { return nil }
            return String(attributes[start.upperBound...].prefix { $0 != "\"" })
        }
        if tag == "div" {
            if let text = attribute("data-budget"), let budget = Int(text) { self.budget = budget }
            return
        }
        if tag == "option" {
            if let value = attribute("value"), let last = fields.indices.last,
                case .list(let values) = fields[last].sort
            {
                fields[last].sort = .list(values + [value])
            }
            return
        }
        guard let name = attribute("name"), !["activity", "key", "step"].contains(name) else { return }
        let value = attribute("value") ?? ""
        let limit = attribute("data-limit").flatMap { Int($0) } ?? 280
        switch (tag, attribute("type")) {
        case ("select", _): fields.append(Field(name: name, sort: .list([])))
        case ("textarea", _): fields.append(Field(name: name, sort: .text(limit: limit)))
        case ("button", _):
            if let last = fields.indices.last, fields[last].name == name, case .button(let values) = fields[last].sort {
                fields[last].sort = .button(values + [value])
            } else {
                fields.append(Field(name: name, sort: .button([value])))
            }
        case (_, "radio"):
            if let last = fields.indices.last, fields[last].name == name, case .radio(let values) = fields[last].sort {
                fields[last].sort = .radio(values + [value])
            } else {
                fields.append(Field(name: name, sort: .radio([value])))
            }
        case (_, "checkbox"): fields.append(Field(name: name, sort: .box(value)))
        case (_, "hidden"): fields.append(Field(name: name, sort: .dots))
        default:
            if let total = attribute("data-total").flatMap({ Int($0) }) {
                fields.append(Field(name: name, sort: .share(of: total)))
            } else {
                fields.append(Field(name: name, sort: attribute("inputmode") == nil ? .text(limit: limit) : .number))
            }
        }
    }
}

extension AnswerForm {
    /// An answer as somebody might give it: every choice is made, some boxes of a group are ticked, all dots and points
    /// are placed.
    ///
    /// - Parameters:
    ///   - boxes: The most boxes of one question that are ticked; with more than one, as many as there are.
    ///   - text: What is written into a text; numbers get small whole numbers.
    public func answer(
        using generator: inout some RandomNumberGenerator, boxes: Int = 1, text: (String) -> String
    ) -> [(name: String, value: String)] {
        var answer: [(name: String, value: String)] = []
        let dots = fields.filter { $0.sort == .dots }.map(\.name)
        if let budget, !dots.isEmpty {
            // One dot each on as many as the budget allows: within any cap.
            for name in dots.shuffled(using: &generator).prefix(budget) { answer.append((name, "1")) }
        }
        var ticked: [Substring: Int] = [:]
        answer += shares(using: &generator)
        for field in fields {
            switch field.sort {
            case .radio(let values):
                if let value = values.randomElement(using: &generator) { answer.append((field.name, value)) }
            case .box(let value):
                // The boxes of one question have names that begin alike, up to the first hyphen behind the target.
                let start = field.name.lastIndex(of: "/").map { field.name.index(after: $0) } ?? field.name.startIndex
                let end = field.name[start...].firstIndex(of: "-") ?? field.name.endIndex
                let question = field.name[..<end]
                guard boxes > 1 || Bool.random(using: &generator), ticked[question, default: 0] < boxes else {
                    continue
                }
                ticked[question, default: 0] += 1
                answer.append((field.name, value))
            case .list(let values):
                if let value = values.filter({ !$0.isEmpty }).randomElement(using: &generator) {
                    answer.append((field.name, value))
                }
            case .number: answer.append((field.name, String(Int.random(in: 1...9, using: &generator))))
            case .text: answer.append((field.name, text(field.name)))
            case .dots, .button, .share: continue
            }
        }
        if let press = fields.compactMap({ field -> (String, [String])? in
            if case .button(let values) = field.sort { (field.name, values) } else { nil }
        }).randomElement(using: &generator), let value = press.1.randomElement(using: &generator) {
            answer.append((press.0, value))
        }
        return answer
    }

    /// The total of the fields that share one, given out at random.
    private func shares(using generator: inout some RandomNumberGenerator) -> [(name: String, value: String)] {
        var total = 0
        let names = fields.compactMap { field -> String? in
            guard case .share(let whole) = field.sort else { return nil }
            total = whole
            return field.name
        }
        if names.isEmpty { return [] }
        var given = [Int](repeating: 0, count: names.count)
        var left = total
        while left > 0 {
            let part = min(left, max(1, total / 10))
            given[Int.random(in: given.indices, using: &generator)] += part
            left -= part
        }
        return zip(names, given).filter { $0.1 > 0 }.map { ($0.0, String($0.1)) }
    }
}
