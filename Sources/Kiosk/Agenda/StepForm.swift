import HTTP
import Workshop

/// The form in which a facilitator sets the words and rules of one step of an agenda: from the step's JSON to the values
/// of fields, and back.
///
/// Words stand in one field for each language (`title.sv`), lists in one line for each entry.
struct StepForm {
    /// The values of the fields, by name.
    private(set) var values: [String: String] = [:]
    /// The settings of the step's kind.
    let settings: [Setting]
    /// The languages of the box, the workshop's own first.
    let languages: [String]

    /// What every step has beside the settings of its kind.
    static let common: [Setting] = [
        .init("title", .text), .init("prompt", .text), .init("minutes", .whole(ActivityDefinition.minuteRange)),
        .init("notes", .text),
        .init("per", .reference), .init("follows", .earlier),
    ]

    private var all: [Setting] { Self.common + settings }

    /// The form of a step whose JSON is `step`.
    init(step: [String: JSONValue], settings: [Setting], languages: [String]) {
        self.settings = settings
        self.languages = languages
        for setting in all { fill(setting, step) }
    }

    /// The form as it was sent.
    init(sent form: Form, settings: [Setting], languages: [String]) {
        self.settings = settings
        self.languages = languages
        for field in form.fields { values[field.name] = field.value }
    }

    /// The value of the field `name`.
    subscript(name: String) -> String { values[name] ?? "" }

    // MARK: From the step to the fields

    private mutating func fill(_ setting: Setting, _ step: [String: JSONValue]) {
        let key = setting.key
        let value = step[key] ?? .null
        switch setting.shape {
        case .whole, .decimal: values[key] = value.number
        case .flag(let unlessStated): values[key] = value.flag ?? unlessStated ? "1" : nil
        case .text: fillWords(key, [value])
        case .texts: fillWords(key, value.elements)
        case .options: fillWords(key, value.elements.map { $0.members["text"] ?? .null })
        case .source, .reference:
            fillWords(key, value.elements.map { $0.members["text"] ?? .null })
            values["\(key).from"] = value.members["from"]?.text
            values["\(key).take"] = value.members["take"]?.text
            values["\(key).count"] = value.members["count"]?.number
        case .oneOf, .earlier: values[key] = value.text
        case .option(let list):
            values[key] = Self.identifiers(step[list]).firstIndex(of: value.text ?? "").map { String($0 + 1) }
        case .someOptions(let list):
            let chosen = Set(value.elements.compactMap(\.text))
            values[key] = Self.identifiers(step[list]).enumerated().filter { chosen.contains($0.element) }
                .map { String($0.offset + 1) }.joined(separator: ", ")
        case .textPerOption(let list):
            if !value.members.isEmpty {
                fillWords(key, Self.identifiers(step[list]).map { value.members[$0] ?? .null })
            }
        case .files: values[key] = value.elements.compactMap(\.text).joined(separator: "\n")
        }
    }

    private mutating func fillWords(_ key: String, _ texts: [JSONValue]) {
        for language in languages {
            let lines = texts.map { $0.members[language]?.text ?? "" }
            if lines.contains(where: { !$0.isEmpty }) { values["\(key).\(language)"] = lines.joined(separator: "\n") }
        }
    }

    private static func identifiers(_ list: JSONValue?) -> [String] {
        (list ?? .null).elements.compactMap { $0.members["id"]?.text }
    }

    // MARK: From the fields to the step

    /// The JSON of the step after what the form says; what the form does not ask about stays as it was.
    ///
    /// - Parameter onlyWords: Whether the form asked only for title, question, minutes and notes.
    /// - Throws: `RuleError` naming the field that cannot be read.
    func applied(to step: [String: JSONValue], onlyWords: Bool = false) throws(RuleError) -> [String: JSONValue] {
        var step = step
        for setting in onlyWords ? Array(Self.common.prefix(4)) : all {
            let value = try read(setting, step)
            step[setting.key] = value == .null ? nil : value
        }
        return step
    }

    private func read(_ setting: Setting, _ step: [String: JSONValue]) throws(RuleError) -> JSONValue {
        let key = setting.key
        let typed = self[key].filter { !$0.isWhitespace }
        switch setting.shape {
        case .whole(let range):
            if typed.isEmpty { return key == "minutes" ? .number(0) : .null }
            guard typed.utf8.count <= 9, let number = Int(typed), range.contains(number) else {
                throw RuleError(key, .outOfRange(range.lowerBound, range.upperBound))
            }
            return .number(Double(number))
        case .decimal:
            if typed.isEmpty { throw RuleError(key, .missing) }
            let plain = typed.map { $0 == "," ? "." : $0 == "−" ? "-" : $0 }
            guard plain.allSatisfy({ $0.isNumber || $0 == "." || $0 == "-" }), let number = Double(String(plain)),
                number.isFinite
            else { throw RuleError(key, .invalid) }
            return .number(number)
        case .flag(let unlessStated):
            // What was not stated, and is the same, stays unstated: nothing has changed then.
            return step[key] == nil && typed.isEmpty != unlessStated ? .null : .flag(!typed.isEmpty)
        case .text:
            let words = try text(key)
            return words.members.isEmpty ? .null : words
        case .texts:
            let lines = try lines(key)
            return lines.isEmpty ? .null : .list(lines)
        case .options: return try options(key, step)
        case .source:
            let reference = try reference(key)
            return reference == .null ? try options(key, step) : reference
        case .reference: return try reference(key)
        case .oneOf(let values):
            if typed.isEmpty { return .null }
            guard values.contains(typed) else { throw RuleError(key, .unknown) }
            return .text(typed)
        case .earlier: return typed.isEmpty ? .null : .text(typed)
        case .option(let list):
            guard let chosen = try numbers(key, upTo: step[list]).first else { return .null }
            return .text(chosen)
        case .someOptions(let list):
            let chosen = try numbers(key, upTo: step[list])
            return chosen.isEmpty ? .null : .list(chosen.map { .text($0) })
        case .textPerOption(let list):
            let lines = try lines(key)
            let identifiers = Self.identifiers(step[list])
            if lines.count > identifiers.count { throw RuleError(key, .outOfRange(0, identifiers.count)) }
            let words = zip(identifiers, lines).filter { !$0.1.members.isEmpty }
            return words.isEmpty ? .null : .object(Dictionary(words.map { ($0.0, $0.1) }) { first, _ in first })
        case .files:
            let names = self[key].split(whereSeparator: \.isNewline).map { String($0) }
            return names.isEmpty ? .null : .list(names.map { .text($0) })
        }
    }

    /// The words in the fields of `key`, by language.
    private func text(_ key: String) throws(RuleError) -> JSONValue {
        var words: [String: JSONValue] = [:]
        for language in languages {
            do {
                words[language] = .text(try PlainText.checked(self["\(key).\(language)"], limit: 4000))
            } catch .empty {
                continue
            } catch {
                throw RuleError("\(key).\(language)", .invalid)
            }
        }
        return .object(words)
    }

    /// The words of each line, in all languages: line for line the same entry. Lines left empty at the end do not count.
    private func lines(_ key: String) throws(RuleError) -> [JSONValue] {
        var entries: [[String: JSONValue]] = []
        for language in languages {
            let name = "\(key).\(language)"
            var lines = self[name].split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
            for (index, line) in lines.enumerated() {
                if index == entries.count { entries.append([:]) }
                do {
                    entries[index][language] = .text(try PlainText.checked(String(line), limit: 280))
                } catch .empty {
                    continue
                } catch {
                    throw RuleError(name, .invalid)
                }
            }
            if let first = languages.first, language != first, !lines.isEmpty,
                entries.contains(where: { $0[first] == nil })
            {
                throw RuleError(name, .invalid)
            }
        }
        return entries.map { .object($0) }
    }

    /// The lines as options. Each line keeps the identifier of the option that stood there; new ones get new ones.
    private func options(_ key: String, _ step: [String: JSONValue]) throws(RuleError) -> JSONValue {
        let old = Self.identifiers(step[key])
        var taken = Set(old)
        var number = 1
        let options = try lines(key).enumerated().map { index, words -> JSONValue in
            var id = index < old.count ? old[index] : ""
            while id.isEmpty {
                if taken.insert("o\(number)").inserted { id = "o\(number)" }
                number += 1
            }
            return .object(["id": .text(id), "text": words])
        }
        return options.isEmpty ? .null : .list(options)
    }

    private func reference(_ key: String) throws(RuleError) -> JSONValue {
        let from = self["\(key).from"]
        if from.isEmpty { return .null }
        let take = self["\(key).take"].isEmpty ? ItemReference.Part.ideas.rawValue : self["\(key).take"]
        guard let part = ItemReference.Part(rawValue: take) else { throw RuleError(key, .unknown) }
        var reference: [String: JSONValue] = ["from": .text(from), "take": .text(take)]
        if part == .top {
            let typed = self["\(key).count"].filter { !$0.isWhitespace }
            guard let count = typed.isEmpty ? 3 : Int(typed), (1...ItemSource.limit).contains(count) else {
                throw RuleError(key, .outOfRange(1, ItemSource.limit))
            }
            reference["count"] = .number(Double(count))
        }
        return .object(reference)
    }

    /// The identifiers of the options whose numbers, from 1, stand in the field of `key`.
    private func numbers(_ key: String, upTo list: JSONValue?) throws(RuleError) -> [String] {
        let identifiers = Self.identifiers(list)
        var chosen: [String] = []
        for part in self[key].split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
            guard let number = Int(part), identifiers.indices.contains(number - 1) else {
                throw RuleError(key, .outOfRange(1, max(1, identifiers.count)))
            }
            chosen.append(identifiers[number - 1])
        }
        return chosen
    }
}
